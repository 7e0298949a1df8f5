import type { Evaluation } from "../../evaluate/evaluation.js";
import { pieces } from "../../evaluate/piecewise.js";
import { protocolNumbers, toPorts } from "../../evaluate/traffic.js";
import type { Cluster, Service, ServicePort } from "../../model/cluster.js";
import type { AddressRange } from "../../sets/addresses.js";
import { intersect, interval, membersOf, overlaps, type IntervalSet } from "../../sets/intervals.js";
import type { EntryPointName } from "./openings.js";

/** A way in, and the pods' ports that it leads to. */
export interface Entrance {
  readonly name: EntryPointName;
  /** Where it admits clients from; undefined: not limited. */
  readonly sources?: readonly AddressRange[];
  /** What is sent to these endpoints, by number. */
  readonly targets: readonly { readonly traffic: IntervalSet; readonly endpoints: IntervalSet }[];
}

/** Services that admit from outside, and Ingresses, with the pods behind them; those without pods are left out. */
export function entrancesOf(evaluation: Evaluation): Entrance[] {
  const { cluster, lookup } = evaluation;
  const entrances: Entrance[] = [];
  for (const service of cluster.services) {
    const kind = kindOf(service);
    if (!kind) continue;
    const { namespace, name, origin, sources } = service;
    for (const [index, port] of service.ports.entries()) {
      const path = ["spec", "ports", index];
      const targets = targetsOf(evaluation, service, port);
      if (targets.length > 0)
        entrances.push({ name: { kind, namespace, name, port: port.port, origin, path }, sources, targets });
    }
  }
  for (const { namespace, name, service: behind, port, origin, path } of cluster.entryPoints) {
    const service = lookup.backends.find({ namespace, name: behind });
    const own = service && portOf(service, port);
    const targets = own ? targetsOf(evaluation, service, own) : [];
    if (targets.length > 0)
      entrances.push({ name: { kind: "Ingress", namespace, name, port, origin, path }, targets });
  }
  return entrances;
}

/** The port of a Service that an Ingress means, by number or by name. */
export function portOf(
  { ports }: Service,
  wanted: Cluster["entryPoints"][number]["port"],
): ServicePort | undefined {
  return ports.find(({ port, name }) => wanted === port || wanted === name);
}

/**
 * Whether nobody gets in: no address outside may send to the pods behind. Behind an Ingress are the controller's pods,
 * wherever they are: there, nobody at all.
 */
export function isClosed(evaluation: Evaluation, { name, targets }: Entrance): boolean {
  const { universe, sourcePorts } = evaluation;
  const peers = name.kind === "Ingress" ? universe.all : evaluation.outsideParts;
  return targets.every(({ traffic, endpoints }) =>
    [...membersOf(endpoints)].every((endpoint) => {
      // A pod on its host's network has no policies that could keep anybody out.
      if (evaluation.endpoints[endpoint]!.hostNetwork) return false;
      const own = universe.elementsOf(universe.classOfEndpoint(endpoint));
      return [...membersOf(own)].every((element) =>
        sourcePorts.every((sourcePort) => {
          const row = evaluation.row(element, "ingress", sourcePort);
          for (let i = 0; i < peers.length; i += 2)
            for (const { value } of pieces(row, peers[i]!, peers[i + 1]!))
              if (overlaps(value, traffic)) return false;
          return true;
        }),
      );
    }),
  );
}

function targetsOf(evaluation: Evaluation, service: Service, port: ServicePort): Entrance["targets"] {
  return evaluation.lookup.backends
    .servedPorts(service)
    .filter((served) => served.port === port)
    .map(({ number, endpoints }) => ({
      traffic: toPorts(protocolNumbers[port.protocol], interval(number, number)),
      endpoints,
    }));
}

function kindOf({ type, externalAddresses }: Service): EntryPointName["kind"] | undefined {
  if (type === "LoadBalancer" || type === "NodePort") return type;
  return externalAddresses.length > 0 ? "ExternalIP" : undefined;
}

/** Entrances that lead to an endpoint, by its number. */
export function byEndpoint(entrances: readonly Entrance[]): ReadonlyMap<number, readonly Entrance[]> {
  const found = new Map<number, Entrance[]>();
  for (const entrance of entrances) {
    const endpoints = new Set(entrance.targets.flatMap((target) => [...membersOf(target.endpoints)]));
    for (const endpoint of endpoints) found.set(endpoint, [...(found.get(endpoint) ?? []), entrance]);
  }
  return found;
}

/** Whether an entrance leads from some of the addresses to what is allowed there. */
export function leadsTo(
  { sources, targets }: Entrance,
  endpoint: number,
  allow: IntervalSet,
  ranges: readonly AddressRange[],
): boolean {
  return (
    targets.some(
      ({ traffic, endpoints }) =>
        intersect(endpoints, interval(endpoint, endpoint)).length > 0 && overlaps(traffic, allow),
    ) &&
    (!sources ||
      ranges.some((range) =>
        sources.some(
          ({ family, first, last }) => family === range.family && first <= range.last && range.first <= last,
        ),
      ))
  );
}
