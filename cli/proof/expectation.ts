import type { Declaration, Namespace } from "../../config/declaration.js";
import { isOutside } from "../../config/peers.js";
import { parseReference } from "../../config/workloadReference.js";
import { peerName, portName, type Flow, type Peer, type PortRange } from "../../flows/flow.js";
import { dnsPods, dnsPorts } from "../../flows/policiesFor.js";
import { allTraffic, protocolNumbers, toPorts } from "../../reachability/evaluate/traffic.js";
import type {
  Expectation,
  ExpectedEnd,
  ExpectedFlow,
  ExpectedNever,
  NeverEnd,
} from "../../reachability/prove/expectation.js";
import { parseCidr, subtractRanges, type AddressRange } from "../../reachability/sets/addresses.js";
import { interval, unionAll } from "../../reachability/sets/intervals.js";
import { calicoNamespaces } from "./standIns.js";
import { strangerName } from "../../reachability/prove/strangers.js";

/**
 * What a declaration lets the network do, taken from its flows alone: no policy is looked at.
 *
 * @param asEnforced judges namespaces that only rehearse as well
 */
export function expectationOf(declaration: Declaration, asEnforced: boolean): Expectation {
  const { namespaces, flows, guardrails, places } = declaration;
  const judged = namespaces.filter(({ enforcement }) => asEnforced || enforcement === "enforced");
  const names = new Set(judged.map(({ name }) => name));
  // The last resort is for every namespace but these.
  const spared = new Set([...guardrails.systemNamespaces, ...namespaces.map(({ name }) => name)]);
  const ownDns = closesDns(declaration);
  return {
    flows: [
      ...flows.map((flow) => expectedFlow(flow, places.get(flow))),
      ...namespaces.flatMap(dnsFlows),
      ...(ownDns ? dnsPodsFlows(declaration) : []),
    ],
    never: judged.flatMap((namespace) => neversOf(namespace, declaration)),
    closed: ({ workload, pods }) =>
      names.has(workload.namespace) ||
      (guardrails.lastResortDeny && !spared.has(workload.namespace)) ||
      (ownDns &&
        workload.namespace === dnsPods.namespace &&
        pods.every(({ labels }) => labels["k8s-app"] === dnsPods.labels["k8s-app"])),
  };
}

function expectedFlow(flow: Flow, place: string | undefined): ExpectedFlow {
  return {
    text: `${peerName(flow.from, flow.namespace)} -> ${peerName(flow.to, flow.namespace)} [${flow.ports.map(portName).join(", ")}]`,
    place,
    from: endOf(flow.from),
    to: endOf(flow.to),
    traffic: trafficTo(flow.ports),
    required: true,
  };
}

/** Every pod of a namespace may ask the cluster's DNS; those that are declared must be able to. */
function dnsFlows({ name, workloads }: Namespace): ExpectedFlow[] {
  const flow = (from: ExpectedEnd, who: string, required: boolean): ExpectedFlow => ({
    text: `${who} -> ${dnsPods.namespace} DNS`,
    from,
    to: { kind: "pods", namespace: dnsPods.namespace, labels: dnsPods.labels },
    traffic: dnsTraffic,
    required,
  });
  return [
    flow({ kind: "pods", namespace: name, labels: {} }, `${name}/${strangerName}`, false),
    ...workloads.map(({ peer, name: workload }) => flow(endOf(peer), `${name}/${workload}`, true)),
  ];
}

const dnsTraffic = unionAll(
  dnsPorts().map(({ protocol, port }) => toPorts(protocolNumbers[protocol], interval(port, port))),
);

/** The guardrails close the DNS pods where they know whom these ask, on clusters where somebody else's pods are not touched. */
function closesDns({ addresses, cluster, guardrails, namespaces }: Declaration): boolean {
  const guarded =
    cluster.kind === "eks" ||
    guardrails.lastResortDeny ||
    namespaces.some(({ enforcement }) => enforcement === "enforced");
  return guarded && addresses.kubernetesApi !== undefined && addresses.dnsUpstreams.length > 0;
}

