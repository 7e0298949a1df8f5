import { readFileSync, statSync } from "node:fs";
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Pair,
  type YAMLMap,
} from "yaml";
import { formatPath, showValue, type Problem } from "../problems/problem.js";
import { unusableNodes } from "./unusableNodes.js";

/** Largest file that is read, in bytes. A declaration is written by people; more is a mistake or an attack. */
export const maxFileBytes = 256 * 1024;

/** A YAML file's plain value, and where each part of it stands. */
export interface Source {
  /** Path as messages show it. */
  readonly file: string;
  /** The document as plain data; undefined for an empty file. */
  readonly value: unknown;
  /** One-based line of the value at `path`, or of its nearest ancestor that is in the file. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
  /** The value's own spelling where it is a scalar (1.30 rather than 1.3), else undefined. */
  spellingOf(path: readonly PropertyKey[]): string | undefined;
}

export type Read<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads one YAML file. Whatever its bytes, the answer is a value or problems that name the place: too large,
 * not UTF-8, not YAML, more than one document, nested or aliased beyond what a declaration needs.
 *
 * @param path file system path
 * @param file the path as messages show it
 */
export function readSource(path: string, file: string): Read<Source> {
  const refuse = (found: string, allowed: string): Read<Source> => ({
    ok: false,
    problems: [{ file, path: "", found, allowed }],
  });
  let bytes: Uint8Array;
  try {
    const status = statSync(path);
    if (!status.isFile()) return refuse("something that is not a regular file", "a YAML file");
    if (status.size > maxFileBytes)
      return refuse(`${status.size} bytes`, `at most ${maxFileBytes} bytes; split it`);
    bytes = readFileSync(path);
  } catch (error) {
    return refuse(
      `a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`,
      "a readable file",
    );
  }
  return parseSource(bytes, file);
}

/** {@link readSource} for bytes that are already in memory. */
export function parseSource(bytes: Uint8Array, file: string): Read<Source> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return {
      ok: false,
      problems: [{ file, path: "", found: "bytes that are not UTF-8", allowed: "UTF-8 text" }],
    };
  }
  const lines = new LineCounter();
  const at = (offset: number | undefined): number | undefined =>
    offset === undefined ? undefined : lines.linePos(offset).line || undefined;
  const problem = (line: number | undefined, found: string, allowed: string): Problem => ({
    file,
    line,
    path: "",
    found,
    allowed,
  });
  const separator = /[\u0085\u2028\u2029]|\r(?!\n)/.exec(text);
  if (separator) {
    const line = text.slice(0, separator.index).split("\n").length;
    return {
      ok: false,
      problems: [
        problem(
          line,
          `the line separator ${showValue(separator[0])}`,
          "line feeds; readers of YAML disagree on others",
        ),
      ],
    };
  }
  try {
    const document = parseText(text, lines);
    // The first alone: what comes after it is mostly its consequence.
    const [error] = [...document.errors, ...document.warnings];
    if (error) return { ok: false, problems: [explainSyntax(error, at(error.pos[0]), problem)] };
    const unusable = unusableNodes(document, file, at);
    if (unusable.length > 0) return { ok: false, problems: unusable };
    return { ok: true, value: sourceOf(document, file, at) };
  } catch (error) {
    // The parser recurses: text nested thousands deep ends in a RangeError, not in a wrong value.
    const found =
      error instanceof RangeError
        ? "values nested too deeply"
        : `text that is not YAML (${(error as Error).message.slice(0, 80)})`;
    return { ok: false, problems: [problem(undefined, found, "one plain YAML document")] };
  }
}

function parseText(text: string, lineCounter: LineCounter): Document {
  const { stackTraceLimit } = Error;
  // A file full of mistakes costs an Error for each; their stacks, which nobody sees, would be most of the time.
  Error.stackTraceLimit = 0;
  try {
    // The parser's own check for unique keys takes quadratic time, and its level "silent" accepts a second document.
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false, logLevel: "error" });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function explainSyntax(
  error: { readonly code: string; readonly message: string },
  line: number | undefined,
  problem: (line: number | undefined, found: string, allowed: string) => Problem,
): Problem {
  switch (error.code) {
    case "MULTIPLE_DOCS":
      return problem(line, "a second document", "one YAML document a file");
    case "RESOURCE_EXHAUSTION":
      return problem(line, "values nested too deeply", "one plain YAML document");
    default:
      return problem(
        line,
        `text that is not YAML (${showValue(error.message.split("\n")[0])})`,
        "one plain YAML document",
      );
  }
}

function sourceOf(
  document: Document,
  file: string,
  at: (offset: number | undefined) => number | undefined,
): Source {
  const indexes = new WeakMap<YAMLMap, Map<unknown, Pair>>();
  const pairAt = (map: YAMLMap, key: PropertyKey): Pair | undefined => {
    const index =
      indexes.get(map) ??
      new Map(map.items.flatMap((pair) => (isScalar(pair.key) ? [[pair.key.value, pair]] : [])));
    indexes.set(map, index);
    return index.get(key);
  };
  return {
    file,
    value: document.toJS() as unknown,
    lineOf(path) {
      let node: unknown = document.contents;
      let line = at(startOf(node));
      for (const key of path) {
        const pair = isMap(node) ? pairAt(node, key) : undefined;
        const item: unknown = isSeq(node) && typeof key === "number" ? node.items[key] : undefined;
        // The key's own line is where an editor should land; the value may start lines later.
        const start = startOf(pair?.key ?? item);
        if (start === undefined) return line;
        line = at(start);
        node = pair ? pair.value : item;
      }
      return line;
    },
    spellingOf(path) {
      const node: unknown = document.getIn(path, true);
      return isScalar(node) ? node.source : undefined;
    },
  };
}

function startOf(node: unknown): number | undefined {
  return typeof node === "object" && node !== null && "range" in node
    ? (node.range as [number, number, number] | undefined)?.[0]
    : undefined;
}

/** A problem of the value at `path` of a file. */
export function problemAt(
  source: Source,
  path: readonly PropertyKey[],
  found: string,
  allowed: string,
): Problem {
  return { file: source.file, line: source.lineOf(path), path: formatPath(path), found, allowed };
}
