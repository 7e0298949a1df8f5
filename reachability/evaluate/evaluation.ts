import type { Cluster } from "../model/cluster.js";
import { entitiesOf, type Direction, type Policy } from "../model/policy.js";
import { parseCidr, subtractRanges, type AddressRange } from "../sets/addresses.js";
import {
  emptySet,
  has,
  includes,
  interval,
  membersOf,
  sameSet,
  subtract,
  type IntervalSet,
} from "../sets/intervals.js";
import { AddressSpace } from "./addressSpace.js";
import { Backends } from "./backends.js";
import { decide, first, sameDecision, undecided, type Decision } from "./decisions.js";
import { endpointsOf, type Endpoint } from "./endpoints.js";
import { NamedPorts } from "./namedPorts.js";
import { combine, constant, map, on, type Piecewise } from "./piecewise.js";
import { PodIndex } from "./podIndex.js";
import { flatten, type FlatRule, type Lookup } from "./rules.js";
import { Selections } from "./selections.js";
import { allPorts, allTraffic } from "./traffic.js";
import { Universe } from "./universe.js";

/** What a pod may send to (or accept from) every element of the universe. */
export type Row = Piecewise<IntervalSet>;

/** The rules of one policy in one direction. */
interface FlatPolicy {
  readonly rules: readonly FlatRule[];
  /** Indexes of rules that hold for some of the policy's pods only. */
  readonly particular: readonly number[];
  readonly kept: Map<string, Piecewise<Decision>>;
}

/**
 * The network of a cluster, ready to be asked. A policy becomes a function from peers to decisions; "this one first, then
 * that one" is associative, so what applies to a pod folds into one such function, and each policy's is made once.
 */
export class Evaluation {
  readonly endpoints: readonly Endpoint[];
  readonly podIndex: PodIndex;
  readonly universe: Universe;
  readonly lookup: Lookup;
  /** One port of each range of client ports that some rule tells from others; mostly one. */
  readonly sourcePorts: readonly number[];
  private readonly applicable: Readonly<Record<Direction, readonly (readonly number[])[]>>;
  private readonly flat: Readonly<Record<Direction, (FlatPolicy | undefined)[]>> = {
    ingress: [],
    egress: [],
  };
  private readonly rows: Readonly<Record<Direction, Map<string, Row>>> = {
    ingress: new Map(),
    egress: new Map(),
  };

  /**
   * @param cuts further ranges that the answers are to tell apart
   * @param families the address families to look at; undefined: those that anything has
   * @throws RangeError where policies cut the pods' ranges into more pieces than can be looked at
   */
  constructor(
    readonly cluster: Cluster,
    cuts: readonly AddressRange[] = [],
    families?: readonly (4 | 6)[],
  ) {
    this.endpoints = endpointsOf(cluster);
    const selections = new Selections(cluster, this.endpoints);
    const namedPorts = new NamedPorts(this.endpoints);
    this.podIndex = new PodIndex(this.endpoints);
    const backends = new Backends(cluster, this.endpoints, this.podIndex, () => this.universe);
    const space = addressSpace(cluster, cuts, this.endpoints, families);
    const pods = podRanges(cluster, space.families);
    this.universe = new Universe(
      space,
      this.endpoints,
      [...selectionsOf(cluster, selections, backends), ...namedPorts.all],
      (endpoint) => space.partsIn(endpoint.addresses ?? pods),
    );
    this.lookup = { cluster, universe: this.universe, selections, namedPorts, backends };
    this.applicable = { ingress: this.applying("ingress"), egress: this.applying("egress") };
    this.sourcePorts = this.portsApart();
  }

  /** What the pod of an element may send to (egress) or accept from (ingress) whom, by its own policies alone. */
  row(element: number, direction: Direction, sourcePort: number): Row {
    const policies = this.applicable[direction][this.universe.classAt(element)]!;
    const functions = policies.map((policy) => this.functionOf(policy, element, direction, sourcePort));
    const key = `${functions.map(({ key: each }) => each).join()}@${sourcePort}`;
    const kept = this.rows[direction].get(key);
    if (kept) return kept;
    const row = this.fold(
      policies,
      functions.map(({ decision }) => decision),
    );
    this.rows[direction].set(key, row);
    return row;
  }