/** Whom the DNS pods answer and ask. */
function dnsPodsFlows({ addresses, calico }: Declaration): ExpectedFlow[] {
  const { kubernetesApi, dnsUpstreams, nodeCidrs } = addresses;
  const dns: ExpectedEnd = { kind: "pods", namespace: dnsPods.namespace, labels: dnsPods.labels };
  const allowed = (
    text: string,
    from: ExpectedEnd,
    to: ExpectedEnd,
    traffic = dnsTraffic,
    required = true,
  ) => ({
    text,
    from,
    to,
    traffic,
    required,
  });
  return [
    allowed("every pod -> kube-system DNS", { kind: "every-pod" }, dns, dnsTraffic, false),
    allowed("nodes -> kube-system DNS", { kind: "addresses", ranges: rangesOf(nodeCidrs) }, dns),
    allowed("kube-system DNS -> its resolvers", dns, { kind: "addresses", ranges: rangesOf(dnsUpstreams) }),
    // Calico's operator opens them to its own pods, on every port.
    ...(calico ? calicoNamespaces : []).map((namespace) =>
      allowed(
        `${namespace} -> kube-system DNS`,
        { kind: "pods", namespace, labels: {} },
        dns,
        allTraffic,
        false,
      ),
    ),
    ...(kubernetesApi
      ? [
          allowed(
            "kube-system DNS -> kubernetes-api",
            dns,
            { kind: "addresses", ranges: rangesOf(kubernetesApi.cidrs) },
            toPorts(protocolNumbers.TCP, interval(kubernetesApi.port, kubernetesApi.port)),
          ),
        ]
      : []),
  ];
}

function neversOf(namespace: Namespace, declaration: Declaration): ExpectedNever[] {
  const podsOf = (reference: string): ExpectedEnd => {
    const { namespace: owner, name } = parseReference(reference, namespace.name);
    const workload = declaration.namespaces
      .find((each) => each.name === owner)
      ?.workloads.find((each) => each.name === name);
    // References are checked when the declaration is read.
    if (!workload) throw new RangeError(`the assertion names ${owner}/${name}, which is not declared`);
    return endOf(workload.peer);
  };
  const end = (pattern: string): NeverEnd => {
    if (pattern === "*") return { kind: "anything" };
    return pattern === "internet" ? { kind: "outside", inside: insideOf(declaration) } : podsOf(pattern);
  };
  return namespace.never.map((never) => ({
    text: `never ${never.from} -> ${never.to}${never.except.length > 0 ? `, except ${never.except.join(", ")}` : ""}`,
    place: declaration.places.get(never),
    from: end(never.from),
    to: end(never.to),
    except: never.except.map(podsOf),
  }));
}

/** Addresses that are not the Internet to a declaration: the cluster's own, and those of services it names. */
function insideOf({ addresses, flows }: Declaration): AddressRange[] {
  const { podCidr, serviceCidr, nodeCidrs, kubernetesApi } = addresses;
  const named = flows
    .flatMap(({ from, to }) => [from, to])
    .flatMap((peer) => (isOutside(peer) ? [] : addressesOf(peer)));
  return rangesOf([podCidr, serviceCidr, ...nodeCidrs, ...(kubernetesApi?.cidrs ?? []), ...named]);
}

function addressesOf(peer: Peer): readonly string[] {
  return peer.kind === "addresses" ? peer.cidrs : [];
}

function endOf(peer: Peer): ExpectedEnd {
  if (peer.kind === "workload") return { kind: "pods", namespace: peer.namespace, labels: peer.selector };
  return { kind: "addresses", ranges: subtractRanges(rangesOf(peer.cidrs), rangesOf(peer.except)) };
}

function trafficTo(ports: readonly PortRange[]) {
  return unionAll(
    ports.map(({ protocol, port, endPort }) => toPorts(protocolNumbers[protocol], interval(port, endPort))),
  );
}

function rangesOf(cidrs: readonly string[]): AddressRange[] {
  return cidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
}
