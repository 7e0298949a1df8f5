import type { z } from "zod";
import { isNearly } from "../../config/isNearly.js";
import { valueAt } from "../../config/lookUp.js";
import { problemAt, type Source } from "../../config/source.js";
import { schemaOf } from "../../policies/configuration/configuration.js";
import type { Rule } from "../../policies/model/rule.js";
import { showValue, type Problem } from "../../problems/problem.js";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const levels = "mandatory, advisory, disabled";

/** What is wrong in a configuration of the rules, with places. */
export function configurationProblems(source: Source, error: z.ZodError, rules: readonly Rule[]): Problem[] {
  return error.issues.flatMap((issue) => explain(issue, [], source, rules));
}

function explain(issue: Issue, prefix: Path, source: Source, rules: readonly Rule[]): Problem[] {
  const path = [...prefix, ...issue.path];
  const value = valueAt(source.value, path);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) =>
      problemAt(source, [...path, key], "an unknown key", allowedKeys(path, key, rules)),
    );
  if (issue.code === "invalid_union") {
    // What is a mapping was meant as one.
    const isMapping = typeof value === "object" && value !== null && !Array.isArray(value);
    const branch = issue.errors.find((issues) => issues.every((inner) => !isAtRoot(inner)));
    if (isMapping && branch) return branch.flatMap((inner) => explain(inner, path, source, rules));
  }
  return [problemAt(source, path, showValue(value), allowedValue(issue))];
}

/** Whether an issue is about the whole: then it was meant as something else. */
function isAtRoot(issue: Issue): boolean {
  return issue.path.length === 0 && issue.code !== "unrecognized_keys";
}

function allowedKeys(path: Path, key: string, rules: readonly Rule[]): string {
  const [name, ...inside] = path;
  if (name === undefined) {
    const meant = rules.map((rule) => rule.name).filter((rule) => isNearly(key, rule));
    return meant.length > 0 ? meant.join(" or ") : "names of rules (docs/rules.md has them), or all";
  }
  if (inside[0] === "exceptions") return "resource, reason, expires";
  const rule = rules.find((each) => each.name === name);
  if (inside.length > 0 || !rule) return "what docs/rules.md says of the rule";
  return `enforcementLevel, ${Object.keys(schemaOf(rule).shape).join(", ")}`;
}

function allowedValue(issue: Issue): string {
  switch (issue.code) {
    case "invalid_union":
      return `${levels}, or a mapping of enforcementLevel and parameters`;
    case "invalid_value":
      return issue.values.join(", ");
    case "invalid_type":
      return types[issue.expected] ?? issue.expected;
    case "too_small":
      return `at least ${issue.minimum}${units[issue.origin] ?? ""}`;
    case "too_big":
      return `at most ${issue.maximum}${units[issue.origin] ?? ""}`;
    case "invalid_format":
      return issue.format === "date" ? "a day: YYYY-MM-DD" : issue.message;
    case "unrecognized_keys":
    case "invalid_key":
    case "invalid_element":
    case "not_multiple_of":
    case "custom":
      return issue.message;
  }
}

const units: Readonly<Record<string, string>> = { string: " characters", array: " items" };

const types: Readonly<Record<string, string>> = {
  object: "a mapping",
  record: "a mapping",
  array: "a list",
  string: "a text",
  boolean: "true or false",
};
