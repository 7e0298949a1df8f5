import type { Policy, Rule, Traffic, Entity, PortMatch, Direction, Action } from "../model/policy.js";
import type { Cluster } from "../model/cluster.js";
import { emptySet, intersect, interval, subtract, unionAll, type IntervalSet } from "../sets/intervals.js";
import type { NamedPorts } from "./namedPorts.js";
import type { Selected, Selections } from "./selections.js";
import type { AddressRange } from "../sets/addresses.js";
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
  const scopes = {
    source: namedScope(rule.source, lookup),
    destination: namedScope(rule.destination, lookup),
  };
  for (const packets of rule.traffic?.flatMap((each) => packetsOf(each, scopes, lookup)) ?? [everyPacket]) {
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
export function elementsOf(entity: Entity, lookup: Lookup): IntervalSet {
  const { universe, selections } = lookup;
  const { selection, notSelection } = entity;
  const at = (ranges: readonly AddressRange[]) => universe.atAddresses(universe.space.partsIn(ranges));
  const found = ({ endpoints, networkSets }: Selected) =>
    unionAll([universe.ofEndpoints(endpoints), at(selections.netsOf(networkSets))]);
  let elements = universe.all;
  if (selection) elements = intersect(elements, found(selections.selectWithout(selection, notSelection)));
  else if (notSelection) elements = subtract(elements, found(selections.select(notSelection)));
  if (entity.nets) elements = intersect(elements, at(entity.nets));
  if (entity.notNets && entity.notNets.length > 0) {
    // A rule with nets of one family only is no rule of the other (felix/rules/policy.go, FilterRuleToIPVersion).
    const families = [...new Set(entity.notNets.map(({ family }) => family))];
    const ofFamilies = unionAll(families.map((family) => universe.ofFamily(family)));
    elements = subtract(intersect(elements, ofFamilies), at(entity.notNets));
  }
  return elements;
}

/**
 * Pods whose named ports count: those that a selector finds itself, not by an address of a network set
 * (felix/calc/rule_scanner.go makes the sets of named ports from the selector).
 */
function namedScope(entities: readonly Entity[] | undefined, { universe, selections }: Lookup): IntervalSet {
  if (!entities) return universe.all;
  return unionAll(
    entities.map(({ selection, notSelection }) =>
      selection
        ? universe.ofEndpoints(selections.selectWithout(selection, notSelection).endpoints)
        : universe.all,
    ),
  );
}

/** Packets by protocol and ports; where ports are by name, only of the pods that give it this number. */
interface Packets {
  readonly traffic: IntervalSet;
  readonly sourcePorts: IntervalSet;
  readonly source?: IntervalSet;
  readonly destination?: IntervalSet;
}

/** On each side, the pods whose named ports count. */
type Scopes = Readonly<Record<"source" | "destination", IntervalSet>>;

const everyPacket: Packets = { traffic: allTraffic, sourcePorts: allPorts };

function packetsOf(match: Traffic, scopes: Scopes, lookup: Lookup): Packets[] {
  const { protocol, sourcePorts, destinationPorts, notSourcePorts, notDestinationPorts } = match;
  if (protocol !== undefined)
    return hasPorts(protocol)
      ? withPorts(match, protocol, scopes, lookup)
      : [{ traffic: withoutPorts(match), sourcePorts: allPorts }];
  if (!(sourcePorts ?? destinationPorts ?? notSourcePorts ?? notDestinationPorts))
    return [{ traffic: withoutPorts(match), sourcePorts: allPorts }];
  // A named port is one of any protocol; what has no ports is in no list of them, and outside of every list.
  const others = (sourcePorts ?? destinationPorts) ? emptySet : subtract(withoutPorts(match), allTransport);
  return [
    ...transportProtocols.flatMap((name) => withPorts(match, protocolNumbers[name], scopes, lookup)),
    { traffic: others, sourcePorts: allPorts },
  ];
}

const allTransport = unionAll(transportProtocols.map((name) => trafficOf(protocolNumbers[name])));

/** By protocol, and type of ICMP. */
function withoutPorts({ protocol, notProtocol, icmp, notIcmp }: Traffic): IntervalSet {
  const ofType = ({ type, code }: NonNullable<Traffic["icmp"]>) => icmpOf(protocol!, type, code);
  let traffic = protocol === undefined ? allTraffic : trafficOf(protocol);
  if (notProtocol !== undefined) traffic = subtract(traffic, trafficOf(notProtocol));
  if (icmp) traffic = intersect(traffic, ofType(icmp));
  if (notIcmp) traffic = subtract(traffic, ofType(notIcmp));
  return traffic;
}

/** Of one transport protocol, by the ports of both sides. */
function withPorts(match: Traffic, protocol: number, scopes: Scopes, lookup: Lookup): Packets[] {
  const traffic = intersect(withoutPorts(match), trafficOf(protocol));
  const sources = portsOf(protocol, match.sourcePorts, match.notSourcePorts, scopes.source, lookup);
  const destinations = portsOf(
    protocol,
    match.destinationPorts,
    match.notDestinationPorts,
    scopes.destination,
    lookup,
  );
  return sources.flatMap((source) =>
    destinations.map((destination) => ({
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
  scope: IntervalSet,
  lookup: Lookup,
): PodPorts[] {
  let cells: PodPorts[] = allowed
    ? [{ ports: numbersOf(allowed) }, ...namedPortsOf(protocol, allowed, scope, lookup)]
    : [{ ports: allPorts }];
  if (!excluded || excluded.length === 0) return cells;
  const numbers = numbersOf(excluded);
  cells = cells.map((cell) => ({ ...cell, ports: subtract(cell.ports, numbers) }));
  for (const { ports, elements } of namedPortsOf(protocol, excluded, scope, lookup)) {
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
  scope: IntervalSet,
  { namedPorts, universe }: Lookup,
): Required<PodPorts>[] {
  const name = transportProtocols.find((each) => protocolNumbers[each] === protocol)!;
  return matches.flatMap((match) =>
    "name" in match
      ? namedPorts.find(name, match.name).map(({ port, endpoints }) => ({
          ports: interval(port, port),
          elements: intersect(scope, universe.ofEndpoints(endpoints)),
        }))
      : [],
  );
}
