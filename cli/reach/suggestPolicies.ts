import { stringify } from "yaml";
import type { Flow, Peer } from "../../flows/flow.js";
import { policiesFor, type Policy } from "../../flows/policiesFor.js";
import type { Direction } from "../../reachability/model/policy.js";
import type { Evaluation } from "../../reachability/evaluate/evaluation.js";
import { endpointName } from "../../reachability/questions/matrix.js";
import type { AskedPair, ConnectionAnswer, ConnectionQuestion } from "./askConnection.js";
import { cidrsOf } from "./cidrsOf.js";
import type { Suggestion } from "./connectionReport.js";
import type { NamedEnd } from "./findEnd.js";
import type { Input } from "./input.js";
import { policyObject, tryPolicies } from "./tryPolicies.js";
import { workloadSelector } from "./workloadSelector.js";

/** NetworkPolicies that open what is missing, each direction only where it is, and nothing else. */
export function suggestPolicies(
  input: Input,
  question: ConnectionQuestion,
  answer: ConnectionAnswer,
): Suggestion {
  const remarks = new Set<string>();
  const policies = new Map<string, Policy>();
  for (const pair of answer.asked) {
    const flow = flowOf(answer.evaluation, pair, remarks);
    if (!flow) continue;
    for (const policy of missingPolicies(flow, pair))
      policies.set(`${policy.namespace}/${policy.name}`, policy);
  }
  const added = [...policies.values()];
  if (added.length === 0) return { changes: [], remarks: [...remarks], verified: false };
  const { allowed, denials } = tryPolicies(input, question, added);
  if (!allowed)
    return {
      changes: [],
      remarks: [
        ...remarks,
        "No NetworkPolicy that is added can allow it; one of these has to change:",
        ...denials.map((denial) => `- ${denial}`),
      ],
      verified: false,
    };
  return {
    changes: added.map((policy) => ({
      where: `a further NetworkPolicy in namespace ${policy.namespace}`,
      text: stringify(policyObject(policy), { lineWidth: 0 }),
    })),
    remarks: [...remarks],
    verified: true,
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

function missingPolicies(flow: Flow, pair: AskedPair): Policy[] {
  const missing = missingDirections(pair);
  const namespaces = [flow.from, flow.to].flatMap((peer) =>
    peer.kind === "workload" ? [peer.namespace] : [],
  );
  return [...new Set(namespaces)].flatMap((namespace) =>
    policiesFor({ namespace, enforcement: "enforced", flows: [flow] }).filter(
      ({ flow: opened, spec }) => opened && missing.has(spec.egress ? "egress" : "ingress"),
    ),
  );
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
