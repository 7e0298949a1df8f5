import type { Connection } from "../../../reachability/questions/matrix.js";
import { trafficText } from "./trafficText.js";

/** Sources that may all send the same to all of the same targets. What a workload sends to itself is not meant. */
export interface Group {
  /** Names, sorted. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly traffic: string;
  /** Whether it depends on what is not known yet. */
  readonly uncertain: boolean;
}

/** Connections between workloads, those that belong together as one: whichever side makes fewer of them. */
export function groupConnections(connections: readonly Connection[]): Group[] {
  const bySource = groupBy(connections, "from", "to");
  const byTarget = groupBy(connections, "to", "from");
  const [groups, one, other] =
    byTarget.length < bySource.length
      ? ([byTarget, "to", "from"] as const)
      : ([bySource, "from", "to"] as const);
  return groups.sort(
    (a, b) =>
      compareLists(a[one], b[one]) || compareLists(a[other], b[other]) || compareText(a.traffic, b.traffic),
  );
}

/** Ends of one side that have the same traffic with the same ends of the other. */
function groupBy(connections: readonly Connection[], one: "from" | "to", other: "to" | "from"): Group[] {
  const partners = new Map<string, Map<string, string[]>>();
  const described = new Map<Connection["allow"], string>();
  for (const connection of connections) {
    // The matrix shares what is the same: most connections are described once.
    const text = getOr(described, connection.allow, () => trafficText(connection));
    const key = connection.uncertain ? `?${text}` : text;
    const own = getOr(partners, connection[one], () => new Map<string, string[]>());
    getOr(own, key, () => []).push(connection[other]);
  }
  const groups = new Map<string, { members: string[]; partners: readonly string[]; traffic: string }>();
  for (const [member, byTraffic] of partners) {
    for (const [traffic, ends] of byTraffic) {
      // Nobody is its own partner: members that reach each other differ by themselves alone, and belong together.
      const all = [...ends, member].sort();
      const key = `${traffic}\n${all.join("\n")}`;
      const alone = groups.get(key);
      if (alone) alone.members.push(member);
      else groups.set(key, { members: [member], partners: all, traffic });
    }
  }
  return [...joinAlike(groups.values())].map(({ members, partners: ends, traffic }) => ({
    ...({ [one]: members, [other]: ends } as Record<"from" | "to", string[]>),
    traffic: traffic.replace(/^\?/, ""),
    uncertain: traffic.startsWith("?"),
  }));
}

interface Half {
  readonly members: string[];
  readonly partners: readonly string[];
  readonly traffic: string;
}

/** A member alone is no partner of its own; members with the same partners, themselves left out, then are one group. */
function* joinAlike(groups: Iterable<Half>): Generator<Half> {
  const alone = new Map<string, Half>();
  for (const group of groups) {
    const [only] = group.members;
    if (group.members.length > 1) {
      yield { ...group, members: group.members.sort() };
      continue;
    }
    const partners = group.partners.filter((partner) => partner !== only);
    const key = `${group.traffic}\n${partners.join("\n")}`;
    const same = alone.get(key);
    if (same) same.members.push(only!);
    else alone.set(key, { ...group, partners });
  }
  for (const group of alone.values()) yield { ...group, members: group.members.sort() };
}

function getOr<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const kept = map.get(key);
  if (kept !== undefined) return kept;
  const made = make();
  map.set(key, made);
  return made;
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((name, index) => name !== b[index]);
  if (at < 0) return a.length - b.length;
  return compareText(a[at]!, b[at] ?? "");
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
