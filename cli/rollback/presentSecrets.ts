import { isMap, isScalar, isSeq, parseDocument, type Document } from "yaml";
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
 * what was encrypted with a key that is gone could not be read. Which secrets there are, the earlier file says.
 */
export function withPresentSecrets(earlier: string, present: string): WithSecrets {
  const [document, source] = [parseDocument(earlier), parseDocument(present)];
  const wanted = securePaths(document);
  const taken: string[] = [];
  const refusals: Refusal[] = [];
  for (const path of wanted) {
    const value = source.getIn([...path, "secure"]);
    const name = formatPath(path);
    if (typeof value !== "string")
      refusals.push({
        reason: "missing-secret",
        found: `${name}: a secret of that version, which the present stack file does not have`,
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
