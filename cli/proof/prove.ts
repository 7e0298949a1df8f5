import type { Declaration } from "../../config/declaration.js";
import { whileStagedName } from "../../flows/policiesFor.js";
import { Evaluation } from "../../reachability/evaluate/evaluation.js";
import type { Manifest } from "../../reachability/model/manifest.js";
import type { Cluster } from "../../reachability/model/cluster.js";
import { brokenAssertions } from "../../reachability/prove/never.js";
import { differences } from "../../reachability/prove/prove.js";
import type { ExpectedEnd, NeverEnd, Expectation } from "../../reachability/prove/expectation.js";
import { withStrangers } from "../../reachability/prove/strangers.js";
import { readCluster } from "../../reachability/read/readCluster.js";
import type { AddressRange } from "../../reachability/sets/addresses.js";
import { formatProblem } from "../../problems/problem.js";
import type { Finding } from "../plan/finding.js";
import type { RecordedResource } from "../plan/record.js";
import { planManifests, planSettings } from "../reach/planManifests.js";
import { expectationOf } from "./expectation.js";
import { describeBroken, describeDifference } from "./describeDifference.js";
import { Groups } from "./groups.js";
import { standIns } from "./standIns.js";

/** What was compared, for a person to know what the proof is about. */
export interface Proof {
  /** Whether all of it holds. */
  readonly holds: boolean;
  /** Flows that get through, both ways. */
  readonly flows: number;
  /** Assertions that hold. */
  readonly assertions: number;
  /** Namespaces in which nothing else gets through, in either direction. */
  readonly closed: readonly string[];
  /** Namespaces that only rehearse: closed once they are enforced. */
  readonly rehearsing: readonly string[];
}

/** Proves that the program's own policies allow what is declared and nothing else; or says where they differ. */
export function prove(
  declaration: Declaration,
  resources: readonly RecordedResource[],
): { readonly proof: Proof; readonly findings: readonly Finding[] } {
  const { namespaces, flows } = declaration;
  const named = (enforcement: "enforced" | "staged") =>
    namespaces.filter((namespace) => namespace.enforcement === enforcement).map(({ name }) => name);
  const rehearsing = named("staged");
  const manifests = [...planManifests({ resources }), ...standIns(declaration)];
  const findings = [
    ...compare(declaration, manifests, false),
    ...(rehearsing.length > 0 ? compare(declaration, manifests.filter(isForGood), true) : []),
  ];
  return {
    proof: {
      holds: findings.length === 0,
      flows: flows.length,
      assertions: namespaces.reduce((sum, { never }) => sum + never.length, 0),
      closed: named("enforced"),
      rehearsing,
    },
    findings,
  };
}

/** What keeps a rehearsing namespace open goes when it is enforced. */
function isForGood({ value }: Manifest): boolean {
  const { kind, metadata } = value as {
    readonly kind?: unknown;
    readonly metadata?: { readonly name?: unknown };
  };
  return kind !== "NetworkPolicy" || metadata?.name !== whileStagedName;
}

function compare(declaration: Declaration, manifests: readonly Manifest[], asEnforced: boolean): Finding[] {
  const { cluster, problems } = readCluster(manifests, planSettings(declaration, asEnforced));
  if (problems.length > 0)
    return problems.map((problem) => ({ check: "unreadable-policy", message: formatProblem(problem) }));
  const expectation = expectationOf(declaration, asEnforced);
  const evaluation = new Evaluation(judged(cluster, declaration), cutsOf(expectation));
  const groups = new Groups();
  for (const difference of differences(evaluation, expectation))
    if (!groups.add(() => describeDifference(evaluation, difference, asEnforced))) break;
  for (const broken of brokenAssertions(evaluation, expectation.never))
    if (!groups.add(() => describeBroken(evaluation, broken, asEnforced))) break;
  const ignored = cluster.notes.filter(({ id }) => id === "not-enforced");
  return [
    ...groups.findings(),
    ...ignored.map(({ text }) => ({ check: "policy-not-enforced", message: text })),
  ];
}

function judged(cluster: Cluster, { namespaces, guardrails }: Declaration): Cluster {
  return withStrangers(cluster, [...namespaces.map(({ name }) => name), ...guardrails.systemNamespaces]);
}

/** Every range that the expectation tells from others. */
function cutsOf({ flows, never }: Expectation): AddressRange[] {
  const ends: (ExpectedEnd | NeverEnd)[] = [...flows, ...never].flatMap(({ from, to }) => [from, to]);
  return ends.flatMap((end) => {
    if (end.kind === "addresses") return end.ranges;
    return end.kind === "outside" ? end.inside : [];
  });
}
