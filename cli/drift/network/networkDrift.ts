import type { Declaration } from "../../../config/declaration.js";
import { declaredNetwork } from "../../../config/declaredNetwork.js";
import { formatProblem } from "../../../problems/problem.js";
import { readSettings } from "../../../proof/readSettings.js";
import { readCluster } from "../../../reachability/read/readCluster.js";
import type { Cluster } from "../../../reachability/model/cluster.js";
import { evaluateBase, type Compared } from "../../reach/baseInput.js";
import { diffReport, isWidening } from "../../reach/diffReport.js";
import { refuseTooMany } from "../../reach/refuseTooMany.js";
import { UsageError } from "../../io.js";
import type { LiveComparison, LiveFinding } from "../liveFindings.js";
import type { Effect, NetworkDrift } from "../report.js";
import { comparedNetworks, withFinding, type NetworkObjects } from "./comparedNetworks.js";

/** What a cluster's drift does to who can talk to whom. */
export interface NetworkHalf {
  readonly network: NetworkDrift;
  /** By finding; of those that were looked into. */
  readonly effects: ReadonlyMap<LiveFinding, Effect>;
}

/** Problems that are told of objects that could not be understood. */
const mostProblems = 5;

/** So much work, in pairs of workloads, is put into telling what each finding does by itself. */
const mostPairs = 5_000_000;

/** Compares who can talk to whom in the cluster with what it would be without its drift. */
export function networkDrift(comparison: LiveComparison, findings: readonly LiveFinding[]): NetworkHalf {
  const { declaration } = comparison;
  const { base, head } = comparedNetworks(comparison);
  const [before, now] = [read(base, declaration), read(head, declaration)];
  const problem = typeof before === "string" ? before : typeof now === "string" ? now : undefined;
  if (problem !== undefined || typeof before === "string" || typeof now === "string")
    return { network: { unknown: problem ?? "" }, effects: new Map() };
  try {
    const compared = compare(before, now);
    refuseTooMany(compared.evaluation);
    const title = { title: "the cluster", declaration };
    const difference = diffReport(compared, title);
    const pairs = compared.evaluation.endpoints.length ** 2 * findings.length;
    const effects = new Map<LiveFinding, Effect>();
    for (const finding of pairs <= mostPairs ? findings.filter(mayMatter) : []) {
      const alone = read(withFinding(base, finding, head), declaration);
      if (typeof alone !== "string") effects.set(finding, effectOf(compare(before, alone)));
    }
    return { network: { difference }, effects };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { network: { unknown: error.message }, effects: new Map() };
  }
}

/**
 * Of a pod only its labels can be others than its template's: all else that decides about the network cannot change. And
 * what a Service leads to is open or not whatever leads there, so of one nothing is said.
 */
function mayMatter({ object, kind, declared, change, differences }: LiveFinding): boolean {
  if (kind.role === "entry") return false;
  if (object.kind !== "Pod" || declared || change === "undeclared") return true;
  return differences.some(({ path }) => path.startsWith("metadata.labels"));
}

function compare(before: Cluster, now: Cluster): Compared {
  return evaluateBase(
    { title: "the declaration", manifests: [], settings: { calicoMinor: 0, staged: false }, cluster: before },
    now,
  );
}

function effectOf(compared: Compared): Effect {
  const { connections, within } = diffReport(compared, { title: "" });
  const changes = [...connections, ...within];
  if (changes.some(isWidening)) return "opens";
  return changes.length > 0 ? "closes" : "none";
}

/** What the objects mean, or why nobody can tell. */
function read(objects: NetworkObjects, declaration: Declaration): Cluster | string {
  const settings = readSettings(declaredNetwork(declaration), false);
  const { cluster, problems } = readCluster(objects.values(), settings);
  if (problems.length === 0) return cluster;
  const more = problems.length > mostProblems ? [`and ${problems.length - mostProblems} more`] : [];
  return [...problems.slice(0, mostProblems).map(formatProblem), ...more].join("\n");
}
