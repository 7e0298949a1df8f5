import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { environmentSchema, type Environment } from "./environmentSchema.js";
import type { UsableParts } from "./standIn.js";
import { checkEnvironment } from "./checkEnvironment.js";
import type { Problem } from "../problems/problem.js";
import { isNearly } from "./isNearly.js";
import { valueAt } from "./lookUp.js";
import type { Report } from "./report.js";
import { problemAt, readSource, type Read, type Source } from "./source.js";
import { validate, type Place } from "./validate.js";

/** The configuration namespace of everything in this file. */
const prefix = "basalt:";

/** Keys that Pulumi itself keeps next to `config` (https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/). */
const pulumiKeys = {
  environment: z.unknown().optional(),
  secretsprovider: z.unknown().optional(),
  encryptedkey: z.unknown().optional(),
  encryptionsalt: z.unknown().optional(),
};

const allowedTop = `only config, ${Object.keys(pulumiKeys).join(", ")}`;

const outline = z.strictObject(
  {
    // Pulumi reads a key without a namespace as the project's: under that name it would take effect unseen.
    config: z.record(
      z
        .string()
        .regex(/^[^:]+:./, { error: `a key with its namespace, such as ${prefix}cluster` })
        .refine((key) => !/^b/i.test(key) || !isNearly(key.split(":")[0]!, prefix.slice(0, -1)), {
          error: ({ input }) => `${prefix}${String(input).split(":").slice(1).join(":")}`,
        }),
      z.unknown(),
      { error: "a mapping of configuration keys" },
    ),
    ...pulumiKeys,
  },
  { error: (issue) => (issue.code === "unrecognized_keys" ? allowedTop : "a mapping with the key config") },
);

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
  return source.ok ? stackFileOf(stack, source.value) : source;
}

/** What a stack's file says, whether it is on disk or still to be written. */
export function stackFileOf(stack: string, source: Source): Read<StackFile> {
  const checked = validate(
    outline,
    source.value,
    placeIn(source, (path) => path),
  );
  if (!checked.ok) return checked;
  const settings = Object.fromEntries(
    Object.entries(checked.value.config).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );
  return { ok: true, value: { stack, source, settings } };
}

/** What a stack's values are worth. */
export interface CheckedSettings {
  /** The environment; undefined when there are problems. */
  readonly environment?: Environment;
  /** Its parts that have none, by themselves. */
  readonly usable: UsableParts;
  readonly problems: readonly Problem[];
}

/**
 * Checks one environment's values.
 *
 * @param settings the values, from the file or from the engine
 * @param source the file, for the places of problems
 */
export function checkSettings(settings: Settings, source: Source): CheckedSettings {
  const place: Place = {
    ...placeIn(source, locate),
    isSecret: (path) => path[0] === "secrets" || isInsideSecret(source.value, locate(path)),
  };
  const checked = validate(environmentSchema, settings, place);
  const usable = checked.ok ? checked.value : usableParts(settings);
  const problems: Problem[] = checked.ok ? [] : [...checked.problems];
  const report: Report = (path, found, allowed) =>
    void problems.push(problemAt(source, locate(path), found, allowed));
  checkEnvironment(usable, settings, report);
  for (const name of Object.keys(usable.secrets ?? {})) {
    // In the file, whoever hands the values over: there it would be read by everyone.
    if (!isEncrypted(valueAt(source.value, locate(["secrets", name])))) {
      report(
        ["secrets", name],
        "a value that is not encrypted (not shown)",
        `pulumi config set --secret --path '${prefix}secrets.${name}'`,
      );
    }
  }
  return { ...(checked.ok && problems.length === 0 ? { environment: checked.value } : {}), usable, problems };
}

/** The parts that are right by themselves: mistakes elsewhere do not hide theirs with each other. */
function usableParts(settings: Settings): UsableParts {
  return Object.fromEntries(
    Object.entries(environmentSchema.shape).flatMap(([key, schema]) => {
      try {
        const result = schema.safeParse(settings[key]);
        return result.success && result.data !== undefined ? [[key, result.data]] : [];
      } catch {
        // See validate: some values make zod itself fail.
        return [];
      }
    }),
  );
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
  return path.some((_, index) => isEncrypted(valueAt(root, path.slice(0, index + 1))));
}

/**
 * The engine's configuration must be the file's: what was planned and reviewed is the file. It differs where
 * `--config-file`, an environment or the project's defaults add to it.
 */
export function checkSameSettings(settings: Settings, { settings: inFile, source }: StackFile): Problem[] {
  return [...new Set([...Object.keys(inFile), ...Object.keys(settings)])].flatMap((key) => {
    const differing = difference(settings[key], inFile[key], [key]);
    if (!differing) return [];
    const path = locate(differing);
    return [
      problemAt(
        source,
        path,
        "another value in the engine's configuration than in this file",
        "one value, in this file: what is planned and reviewed is what is deployed",
      ),
    ];
  });
}

/** Path of the first place at which two values differ, or undefined. Encrypted values are the engine's to read. */
function difference(
  value: unknown,
  inFile: unknown,
  path: readonly PropertyKey[],
): readonly PropertyKey[] | undefined {
  if (isEncrypted(inFile)) return value === undefined ? path : undefined;
  if (typeof value !== "object" || value === null || typeof inFile !== "object" || inFile === null) {
    return value === inFile ? undefined : path;
  }
  if (Array.isArray(value) !== Array.isArray(inFile)) return path;
  const keys = new Set([...Object.keys(value), ...Object.keys(inFile)]);
  for (const key of keys) {
    const index = Array.isArray(inFile) ? Number(key) : key;
    const inner = difference(valueAt(value, [key]), valueAt(inFile, [key]), [...path, index]);
    if (inner) return inner;
  }
  return undefined;
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
  cluster: Environment["cluster"],
  directory: string,
): Problem[] {
  const identity = clusterIdentity(cluster);
  return stacksIn(directory).flatMap((stack) => {
    if (stack === chosen.stack) return [];
    const other = readStackFile(directory, stack);
    // A mistake in another stack's file is that stack's problem.
    if (!other.ok) return [];
    const theirs = other.value.settings["cluster"];
    if (typeof theirs !== "object" || theirs === null || clusterIdentity(theirs) !== identity) return [];
    return [
      problemAt(
        chosen.source,
        locate(["cluster", "name"]),
        `"${cluster.name}", the cluster of ${stackFileName(stack)}`,
        "a cluster of its own for each stack (name, account and region, or context)",
      ),
    ];
  });
}

function clusterIdentity(cluster: object): string {
  const { kind, name, account, region, kubeconfig, context } = cluster as Record<string, unknown>;
  return JSON.stringify(kind === "eks" ? [kind, name, account, region] : [kind, kubeconfig, context]);
}
