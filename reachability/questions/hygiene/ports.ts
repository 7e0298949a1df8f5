import type { Endpoint } from "../../evaluate/endpoints.js";
import type { Evaluation } from "../../evaluate/evaluation.js";
import { elementsOf } from "../../evaluate/rules.js";
import { protocolNumbers, transportProtocols } from "../../evaluate/traffic.js";
import type { TransportProtocol } from "../../model/cluster.js";
import type { PortMatch, Traffic } from "../../model/policy.js";
import { interval, membersOf, overlaps, setOf, unionAll, type IntervalSet } from "../../sets/intervals.js";
import { everyRule, policyName, type Advice } from "./advice.js";

/** Ports of rules that no pod has. */
export function* checkPorts(evaluation: Evaluation): Generator<Advice> {
  const { cluster, lookup } = evaluation;
  const declared = new DeclaredPorts(evaluation.endpoints);
  for (const { policy, direction, rule, peers } of everyRule(cluster.policies)) {
    const subject = lookup.selections.select(policy.subject).endpoints;
    if (subject.length === 0) continue;
    for (const { traffic, protocol, match } of portsOf(rule.traffic)) {
      const place = { origin: policy.origin, path: traffic.path };
      if ("name" in match) {
        const anyone = direction === "egress" && rule.destination === undefined;
        const targets =
          direction === "ingress"
            ? lookup.universe.ofEndpoints(subject)
            : unionAll(peers.map((peer) => elementsOf(peer, lookup)));
        const having = unionAll(
          lookup.namedPorts.find(protocol, match.name).map(({ endpoints }) => endpoints),
        );
        if (anyone ? having.length > 0 : overlaps(lookup.universe.ofEndpoints(having), targets)) continue;
        const effect = rule.action === "allow" ? "opens" : "matches";
        const text = `${policyName(policy)}: no pod that it is about has a ${protocol} port named ${match.name}, so it ${effect} nothing`;
        yield { id: "named-port-missing", text, ...place };
      } else if (direction === "ingress" && rule.action === "allow") {
        const ports = declared.of(subject, protocol);
        if (!ports || overlaps(ports, interval(match.port, match.endPort))) continue;
        const port = match.port === match.endPort ? `${match.port}` : `${match.port}-${match.endPort}`;
        const text = `${policyName(policy)} opens ${protocol} ${port}, which no container of its pods declares`;
        yield { id: "port-not-declared", text, ...place };
      }
    }
  }
}

function* portsOf(list: readonly Traffic[] = []): Generator<{
  readonly traffic: Traffic;
  readonly protocol: TransportProtocol;
  readonly match: PortMatch;
}> {
  for (const traffic of list) {
    const protocol = transportProtocols.find((each) => protocolNumbers[each] === traffic.protocol);
    if (protocol === undefined) continue;
    for (const match of traffic.destinationPorts ?? []) yield { traffic, protocol, match };
  }
}

/** Ports that containers declare, of each selection once. */
class DeclaredPorts {
  private readonly kept = new WeakMap<IntervalSet, Map<TransportProtocol, IntervalSet> | "unknown">();

  constructor(private readonly endpoints: readonly Endpoint[]) {}

  /** Undefined where one of the pods declares none: declaring is optional, so it may serve any. */
  of(selected: IntervalSet, protocol: TransportProtocol): IntervalSet | undefined {
    const ports = this.kept.get(selected) ?? this.find(selected);
    this.kept.set(selected, ports);
    return ports === "unknown" ? undefined : (ports.get(protocol) ?? []);
  }

  private find(selected: IntervalSet): Map<TransportProtocol, IntervalSet> | "unknown" {
    const pods = [...membersOf(selected)].flatMap((endpoint) => this.endpoints[endpoint]!.pods);
    if (pods.some(({ ports }) => ports.length === 0)) return "unknown";
    const all = pods.flatMap(({ ports }) => ports);
    return new Map(
      transportProtocols.map((protocol) => [
        protocol,
        setOf(all.filter((port) => port.protocol === protocol).map(({ port }) => port)),
      ]),
    );
  }
}
