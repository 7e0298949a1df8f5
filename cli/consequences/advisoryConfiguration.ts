import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMapping } from "../../policies/model/wireValue.js";

/** A file that configures the rules; to be removed where it was made for one run. */
export interface PackConfiguration {
  /** undefined where every rule has its defaults. */
  readonly file?: string;
  remove(): void;
}

/** The configuration with some rules that only advise, whatever it says of them; what is disabled stays so. */
export function advisoryConfiguration(
  file: string | undefined,
  advisoryRules: readonly string[],
): PackConfiguration {
  if (advisoryRules.length === 0) return { ...(file === undefined ? {} : { file }), remove: () => undefined };
  const entries = file === undefined ? {} : parsed(file);
  // What is no configuration is told as what it is, by whoever reads it.
  if (!entries) return { file: file!, remove: () => undefined };
  const directory = mkdtempSync(join(tmpdir(), "basalt-policies-"));
  const changed = join(directory, "configuration.json");
  const advisory = advisoryRules.map((rule) => [rule, advisoryEntry(entries["all"], entries[rule])]);
  writeFileSync(changed, JSON.stringify({ ...entries, ...Object.fromEntries(advisory) }));
  return { file: changed, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

function parsed(file: string): Record<string, unknown> | undefined {
  try {
    const entries: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isMapping(entries) ? entries : undefined;
  } catch {
    return undefined;
  }
}

/** @param all what is said of rules of which nothing else is. @param own what the rule itself has, parameters included */
function advisoryEntry(all: unknown, own: unknown): unknown {
  if ((levelOf(own) ?? levelOf(all)) === "disabled") return own ?? "disabled";
  return isMapping(own) ? { ...own, enforcementLevel: "advisory" } : "advisory";
}

function levelOf(entry: unknown): unknown {
  return isMapping(entry) ? entry["enforcementLevel"] : entry;
}
