import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, isSeq, parseDocument, type Document } from "yaml";
import { valueAt } from "../../config/lookUp.js";
import { formatPath } from "../../problems/problem.js";
import type { Refusal } from "./refusal.js";

type Path = readonly (string | number)[];

/** What the stack's secrets are encrypted with: it goes with the encrypted values. */
export const secretKeys: readonly string[] = ["secretsprovider", "encryptedkey", "encryptionsalt"];

/** A stack file with another's secrets; or the secrets that the other does not have. */
export type WithSecrets =
  | { readonly ok: true; readonly text: string; readonly taken: readonly string[] }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/**
 * An earlier stack file with the secrets of the present one: credentials that were rotated since must not come back, and
 * what was encrypted with a key that is gone could not be read. Which secrets there are, the earlier file says; in a list,
 * whose order may have changed since, an item's are those of the item with its name, or that is the same but for them.
 */
export function withPresentSecrets(earlier: string, present: string): WithSecrets {
  const [document, source] = [parseDocument(earlier), parseDocument(present)];
  const [before, now] = [document.toJS() as unknown, source.toJS() as unknown];
  const wanted = securePaths(document);
  const taken: string[] = [];
  const refusals: Refusal[] = [];
  for (const path of wanted) {
    const value = valueAt(counterpart(path, before, now), ["secure"]);
    const name = formatPath(path);
    if (typeof value !== "string")
      refusals.push({
        reason: "missing-secret",
        found: `${name}: a secret of that version, which the present stack file does not have${path.some((step) => typeof step === "number") ? ", or not in one item of that name or with the same other values" : ""}`,
        todo: "set it with `pulumi config set --secret --path`, or pass --old-secrets to deploy that version's own secrets",
      });
    else if (value !== document.getIn([...path, "secure"])) {
      document.setIn([...path, "secure"], value);
      taken.push(name);
    }
  }
  if (refusals.length > 0) return { ok: false, refusals };
  const isOther = secretKeys.some((key) => document.get(key) !== source.get(key));
  if (taken.length === 0 && !isOther) return { ok: true, text: earlier, taken };
  for (const key of secretKeys) {
    const value = source.get(key);
    if (value === undefined) document.delete(key);
    else document.set(key, value);
  }
  return { ok: true, text: document.toString({ lineWidth: 0 }), taken };
}

/** What stands now where a path led before; undefined where nothing does, or nobody can tell what. */
function counterpart([step, ...rest]: Path, before: unknown, now: unknown): unknown {
  if (step === undefined) return now;
  const own = valueAt(before, [step]);
  const other = typeof step === "number" ? itemLike(own, before, now) : valueAt(now, [step]);
  return counterpart(rest, own, other);
}

/** The one item of a list that is another list's item: untouched, or of the same name, or the same but for its secrets. */
function itemLike(item: unknown, own: unknown, others: unknown): unknown {
  if (!Array.isArray(own) || !Array.isArray(others)) return undefined;
  const name = valueAt(item, ["name"]);
  const alike: readonly ((other: unknown) => boolean)[] = [
    (other) => isDeepStrictEqual(other, item),
    (other) => typeof name === "string" && valueAt(other, ["name"]) === name,
    (other) => isDeepStrictEqual(withoutSecrets(other), withoutSecrets(item)),
  ];
  const [untouched] = others.filter(alike[0]!) as unknown[];
  if (untouched !== undefined) return untouched;
  for (const isAlike of alike.slice(1)) {
    const [mine, theirs] = [own.filter(isAlike), others.filter(isAlike)];
    if (mine.length === 1 && theirs.length === 1) return theirs[0] as unknown;
  }
  return undefined;
}

function withoutSecrets(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (typeof valueAt(value, ["secure"]) === "string") return "secure";
  if (Array.isArray(value)) return value.map(withoutSecrets);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}

/** Where a file has `{ secure: … }`. */
function securePaths(document: Document): Path[] {
  const found: Path[] = [];
  const visit = (node: unknown, path: Path) => {
    if (isMap(node)) {
      if (node.items.length === 1 && typeof node.get("secure") === "string") found.push(path);
      else
        for (const { key, value } of node.items)
          visit(value, [...path, isScalar(key) ? String(key.value) : String(key)]);
    } else if (isSeq(node)) node.items.forEach((item, index) => visit(item, [...path, index]));
  };
  visit(document.get("config", true), ["config"]);
  return found;
}
