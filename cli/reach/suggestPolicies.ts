import { stringify } from "yaml";
import type { Flow, Peer } from "../../flows/flow.js";
import { policiesFor, type Policy } from "../../flows/policiesFor.js";
import type { Direction, Policy as DenyingPolicy } from "../../reachability/model/policy.js";
import type { Evaluation } from "../../reachability/evaluate/evaluation.js";
import { endpointName } from "../../reachability/questions/matrix.js";
import type { AskedPair, ConnectionAnswer, ConnectionQuestion } from "./askConnection.js";
import { baselinePolicy } from "./baselinePolicy.js";
import { cidrsOf } from "./cidrsOf.js";
import type { Suggestion } from "./connectionReport.js";
import type { NamedEnd } from "./findEnd.js";
import type { Input } from "./input.js";
import { insteadRemarks, isolationRemarks, keyOf } from "./isolationRemarks.js";
import { policyObject, tryPolicies, type Isolation, type PolicyObject, type Trial } from "./tryPolicies.js";
import { workloadSelector } from "./workloadSelector.js";

/** One NetworkPolicy that opens what is missing, with what else would. */
interface Opening {
  readonly policy: Policy;
  readonly flow: Flow;
  readonly direction: Direction;
  /** What denies it now. */
  readonly denying: readonly DenyingPolicy[];
}

/** Policies that open what is missing, each direction only where it is, and nothing else. */
export function suggestPolicies(
  input: Input,
  question: ConnectionQuestion,
  answer: ConnectionAnswer,
): Suggestion {
  const remarks = new Set<string>();
  const openings = new Map<string, Opening>();
  for (const pair of answer.asked) {
    const flow = flowOf(answer.evaluation, pair, remarks);
    if (!flow) continue;
    for (const opening of missingPolicies(flow, pair)) {
      const { namespace, name } = opening.policy;
      const same = openings.get(`${namespace}/${name}`);
      openings.set(`${namespace}/${name}`, {
        ...opening,
        denying: [...(same?.denying ?? []), ...opening.denying],
      });
    }
  }
  if (openings.size === 0) return { changes: [], remarks: [...remarks], verified: false };
  const { objects, trial, instead } = smallest(input, question, [...openings.values()]);
  if (!trial.allowed)
    return {
      changes: [],
      remarks: [
        ...remarks,
        "No NetworkPolicy that is added can allow it; one of these has to change:",
        ...trial.denials.map((denial) => `- ${denial}`),
      ],
      verified: false,
    };
  return {
    changes: objects.map((object) => ({
      where: `a further ${object.kind}${object.metadata.namespace === undefined ? "" : ` in namespace ${object.metadata.namespace}`}`,
      text: stringify(object, { lineWidth: 0 }),
    })),
    remarks: [...remarks, ...isolationRemarks(trial.isolated), ...insteadRemarks(instead)],
    verified: true,
  };
}

interface Choice {
  readonly objects: readonly PolicyObject[];
  readonly trial: Trial;
  /** What NetworkPolicies would have isolated, and these do not. */
  readonly instead: readonly Isolation[];
}

/** NetworkPolicies; in place of those that would isolate pods that are open, what does not, where there is such a thing. */
function smallest(input: Input, question: ConnectionQuestion, openings: readonly Opening[]): Choice {
  const objects = openings.map(({ policy }) => policyObject(policy));
  const trial = tryPolicies(input, question, objects);
  const choice = { objects, trial, instead: [] };
  if (!trial.allowed) return choice;
  const isolating = new Set(trial.isolated.flatMap(({ policies }) => policies));
  const gentle = openings.map(({ policy, flow, direction, denying }, index) => {
    const object = objects[index]!;
    if (!isolating.has(object)) return object;
    const name = `${policy.namespace}-${policy.name}`;
    return baselinePolicy(name, flow, direction, denying, input.cluster) ?? object;
  });
  if (gentle.every((object, index) => object === objects[index])) return choice;
  const again = tryPolicies(input, question, gentle);
  if (!again.allowed) return choice;
  const left = new Set(again.isolated.map(keyOf));
  return {
    objects: gentle,
    trial: again,
    instead: trial.isolated.filter((isolation) => !left.has(keyOf(isolation))),
  };
}

/** The directions of a pair in which something is denied. */
export function missingDirections({ answer }: AskedPair): ReadonlySet<Direction> {
  const missing = new Set<Direction>();
  for (const { egress, ingress } of answer.cases) {
    if (egress?.allowed === false) missing.add("egress");
    if (ingress?.allowed === false) missing.add("ingress");
  }
  return missing;
}

function missingPolicies(flow: Flow, pair: AskedPair): Opening[] {
  const missing = missingDirections(pair);
  const namespaces = [flow.from, flow.to].flatMap((peer) =>
    peer.kind === "workload" ? [peer.namespace] : [],
  );
  return [...new Set(namespaces)]
    .flatMap((namespace) => policiesFor({ namespace, enforcement: "enforced", flows: [flow] }))
    .flatMap((policy) => {
      const direction = policy.spec.egress ? "egress" : "ingress";
      return policy.flow && missing.has(direction)
        ? [{ policy, flow, direction, denying: denyingPolicies(pair, direction) }]
        : [];
    });
}

/** Policies whose rules or whose tier deny some of what a pair is about. */
function denyingPolicies({ answer }: AskedPair, direction: Direction): DenyingPolicy[] {
  return answer.cases.flatMap((each) => {
    const side = each[direction];
    if (!side || side.allowed) return [];
    return side.cause.kind === "rule"
      ? [side.cause.policy]
      : side.cause.kind === "tier-default"
        ? side.cause.policies
        : [];
  });
}

/** What is asked as a flow; undefined, with a remark, where a policy cannot say it. */
function flowOf(evaluation: Evaluation, { from, packet }: AskedPair, remarks: Set<string>): Flow | undefined {
  const source = peerOf(evaluation, from, remarks);
  const target = peerOf(evaluation, packet.to, remarks);
  if (!source || !target || !packet.port) return undefined;
  const { protocol, port } = packet.port;
  return { namespace: "", from: source, to: target, ports: [{ protocol, port, endPort: port }] };
}

function peerOf(evaluation: Evaluation, { name, end }: NamedEnd, remarks: Set<string>): Peer | undefined {
  if (end.kind === "addresses") return { kind: "addresses", name, cidrs: cidrsOf(end.ranges), except: [] };
  const endpoint = evaluation.endpoints[end.endpoint]!;
  const { workload } = endpoint;
  if (endpoint.hostNetwork) {
    const { nodes, nodesAssumed } = evaluation.cluster.addresses;
    if (!nodesAssumed) return { kind: "addresses", name: workload.name, cidrs: cidrsOf(nodes), except: [] };
    remarks.add(
      `${name} is on its host's network: policies see its node's address, and nobody says where nodes are (--node-cidr).`,
    );
    return undefined;
  }
  const selector = workloadSelector(evaluation, endpoint);
  if (!selector) {
    remarks.add(`The pods of ${name} have no labels by which a policy could select them: give them one.`);
    return undefined;
  }
  if (selector.also.length > 0)
    remarks.add(
      `No labels select ${name} alone: this opens it for ${selector.also.map(endpointName).join(", ")} as well.`,
    );
  return {
    kind: "workload",
    namespace: workload.namespace,
    workload: workload.name,
    selector: selector.labels,
  };
}
