import type { Declaration } from "../../config/declaration.js";
import { Evaluation } from "../../reachability/evaluate/evaluation.js";
import type { Cluster } from "../../reachability/model/cluster.js";
import { entitiesOf } from "../../reachability/model/policy.js";
import { allowedBetween } from "../../reachability/questions/allowedBetween.js";
import { describeTraffic } from "../../reachability/questions/allowedTraffic.js";
import { ask, type Answer } from "../../reachability/questions/ask.js";
import { sameSet } from "../../reachability/sets/intervals.js";
import type { PairAnswer, Verdict } from "./connectionReport.js";
import { internet, readEndText, type EndText } from "./endText.js";
import { explainCase } from "./explainCase.js";
import { findEnd, type FoundEnd, type NamedEnd } from "./findEnd.js";
import { findPackets, type NamedPort, type Packet } from "./findPackets.js";
import type { Question } from "./options.js";

export type ConnectionQuestion = Extract<Question, { kind: "connection" }>;

/** One workload (or some addresses), another, and a packet between them; with the answer. */
export interface AskedPair {
  readonly from: NamedEnd;
  readonly packet: Packet;
  readonly answer: Answer;
}

/** The answer to a whole question. */
export interface ConnectionAnswer {
  readonly evaluation: Evaluation;
  readonly verdict: Verdict;
  readonly remarks: readonly string[];
  readonly answers: readonly PairAnswer[];
  /** Pairs that were asked about a port. */
  readonly asked: readonly AskedPair[];
}

/** Asks a question of a cluster. Throws a UsageError where something that it names is not there. */
export function askConnection(
  cluster: Cluster,
  question: ConnectionQuestion,
  declaration?: Declaration,
): ConnectionAnswer {
  const [from, to] = [readEndText(question.from), readEndText(question.to)].map((end) =>
    ofFamilies(end, cluster),
  ) as [EndText, EndText];
  const cuts = [from, to].flatMap((end) => (end.kind === "addresses" ? end.ranges : []));
  const evaluation = new Evaluation(cluster, cuts);
  const sources = findEnd(evaluation, "--from", from);
  const targets = findEnd(evaluation, "--to", to);
  const packets = findPackets(evaluation, targets, question.port, portsIn(declaration));
  const remarks = [...sources.remarks, ...targets.remarks];
  if (packets.length === 0)
    return { evaluation, remarks, asked: [], ...askForAll(evaluation, sources, targets) };
  const asked = sources.ends.flatMap((source) =>
    packets.map((packet) => ({
      from: source,
      packet,
      answer: ask(evaluation, source.end, packet.to.end, trafficOf(packet, evaluation)),
    })),
  );
  const answers = asked.map(({ from: source, packet, answer }): PairAnswer => ({
    from: source.name,
    to: packet.to.name,
    packet: packet.name,
    ...(packet.through === undefined ? {} : { through: packet.through }),
    verdict: answer.cases.length === 0 ? "denied" : answer.verdict,
    cases: answer.cases.map(explainCase),
  }));
  return {
    evaluation,
    remarks: [...remarks, ...selfRemarks(answers)],
    asked,
    answers,
    verdict: together(answers),
  };
}

/** Ports by the names that a declaration gives them, which need not be the pods' own. */
function portsIn(declaration: Declaration | undefined): (workload: string) => readonly NamedPort[] {
  const ports = new Map<string, readonly NamedPort[]>(
    declaration?.namespaces.flatMap(({ name, workloads }) =>
      workloads.map((workload) => [`${name}/${workload.name}`, workload.ports] as const),
    ),
  );
  return (workload) => ports.get(workload) ?? [];
}

/** What gets through at all: allowed where anything does. */
function askForAll(
  evaluation: Evaluation,
  sources: FoundEnd,
  targets: FoundEnd,
): Pick<ConnectionAnswer, "verdict" | "answers"> {
  const answers = sources.ends.flatMap((source) =>
    targets.ends.map((target): PairAnswer => {
      const { allow, certain } = allowedBetween(evaluation, source.end, target.end);
      return {
        from: source.name,
        to: target.name,
        verdict: allow.length === 0 ? "denied" : certain.length === 0 ? "depends" : "allowed",
        all: describeTraffic(allow),
        ...(sameSet(allow, certain) ? {} : { certain: describeTraffic(certain) }),
      };
    }),
  );
  const anything = answers.some(({ verdict }) => verdict === "allowed");
  return { answers, verdict: anything ? "allowed" : together(answers) };
}

function together(answers: readonly PairAnswer[]): Verdict {
  const [first, ...rest] = new Set(answers.map(({ verdict }) => verdict));
  return first === undefined ? "denied" : rest.length > 0 ? "depends" : first;
}

function selfRemarks(answers: readonly PairAnswer[]): string[] {
  return answers.some(({ from, to }) => from === to)
    ? ["A pod always reaches itself on its own address; this is about two pods."]
    : [];
}

function trafficOf({ traffic }: Packet, { universe }: Evaluation): number {
  // ICMP is another protocol in each family; where there are both, the answer is about IPv4.
  return traffic[universe.space.families.includes(4) ? 4 : 6];
}

/** The Internet has IPv6 where the cluster has: else every answer would have a half that is about nothing. */
function ofFamilies(end: EndText, cluster: Cluster): EndText {
  if (end.kind === "name" || end.ranges !== internet || hasIpv6(cluster)) return end;
  return { ...end, ranges: internet.filter(({ family }) => family === 4) };
}

function hasIpv6({ addresses, policies, networkSets }: Cluster): boolean {
  const ranges = [
    ...addresses.pods,
    ...networkSets.flatMap(({ nets }) => nets),
    ...policies.flatMap(entitiesOf).flatMap(({ nets = [], notNets = [] }) => [...nets, ...notNets]),
  ];
  return ranges.some(({ family }) => family === 6);
}
