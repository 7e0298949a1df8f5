import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { environmentSchema, type Environment } from "./environmentSchema.js";
import { checkEnvironment, type Report } from "./checkEnvironment.js";
import { formatPath, type Problem } from "./problem.js";
import { readSource, type Read, type Source } from "./source.js";
import { validate, type Place } from "./validate.js";

/** The configuration namespace of everything in this file. */
const prefix = "basalt:";

/** Keys that Pulumi itself keeps next to `config` (https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/). */
const pulumiKeys = {
  environment: z.unknown(),
  secretsprovider: z.unknown(),
  encryptedkey: z.unknown(),
  encryptionsalt: z.unknown(),
};

const allowedTop = `only config, ${Object.keys(pulumiKeys).join(", ")}`;

const outline = z
  .strictObject(
    {
      config: z.record(z.string(), z.unknown(), { error: "a mapping of configuration keys" }),
      ...pulumiKeys,
    },
    { error: (issue) => (issue.code === "unrecognized_keys" ? allowedTop : "a mapping with the key config") },
  )
  .partial(pulumiKeysMask());

function pulumiKeysMask(): Record<keyof typeof pulumiKeys, true> {
  return { environment: true, secretsprovider: true, encryptedkey: true, encryptionsalt: true };
}

/** Values as the engine hands them to the program: the part after `basalt:`, structured. */
export type Settings = Readonly<Record<string, unknown>>;

/** A stack file that could be read. */
export interface StackFile {
  readonly stack: string;
  readonly source: Source;
  readonly settings: Settings;
}

/** Name of a stack's file. */
export function stackFileName(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

/** Names of the stacks that have a file in `directory`, sorted. */
export function stacksIn(directory: string): string[] {
  return namesIn(directory)
    .flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? [])
    .sort();
}

/** Entries of a folder; none where it cannot be read. */
function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** Reads `Pulumi.<stack>.yaml`. */
export function readStackFile(directory: string, stack: string): Read<StackFile> {
  const file = stackFileName(stack);
  if (!existsSync(join(directory, file))) {
    const others = stacksIn(directory);
    return {
      ok: false,
      problems: [
        {
          file,
          path: "",
          found: "no such file",
          allowed: `a stack that has a file (${others.join(", ") || "there is none"})`,
        },
      ],
    };
  }
  const source = readSource(join(directory, file), file);
  if (!source.ok) return source;
  const checked = validate(
    outline,
    source.value.value,
    placeIn(source.value, (path) => path),
  );
  if (!checked.ok) return checked;
  const settings = Object.fromEntries(
    Object.entries(checked.value.config).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );
  return { ok: true, value: { stack, source: source.value, settings } };
}

/**
 * Checks one environment's values.
 *
 * @param settings the values, from the file or from the engine
 * @param source the file, for the places of problems
 * @param origin where the values come from: secrets are `{ secure }` in a file and text from the engine
 */
export function checkSettings(
  settings: Settings,
  source: Source,
  origin: "file" | "engine",
): Read<Environment> {
  const place: Place = {
    ...placeIn(source, locate),
    isSecret: (path) => path[0] === "secrets" || isInsideSecret(source.value, locate(path)),
  };
  const checked = validate(environmentSchema, settings, place);
  if (!checked.ok) return checked;
  const problems: Problem[] = [];
  const report: Report = (path, found, allowed) => {
    const inFile = locate(path);
    problems.push({
      file: source.file,
      line: source.lineOf(inFile),
      path: formatPath(inFile),
      found,
      allowed,
    });
  };
  checkEnvironment(checked.value, report);
  for (const [name, value] of Object.entries(checked.value.secrets)) {
    const isSecret = origin === "engine" ? typeof value === "string" : isEncrypted(value);
    if (!isSecret)
      report(
        ["secrets", name],
        "a value that is not encrypted (not shown)",
        `pulumi config set --secret --path '${prefix}secrets.${name}'`,
      );
  }
  return problems.length > 0 ? { ok: false, problems } : checked;
}

function isEncrypted(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { secure?: unknown }).secure === "string" &&
    Object.keys(value).length === 1
  );
}

/** Whether the file has an encrypted value at or above `path`: the engine hands over what is inside. */
function isInsideSecret(root: unknown, path: readonly PropertyKey[]): boolean {
  let value = root;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Record<PropertyKey, unknown>)[key];
    if (isEncrypted(value)) return true;
  }
  return false;
}

function locate(path: readonly PropertyKey[]): PropertyKey[] {
  const [key, ...rest] = path;
  return key === undefined ? ["config"] : ["config", `${prefix}${String(key)}`, ...rest];
}

function placeIn(source: Source, toFile: Place["locate"]): Place {
  return { source, locate: toFile, isSecret: (path) => path[0] === "secrets" };
}

/** Two stacks that name the same cluster would fight over it. */
export function checkDistinctClusters(
  chosen: StackFile,
  environment: Environment,
  directory: string,
): Problem[] {
  const identity = clusterIdentity(environment.cluster);
  return stacksIn(directory).flatMap((stack) => {
    if (stack === chosen.stack) return [];
    const other = readStackFile(directory, stack);
    // A mistake in another stack's file is that stack's problem.
    if (!other.ok) return [];
    const cluster = other.value.settings["cluster"];
    if (typeof cluster !== "object" || cluster === null || clusterIdentity(cluster) !== identity) return [];
    const path = locate(["cluster", "name"]);
    return [
      {
        file: chosen.source.file,
        line: chosen.source.lineOf(path),
        path: formatPath(path),
        found: `"${environment.cluster.name}", the cluster of ${stackFileName(stack)}`,
        allowed: "a cluster (name, account and region) of its own for each stack",
      },
    ];
  });
}

function clusterIdentity(cluster: object): string {
  const { kind, name, account, region, kubeconfig, context } = cluster as Record<string, unknown>;
  return JSON.stringify(kind === "eks" ? [kind, name, account, region] : [kind, name, kubeconfig, context]);
}
