import type { Evaluation } from "../../reachability/evaluate/evaluation.js";
import { icmpOf, protocolNumbers, toPorts } from "../../reachability/evaluate/traffic.js";
import type { ContainerPort, ServicePort, TransportProtocol } from "../../reachability/model/cluster.js";
import { workloadOf } from "../../reachability/questions/diff/variants.js";
import { has, interval, type IntervalSet } from "../../reachability/sets/intervals.js";
import { UsageError } from "../io.js";
import type { FoundEnd, NamedEnd } from "./findEnd.js";

/** What is asked about one end that accepts: all that gets through, or one port. */
export interface Packet {
  readonly to: NamedEnd;
  /** As the answer calls it: `TCP 8080`. */
  readonly name: string;
  /** One packet of each family, by its number among all traffic; they differ for ICMP alone. */
  readonly traffic: { readonly 4: number; readonly 6: number };
  readonly port?: { readonly protocol: TransportProtocol; readonly port: number };
  /** How a Service's port became the pod's. */
  readonly through?: string;
}

/** A port as a workload's pods, or its declaration, name it. */
export type NamedPort = Pick<ContainerPort, "name" | "protocol" | "port">;

/**
 * The packets that a port means at each of the ends; throws a UsageError where it means none.
 *
 * @param declared further names of ports, by the workload's name
 */
export function findPackets(
  evaluation: Evaluation,
  { ends, service }: FoundEnd,
  text: string | undefined,
  declared: (workload: string) => readonly NamedPort[] = () => [],
): Packet[] {
  if (service) return throughService(evaluation, ends, service, text);
  if (text === undefined) return [];
  const icmp = /^icmp(?:\/(\d{1,3}))?$/i.exec(text);
  if (icmp) {
    const type = icmp[1] === undefined ? undefined : Number(icmp[1]);
    if (type !== undefined && type > 255) throw refused(text, []);
    return ends.map((to) => ping(to, type));
  }
  const [name = "", protocolText = "TCP", ...rest] = text.split("/");
  const protocol = protocolOf(protocolText);
  if (!protocol || rest.length > 0) throw refused(text, []);
  if (/^\d+$/.test(name)) {
    const port = Number(name);
    if (port < 1 || port > 65535) throw refused(text, []);
    return ends.map((to) => packet(to, protocol, port));
  }
  const ports = ({ name: workload, end }: NamedEnd): readonly NamedPort[] =>
    end.kind === "addresses"
      ? []
      : [
          ...declared(workloadOf(workload)),
          ...evaluation.endpoints[end.endpoint]!.pods.flatMap((pod) => pod.ports),
        ];
  return named(ports, ends, text, name, text.includes("/") ? protocol : undefined);
}

function named(
  portsOf: (end: NamedEnd) => readonly NamedPort[],
  ends: readonly NamedEnd[],
  text: string,
  name: string,
  protocol: TransportProtocol | undefined,
): Packet[] {
  const known = new Set<string>();
  const packets = ends.flatMap((to) => {
    const ports = portsOf(to);
    for (const port of ports) if (port.name !== undefined) known.add(port.name);
    const meant = ports.filter(
      (port) => port.name === name && (protocol === undefined || port.protocol === protocol),
    );
    const distinct = new Map(meant.map((port) => [`${port.protocol} ${port.port}`, port]));
    return [...distinct.values()].map((port) => packet(to, port.protocol, port.port));
  });
  if (packets.length > 0) return packets;
  throw refused(text, [...known].sort());
}

function throughService(
  evaluation: Evaluation,
  ends: readonly NamedEnd[],
  service: NonNullable<FoundEnd["service"]>,
  text: string | undefined,
): Packet[] {
  const meant = (port: Pick<ServicePort, "name" | "protocol"> & { readonly port?: number }) => {
    if (text === undefined) return true;
    const [name = "", protocol] = text.split("/");
    const isProtocol =
      protocol === undefined
        ? !/^\d+$/.test(name) || port.protocol === "TCP"
        : port.protocol === protocolOf(protocol);
    return isProtocol && (String(port.port) === name || port.name === name);
  };
  const own = `Service ${service.namespace}/${service.name}`;
  const packets = evaluation.lookup.backends.servedPorts(service).flatMap(({ port, number, endpoints }) =>
    meant(port)
      ? ends.flatMap((to) =>
          to.end.kind === "pods" && has(endpoints, to.end.endpoint)
            ? [
                {
                  ...packet(to, port.protocol, number),
                  through: `port ${port.port} of ${own} is port ${number} of the pods`,
                },
              ]
            : [],
        )
      : [],
  );
  const bySlice = service.endpoints.flatMap((slice) =>
    slice.ports.flatMap((port) =>
      port.port !== undefined && meant({ ...port, port: numberOf(service, port) })
        ? [
            {
              ...packet(
                { name: `endpoints of ${own}`, end: { kind: "addresses", ranges: slice.addresses } },
                port.protocol,
                port.port,
              ),
              through: `${own} has endpoints that are not its selector's`,
            },
          ]
        : [],
    ),
  );
  if (packets.length + bySlice.length > 0) return [...packets, ...bySlice];
  const ports = service.ports.map(
    ({ name, port, protocol }) => `${name === undefined ? "" : `${name} `}${port}/${protocol.toLowerCase()}`,
  );
  throw new UsageError(
    `--port: found ${JSON.stringify(text ?? "")}, which no pod behind ${own} serves; allowed: ${ports.join(", ") || "nothing, as it has no ports"}`,
  );
}

/** The Service's port of an EndpointSlice's, which has its name. */
function numberOf(
  service: NonNullable<FoundEnd["service"]>,
  { name, protocol }: Pick<ServicePort, "name" | "protocol">,
): number | undefined {
  return service.ports.find((port) => port.name === name && port.protocol === protocol)?.port;
}

function packet(to: NamedEnd, protocol: TransportProtocol, port: number): Packet {
  const traffic = firstOf(toPorts(protocolNumbers[protocol], interval(port, port)));
  return { to, name: `${protocol} ${port}`, traffic: { 4: traffic, 6: traffic }, port: { protocol, port } };
}

/** Without a type, a request for an echo: type 8, and of ICMPv6 type 128 (RFC 792, RFC 4443). */
function ping(to: NamedEnd, type: number | undefined): Packet {
  return {
    to,
    name: type === undefined ? "ICMP echo" : `ICMP ${type}`,
    traffic: {
      4: firstOf(icmpOf(protocolNumbers.ICMP, type ?? 8, 0)),
      6: firstOf(icmpOf(protocolNumbers.ICMPv6, type ?? 128, 0)),
    },
  };
}

function firstOf(set: IntervalSet): number {
  return set[0]!;
}

function protocolOf(text: string): TransportProtocol | undefined {
  return (["TCP", "UDP", "SCTP"] as const).find((protocol) => protocol === text.toUpperCase());
}

function refused(text: string, names: readonly string[]): UsageError {
  const own = names.length > 0 ? `a port that the pods declare (${names.join(", ")}), ` : "";
  return new UsageError(
    `--port: found ${JSON.stringify(text)}; allowed: ${own}a number from 1 to 65535, with /udp or /sctp where it is not TCP, or icmp`,
  );
}
