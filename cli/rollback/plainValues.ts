import { isDeepStrictEqual } from "node:util";
import { valueAt } from "../../config/lookUp.js";
import { plainValue, type RecordedConfiguration } from "../history/recordedConfiguration.js";
import type { Refusal } from "./refusal.js";

/**
 * Whether a commit's stack file says what was deployed by it: the history keeps the configuration of each update. Secrets
 * are left out; they are another file's.
 *
 * @param file the stack file, read
 * @param recorded what the history has; a backend that keeps none has nothing to compare with
 */
export function changedValues(file: unknown, recorded: RecordedConfiguration, name: string): Refusal[] {
  if (Object.keys(recorded).length === 0) return [];
  const config = valueAt(file, ["config"]) ?? {};
  const inFile = typeof config === "object" ? (config as Record<string, unknown>) : {};
  const keys = [...new Set([...Object.keys(inFile), ...Object.keys(recorded)])].sort();
  const differing = keys.filter((key) => {
    const [value, entry] = [inFile[key], recorded[key]];
    // A secret inside a value makes all of it one, to the history.
    if (entry?.secret === true) return value === undefined;
    if (hasSecret(value)) return true;
    return !isDeepStrictEqual(canonical(value), canonical(plainValue(entry)));
  });
  if (differing.length === 0) return [];
  return [
    {
      reason: "changed-values",
      found: `${name}: other values than were deployed, by the history: ${differing.join(", ")}`,
      todo: "choose a version that was deployed from its own stack file; to have these values again, write them into the present one and deploy that",
    },
  ];
}

/**
 * What could not be compared, as remarks: all of it where the history kept no configuration, and what stands beside a
 * secret in one value, of which the history says nothing.
 */
export function uncheckedValues(file: unknown, recorded: RecordedConfiguration): string[] {
  const config = valueAt(file, ["config"]);
  const values = typeof config === "object" && config !== null ? Object.entries(config) : [];
  if (values.length === 0) return [];
  if (Object.keys(recorded).length === 0)
    return [
      "whether its values are those that were deployed was not checked: the history has no configuration of it",
    ];
  const beside = values
    .filter(([key, value]) => recorded[key]?.secret === true && hasPlain(value))
    .map(([key]) => key)
    .sort();
  return beside.length === 0
    ? []
    : [
        `whether what stands beside secrets is what was deployed was not checked: the history keeps nothing of ${beside.join(", ")}`,
      ];
}

function hasPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (typeof valueAt(value, ["secure"]) === "string") return false;
  return Object.values(value).some((inner) => hasPlain(inner));
}

function hasSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return (
    typeof valueAt(value, ["secure"]) === "string" || Object.values(value).some((inner) => hasSecret(inner))
  );
}

/** The engine keeps values outside of structures as text, and text that is JSON as what it says. */
function canonical(value: unknown): unknown {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") return parsed(value);
  return sorted(value);
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? sorted(value) : text;
  } catch {
    return text;
  }
}

function sorted(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null)) as unknown;
}
