import type { DeclaredNetwork } from "../flows/declaredNetwork.js";
import { whileStagedName } from "../flows/policiesFor.js";
import { formatMistake, printable } from "../problems/problem.js";
import { Evaluation } from "../reachability/evaluate/evaluation.js";
import type { Cluster } from "../reachability/model/cluster.js";
import type { Manifest } from "../reachability/model/manifest.js";
import type { ExpectedEnd, Expectation, NeverEnd } from "../reachability/prove/expectation.js";
import { brokenAssertions } from "../reachability/prove/never.js";
import { differences } from "../reachability/prove/prove.js";
import { withStrangers } from "../reachability/prove/strangers.js";
import { readCluster } from "../reachability/read/readCluster.js";
import type { AddressRange } from "../reachability/sets/addresses.js";
import { describeBroken, describeDifference } from "./describeDifference.js";
import { expectationOf } from "./expectation.js";
import { Groups } from "./groups.js";
import { readSettings } from "./readSettings.js";
import { standIns } from "./standIns.js";
import type { Unproven } from "./unproven.js";

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

/**
 * Proves that policies allow what is declared and nothing else; or says where they differ.
 *
 * @param objects Kubernetes and Calico objects; what something else makes is added
 */
export function prove(
  network: DeclaredNetwork,
  objects: readonly Manifest[],
): { readonly proof: Proof; readonly findings: readonly Unproven[] } {
  const { namespaces, flows } = network;
  const named = (enforcement: "enforced" | "staged") =>
    namespaces.filter((namespace) => namespace.enforcement === enforcement).map(({ name }) => name);
  const rehearsing = named("staged");
  const manifests = [...objects, ...standIns(network)];
  const findings = [
    ...compare(network, manifests, false),
    ...(rehearsing.length > 0 ? compare(network, manifests.filter(isForGood), true) : []),
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

function compare(network: DeclaredNetwork, manifests: readonly Manifest[], asEnforced: boolean): Unproven[] {
  const { cluster, problems } = readCluster(manifests, readSettings(network, asEnforced));
  if (problems.length > 0)
    return problems.map((problem) => ({
      check: "unreadable-policy",
      text: formatMistake(problem),
      allowed: printable(problem.allowed),
    }));
  const expectation = expectationOf(network, asEnforced);
  const evaluation = new Evaluation(judged(cluster, network), cutsOf(expectation));
  const found = new Groups("more-differences");
  for (const difference of differences(evaluation, expectation))
    if (!found.add(() => describeDifference(evaluation, difference, asEnforced))) break;
  const broken = new Groups("more-broken-assertions");
  for (const each of brokenAssertions(evaluation, expectation.never))
    if (!broken.add(() => describeBroken(evaluation, each, asEnforced))) break;
  const ignored = cluster.notes.filter(({ id }) => id === "not-enforced");
  return [
    ...found.findings(),
    ...broken.findings(),
    ...ignored.map(({ text }) => ({ check: "policy-not-enforced" as const, text })),
  ];
}

function judged(cluster: Cluster, { namespaces, systemNamespaces }: DeclaredNetwork): Cluster {
  return withStrangers(cluster, [...namespaces.map(({ name }) => name), ...systemNamespaces]);
}

/** Every range that the expectation tells from others. */
function cutsOf({ flows, never }: Expectation): AddressRange[] {
  const ends: (ExpectedEnd | NeverEnd)[] = [...flows, ...never].flatMap(({ from, to }) => [from, to]);
  return ends.flatMap((end) => {
    if (end.kind === "addresses") return end.ranges;
    return end.kind === "outside" ? end.inside : [];
  });
}
