import type { Policy, Rule, Traffic, Entity, PortMatch, Direction, Action } from "../model/policy.js";
import type { Cluster } from "../model/cluster.js";
import { intersect, interval, subtract, unionAll, type IntervalSet } from "../sets/intervals.js";
import type { NamedPorts } from "./namedPorts.js";
import type { Selections } from "./selections.js";
import type { Backends } from "./backends.js";
import {
  allPorts,
  allTraffic,
  hasPorts,
  icmpOf,
  protocolNumbers,
  toPorts,
  trafficOf,
  transportProtocols,
} from "./traffic.js";
import type { Universe } from "./universe.js";

/** A rule, or a part of one, as sets: it matches what is in all four. */
export interface FlatRule {
  readonly action: Action;
  readonly rule: Rule;
  /** Elements of the universe. */
  readonly source: IntervalSet;
  readonly destination: IntervalSet;
  readonly traffic: IntervalSet;
  /** Ports that the client sends from. */
  readonly sourcePorts: IntervalSet;
}

/** What the rules of a cluster are looked up in. */
export interface Lookup {
  readonly cluster: Cluster;
  readonly universe: Universe;
  readonly selections: Selections;
  readonly namedPorts: NamedPorts;
  readonly backends: Backends;
}

/** The rules of a policy in one direction as sets, in sequence; what can match nothing is left out. */
export function flatten(policy: Policy, direction: Direction, lookup: Lookup): FlatRule[] {
  return (policy[direction] ?? []).flatMap((rule) => flattenRule(rule, lookup));
}

function flattenRule(rule: Rule, lookup: Lookup): FlatRule[] {
  const { universe } = lookup;
  const family = rule.ipVersion === undefined ? universe.all : universe.ofFamily(rule.ipVersion);
  const source = intersect(family, anyOf(rule.source, lookup));
  const parts: FlatRule[] = [];
  for (const packets of rule.traffic === undefined
    ? [everyPacket]
    : rule.traffic.flatMap((each) => packetsOf(each, lookup))) {
    for (const target of destinationsOf(rule.destination, lookup)) {
      const flat = {
        action: rule.action,
        rule,
        source: limited(source, packets.source),
        destination: limited(intersect(family, target.elements), packets.destination),
        traffic: target.traffic ? intersect(packets.traffic, target.traffic) : packets.traffic,
        sourcePorts: packets.sourcePorts,
      };
      if (![flat.source, flat.destination, flat.traffic, flat.sourcePorts].some(({ length }) => length === 0))
        parts.push(flat);
    }
  }
  return parts;
}

function limited(elements: IntervalSet, limit: IntervalSet | undefined): IntervalSet {
  return limit ? intersect(elements, limit) : elements;
}

/** Elements that one of the entities matches; a Service's backends count by address alone. */
function anyOf(entities: readonly Entity[] | undefined, lookup: Lookup): IntervalSet {
  if (!entities) return lookup.universe.all;
  return unionAll(
    entities.map((entity) =>
      entity.service
        ? intersect(elementsOf(entity, lookup), lookup.backends.addressesOf(entity.service))
        : elementsOf(entity, lookup),
    ),
  );
}

/** As {@link anyOf}, but of a Service its ports count as well: `services` of an egress rule matches address and port. */
function destinationsOf(
  entities: readonly Entity[] | undefined,
  lookup: Lookup,
): { readonly elements: IntervalSet; readonly traffic?: IntervalSet }[] {
  const plain = entities?.filter(({ service }) => !service);
  const services = entities?.filter(({ service }) => service) ?? [];
  return [
    ...(plain?.length === 0 ? [] : [{ elements: anyOf(plain, lookup) }]),
    ...services.flatMap((entity) =>
      lookup.backends.portsOf(entity.service!).map(({ elements, traffic }) => ({
        elements: intersect(elementsOf(entity, lookup), elements),
        traffic,
      })),
    ),
  ];
}

