import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readSource, type Read } from "../../config/source.js";
import { configurationFileSchema, type RuleEntry } from "../../policies/configuration/fileSchema.js";
import type { RuleConfiguration } from "../../policies/configuration/configuration.js";
import type { Rule } from "../../policies/model/rule.js";
import { showValue } from "../../problems/problem.js";
import { configurationProblems } from "./configurationProblems.js";

/** How the rules are enforced in one stack. */
export interface PolicyEnvironment {
  /** The file that says it; undefined where the stack has none, and every rule its defaults. */
  readonly file?: string;
  /** For every rule. */
  readonly rules: ReadonlyMap<Rule, RuleConfiguration>;
}

/** Reads `policies/environments/<stack>.json` of a project, with every mistake in it. */
export function readPolicyEnvironment(
  directory: string,
  stack: string,
  rules: readonly Rule[],
): Read<PolicyEnvironment> {
  const file = `policies/environments/${stack}.json`;
  const path = join(directory, file);
  return readPolicyFile(existsSync(path) ? path : undefined, file, rules);
}

/**
 * Reads one file that configures the rules, with every mistake in it.
 *
 * @param path undefined where there is none, and every rule has its defaults
 * @param file what messages call it
 */
export function readPolicyFile(
  path: string | undefined,
  file: string,
  rules: readonly Rule[],
): Read<PolicyEnvironment> {
  if (path === undefined) return { ok: true, value: { rules: configured({}, rules) } };
  const source = readSource(path, file);
  if (!source.ok) return source;
  try {
    // What YAML reads beyond JSON, the engine does not.
    JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const found = `text that is not JSON (${showValue((error as Error).message.split("\n")[0])})`;
    return { ok: false, problems: [{ file, path: "", found, allowed: "one JSON object" }] };
  }
  const result = configurationFileSchema(rules).safeParse(source.value.value);
  if (!result.success)
    return { ok: false, problems: configurationProblems(source.value, result.error, rules) };
  const entries = source.value.value as Readonly<Record<string, RuleEntry>>;
  return { ok: true, value: { file, rules: configured(entries, rules) } };
}

/** As the engine reconciles it: a rule's own level, else that of all, else its default. */
function configured(
  entries: Readonly<Record<string, RuleEntry>>,
  rules: readonly Rule[],
): Map<Rule, RuleConfiguration> {
  const levelOf = (entry: RuleEntry | undefined) =>
    typeof entry === "string" ? entry : entry?.enforcementLevel;
  return new Map(
    rules.map((rule) => {
      const entry = entries[rule.name];
      const { enforcementLevel: _, ...properties } = typeof entry === "object" ? entry : {};
      const level = levelOf(entry) ?? levelOf(entries["all"]) ?? rule.enforcementLevel;
      return [rule, { enforcementLevel: level, properties }];
    }),
  );
}
