import { peerName, portName, type Flow, type Peer } from "../../../flows/flow.js";
import { dnsPods, dnsPorts, type Enforcement } from "../../../flows/policiesFor.js";
import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { protocolNumbers, toPorts } from "../../../reachability/evaluate/traffic.js";
import type { Expectation, ExpectedEnd, ExpectedFlow } from "../../../reachability/prove/expectation.js";
import { differences, type Difference } from "../../../reachability/prove/prove.js";
import { parseCidr, subtractRanges, type AddressRange } from "../../../reachability/sets/addresses.js";
import { interval, unionAll, type IntervalSet } from "../../../reachability/sets/intervals.js";
import { withUnknownAddresses } from "../../reachability/laws/support/withUnknownAddresses.js";
import { evaluationOf } from "../../reachability/support/evaluate.js";
import { namespaces } from "../../support/flows.js";
import { pods, settingsOf } from "./cluster.js";

/** Where the network of some policies differs from the flows, in a cluster that does not run yet. */
export function differencesOf(
  flows: readonly Flow[],
  policies: readonly object[],
  enforcement: Enforcement,
): readonly Difference[] {
  // Of one pod alone, no flow to its own workload would be seen: a pod always reaches itself.
  const workloads = withUnknownAddresses(pods, 2);
  const { cluster } = evaluationOf([...workloads, ...policies], settingsOf(enforcement));
  const expectation = expectationOf(flows);
  const cuts = expectation.flows
    .flatMap(({ from, to }) => [from, to])
    .flatMap((end) => (end.kind === "addresses" ? end.ranges : []));
  return [...differences(new Evaluation(cluster, cuts), expectation)];
}

/** Exactly the flows, and DNS for every pod; nothing is said of namespaces that declare nothing. */
function expectationOf(flows: readonly Flow[]): Expectation {
  return {
    flows: [...flows.map(expectedFlow), ...namespaces.map(dnsOf)],
    never: [],
    closed: ({ workload: { namespace } }) => (namespaces as readonly string[]).includes(namespace),
  };
}

function expectedFlow({ from, to, ports }: Flow): ExpectedFlow {
  return {
    text: `${peerName(from)} -> ${peerName(to)} [${ports.map(portName).join(", ")}]`,
    from: endOf(from),
    to: endOf(to),
    traffic: trafficTo(ports),
    required: true,
  };
}

function dnsOf(namespace: string): ExpectedFlow {
  return {
    text: `${namespace} -> DNS`,
    from: { kind: "pods", namespace, labels: {} },
    to: { kind: "pods", namespace: dnsPods.namespace, labels: dnsPods.labels },
    traffic: trafficTo(dnsPorts().map(({ protocol, port }) => ({ protocol, port, endPort: port }))),
    required: true,
  };
}

function endOf(peer: Peer): ExpectedEnd {
  if (peer.kind === "workload") return { kind: "pods", namespace: peer.namespace, labels: peer.selector };
  return { kind: "addresses", ranges: subtractRanges(rangesOf(peer.cidrs), rangesOf(peer.except)) };
}

function rangesOf(cidrs: readonly string[]): AddressRange[] {
  return cidrs.map((cidr) => parseCidr(cidr)!);
}

function trafficTo(ports: Flow["ports"]): IntervalSet {
  return unionAll(
    ports.map(({ protocol, port, endPort }) => toPorts(protocolNumbers[protocol], interval(port, endPort))),
  );
}
