import fc from "fast-check";
import type { AddressPeer, Flow, Peer, PortRange, WorkloadPeer } from "../../flows/flow.js";

/** Pods of a workload, by the label that Basalt gives them. */
export function workload(namespace: string, name: string): WorkloadPeer {
  return { kind: "workload", namespace, workload: name, selector: { "app.kubernetes.io/name": name } };
}

/** Named addresses. */
export function addresses(
  name: string,
  cidrs: readonly string[],
  except: readonly string[] = [],
): AddressPeer {
  return { kind: "addresses", name, cidrs, except };
}

/** TCP ports. */
export function tcp(...ports: readonly number[]): PortRange[] {
  return ports.map((port) => ({ protocol: "TCP", port, endPort: port }));
}

/** Namespaces of arbitrary flows. */
export const namespaces = ["shop", "billing", "ops"] as const;

const workloads: fc.Arbitrary<WorkloadPeer> = fc
  .tuple(fc.constantFrom(...namespaces), fc.constantFrom("web", "cart", "redis", "api"))
  .map(([namespace, name]) => workload(namespace, name));

const outside: fc.Arbitrary<AddressPeer> = fc.constantFrom(
  addresses("internet", ["0.0.0.0/0"], ["10.0.0.0/8", "192.168.0.0/16"]),
  addresses("payments", ["203.0.113.0/24"]),
  addresses("offices", ["192.0.2.0/25", "198.51.100.0/24"]),
  addresses("aws:sqs", ["10.0.250.17/32", "10.0.252.17/32"]),
);

const ports: fc.Arbitrary<PortRange> = fc
  .tuple(
    fc.constantFrom("TCP" as const, "UDP" as const, "SCTP" as const),
    fc.integer({ min: 1, max: 65_535 }),
    fc.nat(9),
  )
  .map(([protocol, port, more]) => ({ protocol, port, endPort: Math.min(65_535, port + more) }));

/** Any flow of which at least one end is a workload. */
export const anyFlow: fc.Arbitrary<Flow> = fc
  .tuple(
    fc.oneof(
      fc.tuple<[Peer, Peer]>(workloads, workloads),
      fc.tuple<[Peer, Peer]>(workloads, outside),
      fc.tuple<[Peer, Peer]>(outside, workloads),
    ),
    fc.array(ports, { minLength: 1, maxLength: 3 }),
  )
  .map(([[from, to], ranges]) => ({
    namespace: from.kind === "workload" ? from.namespace : "shop",
    from,
    to,
    ports: ranges,
  }));

/** Any flows, each between other peers or on other ports. */
export const anyFlows = fc.uniqueArray(anyFlow, {
  maxLength: 12,
  selector: ({ from, to, ports: ranges }) => JSON.stringify([from, to, ranges]),
});
