import type { Declaration } from "../../config/declaration.js";
import { dnsPods, dnsPorts } from "../../flows/policiesFor.js";
import { peerName, type Peer, type PortRange } from "../../flows/flow.js";
import { protocolNumbers, toPorts } from "../../reachability/evaluate/traffic.js";
import type { AllowedTraffic } from "../../reachability/questions/allowedTraffic.js";
import { parseRange } from "../../reachability/questions/diff/parseRange.js";
import { trafficFrom } from "../../reachability/questions/diff/trafficFrom.js";
import { workloadOf } from "../../reachability/questions/diff/variants.js";
import { outsideKind } from "../../reachability/questions/matrix.js";
import { parseCidr, subtractRanges } from "../../reachability/sets/addresses.js";
import { includes, interval, unionAll } from "../../reachability/sets/intervals.js";

/** One end of something that changed. */
interface End {
  /** A workload, or an address range. */
  readonly name: string;
  readonly kind: string;
}

/** Whether a declaration's flows, or the DNS that every namespace has, say that all of some traffic is meant. */
export function isDeclaredTraffic(
  { flows, namespaces }: Declaration,
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
