import { dnsPods, dnsPorts } from "../../flows/policiesFor.js";
import { peerName, type Flow, type Peer, type PortRange } from "../../flows/flow.js";
import { protocolNumbers, toPorts } from "../../reachability/evaluate/traffic.js";
import type { AllowedTraffic } from "../../reachability/questions/allowedTraffic.js";
import { parseRange } from "../../reachability/questions/diff/parseRange.js";
import { trafficFrom } from "../../reachability/questions/diff/trafficFrom.js";
import { workloadOf } from "../../reachability/questions/diff/variants.js";
import { outsideKind } from "../../reachability/questions/matrix.js";
import { parseCidr, subtractRanges } from "../../reachability/sets/addresses.js";
import { includes, interval, overlaps, unionAll } from "../../reachability/sets/intervals.js";

/** What is meant to get through, of a declaration. */
export interface Meant {
  readonly flows: readonly Pick<Flow, "from" | "to" | "ports">[];
  readonly namespaces: readonly { readonly name: string }[];
}

/** One end of something that changed. */
interface End {
  /** A workload, or an address range. */
  readonly name: string;
  readonly kind: string;
}

/** Whether a declaration's flows, or the DNS that every namespace has, say that all of some traffic is meant. */
export function isDeclaredTraffic(
  { flows, namespaces }: Meant,
  from: End,
  to: End,
  traffic: AllowedTraffic,
): boolean {
  const meant = flows
    .filter((flow) => covers(flow.from, from) && covers(flow.to, to))
    .flatMap(({ ports }) => ports.map(trafficTo));
  const isNamespace = namespaces.some(({ name }) => from.name.startsWith(`${name}/`));
  if (isNamespace && to.name.startsWith(`${dnsPods.namespace}/`))
    meant.push(...dnsPorts().map(({ protocol, port }) => trafficTo({ protocol, port, endPort: port })));
  return includes(unionAll(meant), trafficFrom(traffic));
}

/** The flows by which some of some traffic gets through. */
export function flowsFor(
  { flows }: Meant,
  from: End,
  to: End,
  traffic: AllowedTraffic,
): readonly Meant["flows"][number][] {
  const own = trafficFrom(traffic);
  return flows.filter(
    (flow) =>
      covers(flow.from, from) &&
      covers(flow.to, to) &&
      flow.ports.some((range) => overlaps(trafficTo(range), own)),
  );
}

function trafficTo({ protocol, port, endPort }: PortRange) {
  return toPorts(protocolNumbers[protocol], interval(port, endPort));
}

function covers(peer: Peer, { name, kind }: End): boolean {
  if (peer.kind === "workload") return kind !== outsideKind && peerName(peer) === workloadOf(name);
  const range = kind === outsideKind ? parseRange(name) : undefined;
  if (!range) return false;
  const except = peer.except.flatMap((cidr) => parseCidr(cidr) ?? []);
  const own = subtractRanges(
    peer.cidrs.flatMap((cidr) => parseCidr(cidr) ?? []),
    except,
  );
  return subtractRanges([range], own).length === 0;
}