  /** Policies (by number) that apply to a class in a direction, in the order of evaluation. */
  policiesOf(endpointClass: number, direction: Direction): readonly number[] {
    return this.applicable[direction][endpointClass]!;
  }

  /** The rules of a policy as sets. */
  rulesOf(policy: number, direction: Direction): readonly FlatRule[] {
    return this.flatOf(policy, direction).rules;
  }

  /** Where nodes are, their tunnels' addresses in the pods' ranges left out. */
  get nodeParts(): IntervalSet {
    const { pods, nodes } = this.cluster.addresses;
    return this.universe.space.partsIn(subtractRanges(nodes, pods));
  }

  /** Addresses outside the cluster; all, where nobody said where pods are. */
  get outsideParts(): IntervalSet {
    const { space } = this.universe;
    const all = interval(0, space.size - 1);
    const { pods, podsAssumed } = this.cluster.addresses;
    return podsAssumed ? all : subtract(all, space.partsIn(pods));
  }

  private applying(direction: Direction): number[][] {
    const lists: number[][] = this.universe.classes.map(() => []);
    for (const [number, policy] of this.cluster.policies.entries()) {
      if (!policy[direction]) continue;
      const { endpoints } = this.lookup.selections.select(policy.subject);
      for (const endpointClass of membersOf(this.universe.classesIn(endpoints)))
        lists[endpointClass]!.push(number);
    }
    return lists;
  }

  private portsApart(): number[] {
    const starts = new Set([1]);
    for (const direction of ["ingress", "egress"] as const) {
      for (const [number, policy] of this.cluster.policies.entries()) {
        if (!usesSourcePorts(policy)) continue;
        for (const { sourcePorts } of this.flatOf(number, direction).rules)
          for (const [index, bound] of sourcePorts.entries()) starts.add(index % 2 === 0 ? bound : bound + 1);
      }
    }
    return [...starts].filter((start) => start <= 65535).sort((a, b) => a - b);
  }

  private flatOf(policy: number, direction: Direction): FlatPolicy {
    const kept = this.flat[direction][policy];
    if (kept) return kept;
    const { selections } = this.lookup;
    const subject = this.universe.ofEndpoints(
      selections.select(this.cluster.policies[policy]!.subject).endpoints,
    );
    const rules = flatten(this.cluster.policies[policy]!, direction, this.lookup);
    const particular = [...rules.keys()].filter((index) => {
      const rule = rules[index]!;
      return !includes(subjectOf(rule, direction), subject) || !sameSet(rule.sourcePorts, allPorts);
    });
    const flat = { rules, particular, kept: new Map<string, Piecewise<Decision>>() };
    this.flat[direction][policy] = flat;
    return flat;
  }

  private functionOf(
    policy: number,
    element: number,
    direction: Direction,
    sourcePort: number,
  ): { readonly key: string; readonly decision: Piecewise<Decision> } {
    const { rules, particular, kept } = this.flatOf(policy, direction);
    const left = new Set(
      particular.filter(
        (index) =>
          !has(subjectOf(rules[index]!, direction), element) || !has(rules[index]!.sourcePorts, sourcePort),
      ),
    );
    const key = left.size === 0 ? `${policy}` : `${policy}-${[...left].join("-")}`;
    let decision = kept.get(key);
    if (!decision) {
      const holding = left.size === 0 ? rules : rules.filter((_, index) => !left.has(index));
      decision = sequence(holding, (rule) =>
        on(peerOf(rule, direction), decide(rule.action, rule.traffic), undecided, this.universe.size),
      );
      kept.set(key, decision);
    }
    return { key, decision };
  }

  /** The tiers in order, each with what it does to what none of its rules matched; what passes all of them is allowed. */
  private fold(policies: readonly number[], functions: readonly Piecewise<Decision>[]): Row {
    const byTier = new Map<string, Piecewise<Decision>[]>();
    for (const [index, policy] of policies.entries()) {
      const { tier } = this.cluster.policies[policy]!;
      byTier.set(tier, [...(byTier.get(tier) ?? []), functions[index]!]);
    }
    const tiers = this.cluster.tiers
      .filter(({ name }) => byTier.has(name))
      .map(({ name, defaultAction }) =>
        map(
          sequence([...byTier.get(name)!, constant(decide(defaultAction, allTraffic))], itself),
          (decision) => ({ ...decision, pass: emptySet }),
          sameDecision,
        ),
      );
    return map(sequence(tiers, itself), ({ deny }) => subtract(allTraffic, deny), sameSet);
  }
}

