import { statSync } from "node:fs";
import { maxProblems, type Problem } from "../../problems/problem.js";
import type { Manifest } from "../../reachability/model/manifest.js";
import { findFiles } from "./findFiles.js";
import { Budget, type ManifestLimits } from "./limits.js";
import { parseManifests } from "./parseManifests.js";
import { readBytes, readStandardInput, unreadable } from "./readBytes.js";

export interface ReadManifestsOptions {
  /** What reading may cost; what is left out is as in {@link ManifestLimits}' defaults. */
  readonly limits?: Partial<ManifestLimits>;
  /** Descriptor that the path `-` is read from. Default: 0, standard input. */
  readonly standardInput?: number;
}

/** What was read, and what could not be: with problems, the manifests are not all that there are. */
export interface ReadManifests {
  /** In the order of files, and of objects in them. */
  readonly manifests: readonly Manifest[];
  readonly problems: readonly Problem[];
  /** How many files were looked at. */
  readonly files: number;
}

/**
 * Reads the manifests of a file, of a folder with the folders below it, or of standard input. Whatever is there, the
 * answer comes in bounded time and memory, and what cannot be read is a problem; so is finding nothing at all.
 *
 * @param path of a file or a folder as the user gave it, which messages start with, or `-`
 */
export function readManifests(path: string, options: ReadManifestsOptions = {}): ReadManifests {
  const budget = new Budget(options.limits);
  const manifests: Manifest[] = [];
  const { files, problems } = listFiles(path, budget);
  for (const file of files) {
    if (problems.length >= maxProblems || budget.exhausted) break;
    const bytes =
      file === "-" ? readStandardInput(options.standardInput ?? 0, budget) : readBytes(file, file, budget);
    if (!(bytes instanceof Uint8Array)) {
      problems.push(bytes);
      continue;
    }
    const parsed = parseManifests(bytes, file, budget);
    // One by one: as arguments of push, a million would overflow the stack.
    for (const manifest of parsed.manifests) manifests.push(manifest);
    problems.push(...parsed.problems);
  }
  if (manifests.length === 0 && problems.length === 0)
    problems.push({
      file: path,
      path: "",
      found: "no manifest",
      allowed: "Kubernetes objects as YAML or JSON",
    });
  return { manifests, problems: problems.slice(0, maxProblems), files: files.length };
}

function listFiles(path: string, budget: Budget): { files: readonly string[]; problems: Problem[] } {
  if (path === "-") return { files: [path], problems: [] };
  try {
    if (!statSync(path).isDirectory()) return { files: [path], problems: [] };
  } catch (error) {
    return { files: [], problems: [unreadable(path, error)] };
  }
  return findFiles(path, budget.limits.files);
}
