import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import type { Problem } from "../../problems/problem.js";
import { Field } from "../../reachability/read/field.js";
import type { WorkloadName } from "../../reachability/questions/diff/difference.js";
import { readMatrix } from "../../reachability/questions/diff/readMatrix.js";
import type { Matrix } from "../../reachability/questions/matrix.js";
import { UsageError } from "../io.js";
import { manifestError } from "./manifestError.js";
import { savedFamilies } from "./savedFamilies.js";

/** A matrix as --json wrote it. */
export interface SavedMatrix {
  readonly matrix: Matrix;
  /** Undefined where it does not say: those that it mentions. */
  readonly workloads?: readonly WorkloadName[];
  /** Address families that it is about. */
  readonly families: readonly (4 | 6)[];
  /** Whether it does not say which, and those of its addresses are assumed. */
  readonly familiesAssumed: boolean;
}

/** Reads what --json wrote; undefined where a file is something else. Throws a UsageError with every mistake in it. */
export function savedMatrix(path: string): SavedMatrix | undefined {
  if (!statSync(path).isFile() || !/^\s*\{\s*"version"/.test(beginningOf(path))) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(
      `--diff: ${JSON.stringify(path)} begins as what --json writes, and is no JSON; allowed: the whole of it`,
      { cause: error },
    );
  }
  const saved = { value, origin: { file: path, path: [], lineOf: () => undefined } };
  const { matrix, problems } = readMatrix(saved);
  const mistakes = [...problems];
  const document = Field.of(saved, mistakes);
  const workloads = readWorkloads(document, mistakes);
  const { families, assumed } = savedFamilies(document, matrix);
  if (mistakes.length > 0) throw manifestError(mistakes);
  return { matrix, ...(workloads ? { workloads } : {}), families, familiesAssumed: assumed };
}

function readWorkloads(document: Field, mistakes: readonly Problem[]): WorkloadName[] | undefined {
  // What is left out would seem to be new.
  const only = document.at("only");
  if (only.present) only.refuse("a whole matrix, without --namespace and --focus");
  const list = document.at("workloads");
  if (!list.present) return undefined;
  const before = mistakes.length;
  const workloads = list.items().map((item) => ({
    workload: item.at("workload").text() ?? "",
    kind: item.at("kind").text() ?? "",
  }));
  return mistakes.length > before ? undefined : workloads;
}

/** The first characters of a file: a large one of manifests is not to be read twice. */
function beginningOf(path: string): string {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(100);
    return buffer.toString("utf8", 0, readSync(file, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(file);
  }
}
