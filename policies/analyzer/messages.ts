import { printable } from "../../problems/problem.js";
import type { Exception } from "../configuration/exceptions.js";
import type { Finding } from "../model/finding.js";
import type { Rule } from "../model/rule.js";

/** Marks what is broken and allowed for a while. */
export const exceptedPrefix = "excepted until ";

/** `spec.replicas: found 1 (a number); allowed: 2 or more; fix: …`, and the exception that it falls under. */
export function describeFinding(
  rule: Rule,
  { path, found, allowed, fix }: Finding,
  exception?: Exception & { readonly expired: boolean },
): string {
  const what = `${path === "" ? "" : `${path}: `}found ${found}; allowed: ${allowed}; fix: ${fix ?? rule.remediationSteps}`;
  if (!exception) return printable(what);
  const { reason, expires, expired } = exception;
  return printable(
    expired
      ? `${what} (its exception ended on ${expires}: ${reason})`
      : `${exceptedPrefix}${expires} (${reason}): ${what}`,
  );
}

/** Marks what is told because it cannot be decided. */
export const undecidedPrefix = "undecided: ";

/** At most so many places are named. */
const shownPaths = 5;

/** Says at which places a rule needs a value that it cannot have, and why it cannot. */
export function describeUndecided({ description }: Rule, paths: readonly string[], because: string): string {
  const shown = paths.slice(0, shownPaths).map((path) => (path === "" ? "all of it" : path));
  const more = paths.length > shownPaths ? ` and ${paths.length - shownPaths} more` : "";
  return printable(`${undecidedPrefix}${shown.join(", ")}${more}: ${because}; required: ${description}`);
}