/** Some things' functions one after the other; halves first, so that a million cost a million times twenty. */
function sequence<Item>(
  items: readonly Item[],
  functionOf: (item: Item) => Piecewise<Decision>,
  from = 0,
  to = items.length,
): Piecewise<Decision> {
  if (to - from === 0) return constant(undecided);
  if (to - from === 1) return functionOf(items[from]!);
  const middle = (from + to) >> 1;
  return combine(
    sequence(items, functionOf, from, middle),
    sequence(items, functionOf, middle, to),
    first,
    sameDecision,
  );
}

function itself<Value>(value: Value): Value {
  return value;
}

/** The side of a rule that the policy's own pods are on. */
export function subjectOf(rule: FlatRule, direction: Direction): IntervalSet {
  return direction === "ingress" ? rule.destination : rule.source;
}

/** The other side. */
export function peerOf(rule: FlatRule, direction: Direction): IntervalSet {
  return direction === "ingress" ? rule.source : rule.destination;
}

function usesSourcePorts({ ingress = [], egress = [] }: Policy): boolean {
  return [...ingress, ...egress].some(({ traffic }) =>
    traffic?.some(({ sourcePorts, notSourcePorts }) => sourcePorts ?? notSourcePorts),
  );
}

/** Where pods may be. Where nobody said so and something has IPv6, they may have that as well. */
export function podRanges(
  { addresses: { pods, podsAssumed } }: Pick<Cluster, "addresses">,
  families: readonly (4 | 6)[],
): readonly AddressRange[] {
  const more = podsAssumed && families.includes(6) && !pods.some(({ family }) => family === 6);
  return more ? [...pods, uniqueLocal] : pods;
}

/** Addresses of private IPv6 networks (RFC 4193). */
const uniqueLocal = parseCidr("fc00::/7")!;

/** All addresses, cut wherever a rule, a network set or the cluster itself begins or ends. */
function addressSpace(
  cluster: Cluster,
  cuts: readonly AddressRange[],
  endpoints: readonly Endpoint[],
  only: readonly (4 | 6)[] | undefined,
): AddressSpace {
  const { policies, networkSets, services, addresses } = cluster;
  const ranges = [...cuts];
  const matched = new Set<string>();
  for (const { nets, notNets, service } of policies.flatMap(entitiesOf)) {
    ranges.push(...(nets ?? []), ...(notNets ?? []));
    if (service) matched.add(`${service.namespace}/${service.name}`);
  }
  for (const { nets } of networkSets) ranges.push(...nets);
  for (const service of services)
    if (matched.has(`${service.namespace}/${service.name}`))
      ranges.push(...service.endpoints.flatMap((slice) => slice.addresses));
  // What is behind a Service is told by address, pods on the host's network among it.
  if (matched.size > 0)
    ranges.push(...endpoints.flatMap((endpoint) => (endpoint.hostNetwork ? (endpoint.addresses ?? []) : [])));
  const known = endpoints.flatMap((endpoint) => endpoint.addresses ?? []);
  const nodes = addresses.nodesAssumed ? [] : addresses.nodes;
  const families = new Set(
    only ?? [...ranges, ...addresses.pods, ...nodes, ...known].map(({ family }) => family),
  );
  return new AddressSpace(families, [...ranges, ...addresses.pods, ...addresses.nodes]);
}

/** Asks every selection that rules use; answers the sets of endpoints that tell pods apart. */
function selectionsOf({ policies }: Cluster, selections: Selections, backends: Backends): IntervalSet[] {
  const behind: IntervalSet[] = [];
  for (const policy of policies) {
    selections.select(policy.subject);
    for (const { selection, notSelection, service } of entitiesOf(policy)) {
      if (selection) selections.select(selection);
      if (notSelection) selections.select(notSelection);
      const found = service && backends.find(service);
      if (!found) continue;
      behind.push(backends.endpointsBehind(found));
      for (const { endpoints } of backends.servedPorts(found)) behind.push(endpoints);
    }
  }
  return [...selections.asked, ...behind];
}
