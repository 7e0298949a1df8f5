import {
  declaredName,
  type DeclaredFlow,
  type DeclaredNamespace,
  type DeclaredNetwork,
  type DeclaredPeer,
} from "../flows/declaredNetwork.js";
import { portName, type PortRange } from "../flows/flow.js";
import { dnsPods, dnsPorts } from "../flows/policiesFor.js";
import { allTraffic, protocolNumbers, toPorts } from "../reachability/evaluate/traffic.js";
import type {
  Expectation,
  ExpectedEnd,
  ExpectedFlow,
  ExpectedNever,
  NeverEnd,
} from "../reachability/prove/expectation.js";
import { strangerName } from "../reachability/prove/strangers.js";
import { subtractRanges, type AddressRange } from "../reachability/sets/addresses.js";
import { interval, unionAll } from "../reachability/sets/intervals.js";
import { rangesOf } from "./ranges.js";
import { calicoNamespaces } from "./standIns.js";

/**
 * What a declaration lets the network do, taken from its flows alone: no policy is looked at.
 *
 * @param asEnforced judges namespaces that only rehearse as well
 */
export function expectationOf(network: DeclaredNetwork, asEnforced: boolean): Expectation {
  const { namespaces, flows, systemNamespaces, lastResortDeny } = network;
  const judged = namespaces.filter(({ enforcement }) => asEnforced || enforcement === "enforced");
  const names = new Set(judged.map(({ name }) => name));
  // The last resort is for every namespace but these.
  const spared = new Set([...systemNamespaces, ...namespaces.map(({ name }) => name)]);
  const ownDns = closesDns(network);
  const workloads = new Workloads(namespaces);
  return {
    flows: [
      ...flows.map((flow) => expectedFlow(flow, workloads)),
      ...namespaces.flatMap(dnsFlows),
      ...(ownDns ? dnsPodsFlows(network) : []),
    ],
    never: judged.flatMap((namespace) => neversOf(namespace, network, workloads)),
    closed: ({ workload, pods }) =>
      names.has(workload.namespace) ||
      (lastResortDeny && !spared.has(workload.namespace)) ||
      (ownDns &&
        workload.namespace === dnsPods.namespace &&
        pods.every(({ labels }) => labels["k8s-app"] === dnsPods.labels["k8s-app"])),
  };
}

/** The pods of every workload that is declared. */
class Workloads {
  private readonly ends = new Map<string, ExpectedEnd>();

  constructor(namespaces: readonly DeclaredNamespace[]) {
    for (const { name: namespace, workloads } of namespaces)
      for (const { name, labels } of workloads)
        this.ends.set(`${namespace}/${name}`, { kind: "pods", namespace, labels });
  }

  /** The pods of `namespace/name`. Throws a RangeError where nobody declares them. */
  at(reference: string): ExpectedEnd {
    const end = this.ends.get(reference);
    // References are checked when the declaration is read.
    if (!end) throw new RangeError(`the declaration names ${reference}, which is not declared`);
    return end;
  }

  endOf(peer: DeclaredPeer): ExpectedEnd {
    if (typeof peer === "string") return this.at(peer);
    return {
      kind: "addresses",
      ranges: subtractRanges(rangesOf(peer.cidrs), rangesOf(peer.except ?? [])),
    };
  }
}

function expectedFlow(
  { namespace, from, to, ports, place }: DeclaredFlow,
  workloads: Workloads,
): ExpectedFlow {
  return {
    text: `${declaredName(from, namespace)} -> ${declaredName(to, namespace)} [${ports.map(portName).join(", ")}]`,
    place: place ?? `namespace ${namespace}:`,
    from: workloads.endOf(from),
    to: workloads.endOf(to),
    traffic: trafficTo(ports),
    required: true,
  };
}

/** Every pod of a namespace may ask the cluster's DNS; those that are declared must be able to. */
function dnsFlows({ name, workloads }: DeclaredNamespace): ExpectedFlow[] {
  const flow = (from: ExpectedEnd, who: string, required: boolean): ExpectedFlow => ({
    text: `${who} -> ${dnsPods.namespace} DNS`,
    from,
    to: { kind: "pods", namespace: dnsPods.namespace, labels: dnsPods.labels },
    traffic: dnsTraffic,
    required,
  });
  return [
    flow({ kind: "pods", namespace: name, labels: {} }, `${name}/${strangerName}`, false),
    ...workloads.map((workload) =>
      flow({ kind: "pods", namespace: name, labels: workload.labels }, `${name}/${workload.name}`, true),
    ),
  ];
}

const dnsTraffic = unionAll(
  dnsPorts().map(({ protocol, port }) => toPorts(protocolNumbers[protocol], interval(port, port))),
);

/** The guardrails close the DNS pods where they know whom these ask, on clusters where somebody else's pods are not touched. */
function closesDns({ addresses, ownCluster, lastResortDeny, namespaces }: DeclaredNetwork): boolean {
  const guarded =
    ownCluster || lastResortDeny || namespaces.some(({ enforcement }) => enforcement === "enforced");
  return guarded && addresses.kubernetesApi !== undefined && addresses.dnsUpstreams.length > 0;
}

/** Whom the DNS pods answer and ask. */
function dnsPodsFlows({ addresses, calico }: DeclaredNetwork): ExpectedFlow[] {
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

function neversOf(
  { name: namespace, never: nevers }: DeclaredNamespace,
  network: DeclaredNetwork,
  workloads: Workloads,
): ExpectedNever[] {
  const end = (pattern: string): NeverEnd => {
    if (pattern === "*") return { kind: "anything" };
    return pattern === "internet" ? { kind: "outside", inside: insideOf(network) } : workloads.at(pattern);
  };
  const named = (pattern: string) => declaredName(pattern, namespace);
  return nevers.map(({ from, to, except, place }) => ({
    text: `never ${named(from)} -> ${named(to)}${except.length > 0 ? `, except ${except.map(named).join(", ")}` : ""}`,
    place: place ?? `namespace ${namespace}`,
    from: end(from),
    to: end(to),
    except: except.map((reference) => workloads.at(reference)),
  }));
}

/** Addresses that are not the Internet to a declaration: the cluster's own, and those of services it names. */
function insideOf({ addresses, flows }: DeclaredNetwork): AddressRange[] {
  const { podCidr, serviceCidr, nodeCidrs, kubernetesApi } = addresses;
  const named = flows
    .flatMap(({ from, to }) => [from, to])
    .flatMap((peer) => (typeof peer === "string" || peer.outside ? [] : peer.cidrs));
  return rangesOf([podCidr, serviceCidr, ...nodeCidrs, ...(kubernetesApi?.cidrs ?? []), ...named]);
}

function trafficTo(ports: readonly PortRange[]) {
  return unionAll(
    ports.map(({ protocol, port, endPort }) => toPorts(protocolNumbers[protocol], interval(port, endPort))),
  );
}
