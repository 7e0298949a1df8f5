import {
  isAlias,
  isPair,
  isScalar,
  isSeq,
  visit,
  type Alias,
  type Document,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { isReadDifferently } from "./plainScalar.js";
import { formatPath, showValue, type Problem } from "../problems/problem.js";

/** A file's nodes of which problems tell at most. */
const mostUnusable = 20;

/**
 * Aliases can stand for exponentially more than they are written as, and `__proto__` is dropped by most
 * readers of plain objects: a declaration needs neither, so both are refused where they stand. So is a key
 * that its mapping has already, of which a reader would silently keep one.
 */
export function unusableNodes(
  document: Document,
  file: string,
  at: (offset: number | undefined) => number | undefined,
): Problem[] {
  const problems: Problem[] = [];
  const checkTag = ({ tag, range }: Scalar | YAMLMap | YAMLSeq) => {
    if (tag === undefined) return;
    problems.push({
      file,
      line: at(range?.[0]),
      path: "",
      found: `the tag ${showValue(tag)}`,
      allowed: "plain values without tags",
    });
  };
  if (document.directives?.yaml.explicit) {
    problems.push({
      file,
      line: 1,
      path: "",
      found: "a %YAML directive",
      allowed: "plain YAML without directives",
    });
  }
  visit(document, {
    Scalar(_key, node) {
      checkTag(node);
      const { source = "", type } = node;
      if (type !== "PLAIN" || node.tag !== undefined || !isReadDifferently(source)) return;
      problems.push({
        file,
        line: at(node.range?.[0]),
        path: "",
        found: `${showValue(source)}, which readers of YAML understand differently`,
        allowed: "text in quotes, or a decimal number without leading zeros",
      });
    },
    Seq(_key, node) {
      checkTag(node);
    },
    Alias(_key, node) {
      problems.push({
        file,
        line: at(node.range?.[0]),
        path: "",
        found: `the alias ${showValue(node.source)}`,
        allowed: "plain values without YAML aliases",
      });
    },
    Map(_key, map, ancestors) {
      checkTag(map);
      const seen = new Map<unknown, Scalar>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const first = seen.get(key.value);
        if (!first) seen.set(key.value, key);
        else if (problems.length < mostUnusable)
          problems.push({
            file,
            line: at(key.range?.[0]),
            path: pathTo(key, map, ancestors),
            found: `the key ${showValue(key.value)} again, after line ${at(first.range?.[0])}`,
            allowed: "each key of a mapping once",
          });
      }
    },
    Pair(_key, pair) {
      const key: unknown = isScalar(pair.key) ? pair.key.value : pair.key;
      if (typeof key === "string" && key !== "__proto__") return;
      if (isAlias(pair.key)) return;
      const line = isScalar(pair.key) ? at(pair.key.range?.[0]) : undefined;
      const shown = isScalar(pair.key) ? showValue(pair.key.value) : "a collection";
      problems.push({
        file,
        line,
        path: "",
        found: `${shown} as a key`,
        allowed: key === "__proto__" ? "another name" : "text as a key (quote it)",
      });
    },
  });
  return problems.slice(0, mostUnusable);
}

/** Path of a mapping's key in the document; empty where it would be unreadably long. */
function pathTo(
  key: Scalar,
  map: YAMLMap,
  ancestors: readonly (Document | YAMLMap | YAMLSeq | Scalar | Alias | Pair)[],
): string {
  if (ancestors.length > 20) return "";
  const chain = [...ancestors, map];
  const path = chain.flatMap((each, index): PropertyKey[] => {
    if (isPair(each)) return [isScalar(each.key) ? String(each.key.value) : "?"];
    const item: unknown = chain[index + 1];
    return isSeq(each) ? [each.items.indexOf(item)] : [];
  });
  return formatPath([...path, String(key.value)]);
}
