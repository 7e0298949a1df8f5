import { statSync } from "node:fs";
import type { Problem } from "../../problems/problem.js";
import { Evaluation } from "../../reachability/evaluate/evaluation.js";
import type { Cluster } from "../../reachability/model/cluster.js";
import type { Manifest } from "../../reachability/model/manifest.js";
import { matrixOf, type Matrix } from "../../reachability/questions/matrix.js";
import type { WorkloadName } from "../../reachability/questions/diff/difference.js";
import { evaluateBoth } from "../../reachability/questions/diff/evaluateBoth.js";
import { workloadsOf } from "../../reachability/questions/diff/workloadsOf.js";
import { UsageError, type Io } from "../io.js";
import { Budget } from "../manifests/limits.js";
import { parseManifests } from "../manifests/parseManifests.js";
import { familyNames, type ReportedNote } from "./basis.js";
import { gitFiles } from "./gitFiles.js";
import { inputOf, pathOf, readFolder, type Input } from "./input.js";
import type { ReachOptions } from "./options.js";
import { refuseTooMany } from "./refuseTooMany.js";
import { savedMatrix, type SavedMatrix } from "./savedMatrix.js";

/** What a version is compared with. */
export interface Base {
  readonly title: string;
  readonly matrix: Matrix;
  /** Undefined for a saved matrix: nobody knows why it was so. */
  readonly evaluation?: Evaluation;
  /** All workloads, where they are known. */
  readonly workloads?: readonly WorkloadName[];
  /** What was assumed about it. */
  readonly notes: readonly ReportedNote[];
}

/** A base that was read: manifests, which are yet to be evaluated, or the matrix that somebody saved. */
type BaseInput = Input | ({ readonly title: string } & SavedMatrix);

/** Both versions, evaluated in the same address families. */
export interface Compared {
  readonly base: Base;
  /** What is compared with the base, in the families that both are about. */
  readonly evaluation: Evaluation;
  /** The same in the families that the base does not tell about; undefined where there are none. */
  readonly notInBase?: Evaluation;
}

/** Evaluates both versions. */
export function evaluateBase(base: BaseInput, head: Cluster): Compared {
  if ("matrix" in base) return evaluateLike(base, head);
  const both = evaluateBoth(base.cluster, head);
  refuseTooMany(both.base);
  return {
    base: {
      title: base.title,
      matrix: matrixOf(both.base),
      evaluation: both.base,
      workloads: workloadsOf(both.base),
      notes: [],
    },
    evaluation: both.head,
  };
}

/** What nothing had when the matrix was saved, it does not tell about. */
function evaluateLike(saved: Extract<BaseInput, SavedMatrix>, head: Cluster): Compared {
  const { title, matrix, workloads, families, familiesAssumed } = saved;
  const own = new Evaluation(head);
  const missing = own.universe.space.families.filter((family) => !families.includes(family));
  const isSame = missing.length === 0 && families.length === own.universe.space.families.length;
  const names = families.map((family) => familyNames[family]).join(" and ");
  return {
    base: {
      title,
      matrix,
      ...(workloads ? { workloads } : {}),
      notes: familiesAssumed
        ? [
            {
              id: "assumed-families",
              text: `${title} does not say which address families it is about: assumed ${names}, by the addresses in it. Saved again, it says so.`,
            },
          ]
        : [],
    },
    evaluation: isSame ? own : new Evaluation(head, [], families),
    ...(missing.length > 0 ? { notInBase: new Evaluation(head, [], missing) } : {}),
  };
}

/** Reads what BASE names: a folder, a file of manifests, a saved matrix, else a revision. */
export async function readBase(
  base: string,
  input: Input,
  options: ReachOptions,
  io: Io,
): Promise<BaseInput> {
  const path = pathOf(base, io);
  if (exists(path)) {
    const saved = savedMatrix(path);
    if (saved) return { title: base, ...saved };
    if (options.stack !== undefined)
      throw new UsageError(
        `--diff: found ${JSON.stringify(base)} with --stack; allowed: a git revision of the project, or what --json wrote`,
      );
    return readFolder(base, options, io);
  }
  if (options.stack !== undefined) {
    const { readStackAt } = await import("./stackAt.js");
    return readStackAt(base, options.stack, options, io);
  }
  if (options.path === undefined || options.path === "-")
    throw new UsageError(
      `--diff: found ${JSON.stringify(base)}, which is no folder or file; a git revision needs DIR, because standard input is in no repository`,
    );
  return readRevision(base, options.path, input, io);
}

function exists(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Where manifests are looked for in a folder of a revision, as in a folder of the work tree. */
function isManifest(path: string): boolean {
  const folders = path.split("/").slice(0, -1);
  return (
    /\.(ya?ml|json)$/i.test(path) &&
    !folders.some((folder) => folder.startsWith(".") || folder === "node_modules")
  );
}

function readRevision(revision: string, path: string, { settings }: Input, io: Io): Input {
  const budget = new Budget();
  const manifests: Manifest[] = [];
  const problems: Problem[] = [];
  for (const { path: file, bytes } of gitFiles(pathOf(path, io), revision, isManifest)) {
    const parsed = parseManifests(bytes, `${revision}:${file}`, budget);
    for (const manifest of parsed.manifests) manifests.push(manifest);
    problems.push(...parsed.problems);
  }
  return inputOf(revision, manifests, settings, problems);
}
