import { loadDeclaration } from "../../config/load.js";
import type { Declaration } from "../../config/declaration.js";
import { UnreachableError } from "../../lifecycle/kubernetesApi.js";
import type { EngineStack } from "../engine/engineStack.js";
import { UsageError } from "../io.js";
import { runProgram } from "../plan/runProgram.js";
import { projectName } from "../projectName.js";
import type { ClusterClient } from "./cluster/clusterClient.js";
import { isObject, objectKey } from "./cluster/kubernetesObject.js";
import { readLive, type LiveCluster } from "./cluster/readLive.js";
import { declaredObjects } from "./declaredObjects.js";
import { refreshDrift, type EngineHalf } from "./engine/refreshDrift.js";
import { engineFindings } from "./engineFindings.js";
import { leftAlone } from "./leftAlone.js";
import { liveFindings, type LiveComparison, type LiveFinding } from "./liveFindings.js";
import { networkDrift } from "./network/networkDrift.js";
import { ownerships } from "./ownership.js";
import type { DriftFinding, DriftReport, Effect } from "./report.js";
import { shownDifference } from "./shownDifference.js";
import { verdictOf } from "./verdictOf.js";

/** What is compared. */
export interface DriftPlace {
  /** The project's folder. */
  readonly directory: string;
  readonly stack: string;
}

/** A report, and what a repair needs besides. */
export interface Drift {
  readonly report: DriftReport;
  readonly findings: readonly LiveFinding[];
  readonly live: LiveCluster;
}

/**
 * Compares what a stack's account and cluster have with what its declaration makes.
 *
 * @throws UsageError where the engine or the API server cannot be asked at all
 */
export async function driftReport(
  stack: EngineStack,
  client: ClusterClient,
  place: DriftPlace,
): Promise<Drift> {
  const declaration = loadDeclaration(place);
  const engine = await refreshDrift(stack);
  const live = await read(client, declaration);
  const recording = await runProgram(declaration, place.directory, projectName(place.directory));
  const declared = declaredObjects(recording, engine.state);
  const comparison: LiveComparison = {
    live,
    declared,
    ownership: ownerships(live.objects, declared, declaration),
    declaration,
    deployed: new Set(
      [...engine.state.values()].flatMap(({ inputs }) => (isObject(inputs) ? [objectKey(inputs)] : [])),
    ),
  };
  const all = liveFindings(comparison);
  const { network, effects, harmless } = networkDrift(comparison, all);
  const findings = all.filter((finding) => !harmless.has(finding));
  const report: Omit<DriftReport, "verdict"> = {
    version: 1,
    stack: place.stack,
    cluster: clusterName(declaration),
    network,
    findings: [
      ...findings.map((finding) => reported(finding, effects.get(finding))),
      ...engineFindings(engine, declared, live),
    ].sort(byWeight),
    unread: [
      ...live.unread,
      ...unreadOf(engine),
      ...(network.unknown === undefined ? [] : [undecided(network.unknown)]),
    ],
    left: leftAlone(comparison, [...harmless]),
  };
  return { report: { ...report, verdict: verdictOf(report) }, findings, live };
}

async function read(client: ClusterClient, declaration: Declaration): Promise<LiveCluster> {
  try {
    return await readLive(client);
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    throw new UsageError(
      `cluster ${clusterName(declaration)}: its API server could not be read: ${error.message}; run this from where it is reached, with credentials that may read`,
      { cause: error },
    );
  }
}

function clusterName({ cluster }: Declaration): string {
  return cluster.kind === "eks" ? cluster.eks.name : cluster.existing.name;
}

function reported(finding: LiveFinding, effect: Effect | undefined): DriftFinding {
  const { change, object, kind, declared, differences, notDeployed, repair, holds } = finding;
  const { namespace, name } = object.metadata;
  return {
    change,
    source: "cluster",
    kind: object.kind,
    apiVersion: object.apiVersion,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(declared ? { urn: declared.urn } : {}),
    differences: differences.map((each) => shownDifference(each, kind.role)),
    ...(effect === undefined ? {} : { effect }),
    ...(notDeployed ? { notDeployed: true } : {}),
    ...(holds === undefined ? {} : { holds }),
    repair,
  };
}

function unreadOf({ failure }: EngineHalf): DriftReport["unread"] {
  return failure === undefined ? [] : [{ what: "the engine's refresh", reason: failure }];
}

function undecided(reason: string): DriftReport["unread"][number] {
  return { what: "who can talk to whom", reason };
}

const changeOrder = ["changed", "missing", "undeclared"] as const;

function byWeight(a: DriftFinding, b: DriftFinding): number {
  const rank = ({ effect }: DriftFinding) => (effect === "opens" ? 0 : 1);
  const name = ({ kind, namespace = "", name: own }: DriftFinding) => `${kind} ${namespace}/${own}`;
  return (
    rank(a) - rank(b) ||
    changeOrder.indexOf(a.change) - changeOrder.indexOf(b.change) ||
    (name(a) < name(b) ? -1 : 1)
  );
}
