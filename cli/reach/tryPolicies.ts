import type { Evaluation } from "../../reachability/evaluate/evaluation.js";
import type { Policy } from "../../flows/policiesFor.js";
import type { Manifest, Origin } from "../../reachability/model/manifest.js";
import type { Direction } from "../../reachability/model/policy.js";
import { endpointName } from "../../reachability/questions/matrix.js";
import { readCluster } from "../../reachability/read/readCluster.js";
import { causeText } from "../reporters/reach/connectionText.js";
import { askConnection, type ConnectionQuestion } from "./askConnection.js";
import { explainCase } from "./explainCase.js";
import type { Input } from "./input.js";

/** Whether a question is answered with "allowed" once some policies are added; if not, what still denies. */
export interface Trial {
  readonly allowed: boolean;
  /** Sentences, each once. */
  readonly denials: readonly string[];
  /** Pods that were open in a direction, but for what the policies that are added open. */
  readonly isolated: readonly Isolation[];
}

/** A workload that a policy isolates, which no other of its tier applies to. */
export interface Isolation {
  readonly workload: string;
  readonly direction: Direction;
  readonly policies: readonly PolicyObject[];
}

/** A policy as the object that it would be. */
export interface PolicyObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: object;
}

/** A NetworkPolicy as an object. */
export function policyObject({ name, namespace, spec }: Policy): PolicyObject {
  return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name, namespace }, spec };
}

/** Asks a question again as if some policies were there as well. */
export function tryPolicies(
  input: Input,
  question: ConnectionQuestion,
  policies: readonly PolicyObject[],
): Trial {
  const added = policies.map((policy): Manifest & { readonly value: PolicyObject } => ({
    value: policy,
    origin: { file: `the new policy ${policy.metadata.name}`, path: [], lineOf: () => undefined },
  }));
  const { cluster, problems } = readCluster([...input.manifests, ...added], input.settings);
  const [problem] = problems;
  if (problem)
    return { allowed: false, denials: [`the change is not accepted: ${problem.found}`], isolated: [] };
  const { evaluation, verdict, asked } = askConnection(cluster, question, input.declaration);
  const denials = asked.flatMap(({ from, packet, answer }) =>
    answer.cases
      .map(explainCase)
      .flatMap(({ egress, ingress }) => [
        ...(egress?.allowed === false ? [`egress of ${from.name}: ${causeText(egress)}`] : []),
        ...(ingress?.allowed === false ? [`ingress of ${packet.to.name}: ${causeText(ingress)}`] : []),
      ]),
  );
  return {
    allowed: verdict === "allowed",
    denials: [...new Set(denials)],
    isolated: isolatedBy(new Map(added.map(({ origin, value }) => [origin, value])), evaluation),
  };
}

/** What some policies isolate: where nothing else of a tier applies, they alone bring about what it does by default. */
function isolatedBy(added: ReadonlyMap<Origin, PolicyObject>, evaluation: Evaluation): readonly Isolation[] {
  const { cluster, universe, endpoints } = evaluation;
  const found: Isolation[] = [];
  for (const [endpointClass, members] of universe.classes.entries()) {
    for (const direction of ["egress", "ingress"] as const) {
      const applying = evaluation.policiesOf(endpointClass, direction).map((each) => cluster.policies[each]!);
      for (const { name, defaultAction } of cluster.tiers) {
        const own = applying.filter(({ tier }) => tier === name);
        const policies = own.flatMap(({ origin }) => added.get(origin) ?? []);
        if (defaultAction !== "deny" || policies.length === 0 || policies.length < own.length) continue;
        for (const member of members)
          found.push({ workload: endpointName(endpoints[member]!), direction, policies });
      }
    }
  }
  return found;
}