/** Elements that match every part of an entity but its service. */
export function elementsOf(entity: Entity, { universe, selections }: Lookup): IntervalSet {
  const selected = (selection: NonNullable<Entity["selection"]>) => {
    const { endpoints, nets } = selections.select(selection);
    const pods = universe.ofEndpoints(endpoints);
    return nets.length === 0 ? pods : unionAll([pods, universe.atAddresses(universe.space.partsIn(nets))]);
  };
  let elements = universe.all;
  if (entity.selection) elements = intersect(elements, selected(entity.selection));
  if (entity.nets) elements = intersect(elements, universe.atAddresses(universe.space.partsIn(entity.nets)));
  if (entity.notNets && entity.notNets.length > 0) {
    // A rule with nets of one family only is no rule of the other (felix/rules/policy.go, FilterRuleToIPVersion).
    const families = [...new Set(entity.notNets.map(({ family }) => family))];
    elements = subtract(
      intersect(elements, unionAll(families.map((family) => universe.ofFamily(family)))),
      universe.atAddresses(universe.space.partsIn(entity.notNets)),
    );
  }
  if (entity.notSelection) elements = subtract(elements, selected(entity.notSelection));
  return elements;
}

/** Packets by protocol and ports; where ports are by name, only of the pods that give it this number. */
interface Packets {
  readonly traffic: IntervalSet;
  readonly sourcePorts: IntervalSet;
  readonly source?: IntervalSet;
  readonly destination?: IntervalSet;
}

const everyPacket: Packets = { traffic: allTraffic, sourcePorts: allPorts };

function packetsOf(match: Traffic, lookup: Lookup): Packets[] {
  const { protocol } = match;
  let traffic = protocol === undefined ? allTraffic : trafficOf(protocol);
  if (match.notProtocol !== undefined) traffic = subtract(traffic, trafficOf(match.notProtocol));
  const icmpProtocols = protocol === undefined ? [protocolNumbers.ICMP, protocolNumbers.ICMPv6] : [protocol];
  const icmp = ({ type, code }: NonNullable<Traffic["icmp"]>) =>
    unionAll(icmpProtocols.map((number) => icmpOf(number, type, code)));
  if (match.icmp) traffic = intersect(traffic, icmp(match.icmp));
  if (match.notIcmp) traffic = subtract(traffic, icmp(match.notIcmp));
  if (protocol === undefined || !hasPorts(protocol)) return [{ traffic, sourcePorts: allPorts }];
  const sides = (["source", "destination"] as const).map((side) =>
    portsOf(
      protocol,
      side === "source" ? match.sourcePorts : match.destinationPorts,
      side === "source" ? match.notSourcePorts : match.notDestinationPorts,
      lookup,
    ),
  );
  return sides[0]!.flatMap((source) =>
    sides[1]!.map((destination) => ({
      traffic:
        destination.ports === allPorts ? traffic : intersect(traffic, toPorts(protocol, destination.ports)),
      sourcePorts: source.ports,
      source: source.elements,
      destination: destination.elements,
    })),
  );
}

/** Ports, and the pods that they are of; undefined: whatever it is. */
interface PodPorts {
  readonly ports: IntervalSet;
  readonly elements?: IntervalSet;
}

/** The ports on one side: in one of `allowed` (undefined: all), and in none of `excluded`. */
function portsOf(
  protocol: number,
  allowed: readonly PortMatch[] | undefined,
  excluded: readonly PortMatch[] | undefined,
  lookup: Lookup,
): PodPorts[] {
  let cells: PodPorts[] = allowed
    ? [{ ports: numbersOf(allowed) }, ...namedPortsOf(protocol, allowed, lookup)]
    : [{ ports: allPorts }];
  if (!excluded || excluded.length === 0) return cells;
  const numbers = numbersOf(excluded);
  cells = cells.map((cell) => ({ ...cell, ports: subtract(cell.ports, numbers) }));
  for (const { ports, elements } of namedPortsOf(protocol, excluded, lookup)) {
    cells = cells.flatMap((cell) => {
      const within = cell.elements ?? lookup.universe.all;
      return [
        { ports: subtract(cell.ports, ports), elements: intersect(within, elements) },
        { ports: cell.ports, elements: subtract(within, elements) },
      ];
    });
  }
  return cells.filter(({ ports }) => ports.length > 0);
}

function numbersOf(matches: readonly PortMatch[]): IntervalSet {
  const ranges = matches.flatMap((match) => ("name" in match ? [] : [interval(match.port, match.endPort)]));
  return intersect(allPorts, unionAll(ranges));
}

function namedPortsOf(
  protocol: number,
  matches: readonly PortMatch[],
  { namedPorts, universe }: Lookup,
): Required<PodPorts>[] {
  const name = transportProtocols.find((each) => protocolNumbers[each] === protocol);
  if (name === undefined) return [];
  return matches.flatMap((match) =>
    "name" in match
      ? namedPorts.find(name, match.name).map(({ port, endpoints }) => ({
          ports: interval(port, port),
          elements: universe.ofEndpoints(endpoints),
        }))
      : [],
  );
}
