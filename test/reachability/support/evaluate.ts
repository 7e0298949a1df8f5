import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { between } from "../../../reachability/evaluate/connections.js";
import { hasPorts, icmpOf, toPorts, trafficOf } from "../../../reachability/evaluate/traffic.js";
import { readCluster } from "../../../reachability/read/readCluster.js";
import { formatProblems } from "../../../problems/problem.js";
import { parseAddress, parseCidr } from "../../../reachability/sets/addresses.js";
import { has, interval, membersOf } from "../../../reachability/sets/intervals.js";
import { protocolNumber, type End, type Packet, type Settings } from "../oracle/packet.js";

/** Raw objects as manifests of one file; nobody looks at lines. */
export function manifestsOf(objects: readonly unknown[]) {
  return objects.map((value, index) => ({
    value,
    origin: { file: "objects.yaml", path: [index], lineOf: () => index + 1 },
  }));
}

/** The core's evaluation of raw objects, which must be valid. */
export function evaluationOf(
  objects: readonly unknown[],
  settings: Settings = { calicoMinor: 32 },
): Evaluation {
  const range = (cidr: string | undefined) =>
    cidr === undefined ? undefined : cidr.split(",").map((text) => parseCidr(text)!);
  const { cluster, problems } = readCluster(manifestsOf(objects), {
    calicoMinor: settings.calicoMinor,
    pods: range(settings.podCidr),
    nodes: range(settings.nodeCidr),
    staged: settings.staged ?? false,
  });
  if (problems.length > 0) throw new Error(formatProblems(problems));
  return new Evaluation(cluster);
}

/** The core as a judge of packets, as the oracle is one. */
export function coreVerdict(objects: readonly unknown[], settings: Settings): (packet: Packet) => boolean {
  const evaluation = evaluationOf(objects, settings);
  return (packet) => {
    const from = elementOf(evaluation, packet.from);
    const to = elementOf(evaluation, packet.to);
    if (packet.from.pod !== undefined && packet.from.pod === packet.to.pod) return true;
    const port = packet.sourcePort ?? 40000;
    const sourcePort = [...evaluation.sourcePorts].reverse().find((start) => start <= port)!;
    return has(between(evaluation, from, to, sourcePort), trafficNumber(packet));
  };
}

function elementOf({ universe, endpoints }: Evaluation, { pod, address }: End): number {
  const part = universe.space.partsIn([parseAddress(address)!])[0]!;
  if (pod === undefined) return part;
  const number = endpoints.findIndex(({ workload }) => `${workload.namespace}/${workload.name}` === pod);
  if (number < 0) throw new Error(`the core knows no pod ${pod}`);
  if (endpoints[number]!.hostNetwork) return part;
  const there = universe.atAddresses(interval(part, part));
  for (const element of membersOf(universe.elementsOf(universe.classOfEndpoint(number))))
    if (has(there, element)) return element;
  throw new Error(`the core has ${pod} nowhere at ${address}`);
}

function trafficNumber({ protocol, port, icmp }: Packet): number {
  const number = protocolNumber(protocol);
  if (icmp) return icmpOf(number, icmp.type, icmp.code)[0]!;
  return (
    port === undefined || !hasPorts(number) ? trafficOf(number) : toPorts(number, interval(port, port))
  )[0]!;
}
