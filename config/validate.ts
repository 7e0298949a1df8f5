import type { z } from "zod";
import { valueAt } from "./lookUp.js";
import { maxProblems, shorten, showValue, type Problem } from "../problems/problem.js";
import { problemAt, type Read, type Source } from "./source.js";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Where a validated value stands in a file: the path in front of it, and whether it must not be shown. */
export interface Place {
  readonly source: Source;
  /** Path in the file of the value at `path` in the schema. */
  locate(path: Path): Path;
  /** Values that are never shown. */
  isSecret(path: Path): boolean;
}

/** Checks `value` against a schema; every issue becomes a problem with its place. */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  place: Place,
): Read<z.output<Schema>> {
  let result: z.ZodSafeParseResult<z.output<Schema>>;
  try {
    result = schema.safeParse(value);
  } catch {
    // zod measures what claims to have a length before it knows that it is a list, and fails on `length: { toString: 1 }`.
    return {
      ok: false,
      problems: [problem([], "a mapping that poses as a list", "plain lists and mappings", place)],
    };
  }
  if (result.success) return { ok: true, value: result.data };
  return {
    ok: false,
    problems: result.error.issues
      .slice(0, maxProblems)
      .flatMap((issue) => explain(issue, [], value, place))
      .slice(0, maxProblems),
  };
}

function explain(issue: Issue, prefix: Path, root: unknown, place: Place): Problem[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === "invalid_union") {
    const branch = likeliestBranch(issue.errors);
    if (branch) return branch.flatMap((inner) => explain(inner, path, root, place));
  }
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => problem([...path, key], "an unknown key", issue.message, place));
  }
  if (issue.code === "invalid_key") {
    const allowed = issue.issues[0]?.message ?? issue.message;
    return [problem(path, `the name ${showValue(String(path[path.length - 1]))}`, allowed, place)];
  }
  return [problem(path, found(path, root, place), issue.message, place)];
}

function problem(path: Path, what: string, allowed: string, place: Place): Problem {
  return problemAt(place.source, place.locate(path), what, allowed);
}

function found(path: Path, root: unknown, place: Place): string {
  if (place.isSecret(path)) return "a value that is not shown";
  const value = valueAt(root, path);
  const spelling = typeof value === "number" ? place.source.spellingOf(place.locate(path)) : undefined;
  return spelling === undefined ? showValue(value) : `${shorten(spelling, 80)} (a number)`;
}

/**
 * Of a union's branches, the one the user most likely meant: the shape matched (nothing wrong at the very
 * value), with the fewest unknown keys, then the fewest issues. Undefined when no branch has the shape.
 */
function likeliestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const unknownKeys = (issues: readonly Issue[]) =>
    issues.reduce(
      (sum, issue) =>
        sum + (issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys.length : 0),
      0,
    );
  return branches
    .filter((issues) => issues.every((issue) => issue.path.length > 0 || issue.code === "unrecognized_keys"))
    .sort((a, b) => unknownKeys(a) - unknownKeys(b) || a.length - b.length)[0];
}
