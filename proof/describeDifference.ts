import type { Evaluation } from "../reachability/evaluate/evaluation.js";
import { ask, type Case } from "../reachability/questions/ask.js";
import { endpointName } from "../reachability/questions/matrix.js";
import { describeTraffic } from "../reachability/questions/allowedTraffic.js";
import type { Broken } from "../reachability/prove/never.js";
import type { Difference, ProofEnd } from "../reachability/prove/prove.js";
import type { ExpectedEnd, ExpectedFlow } from "../reachability/prove/expectation.js";
import { formatRange } from "../reachability/sets/addresses.js";
import type { IntervalSet } from "../reachability/sets/intervals.js";
import { describeDecision } from "./describeDecision.js";
import type { Unproven } from "./unproven.js";

/** Something that was found about connections: those of one text are told together, with all their sources. */
export interface Described extends Pick<Unproven, "check" | "allowed"> {
  readonly before: string;
  readonly from: string;
  /** Begins with ` -> `, the target and the traffic. */
  readonly after: string;
}

/** A difference between the network and the declaration as a finding: the flow, the policy and the line. */
export function describeDifference(
  evaluation: Evaluation,
  difference: Difference,
  asEnforced: boolean,
): Described {
  const when = asEnforced ? "once enforced, " : "";
  switch (difference.kind) {
    case "nobody": {
      const { flow } = difference;
      const ends = [flow.from, flow.to].map(emptyEnd).join(" or ");
      return {
        check: "flow-without-pods",
        before: `${when}${flowName(flow)}: found no pods of ${ends}`,
        from: "",
        after: "",
        allowed: "a flow between what runs",
      };
    }
    case "undeclared":
      return {
        check: "undeclared-connection",
        before: when,
        from: endName(evaluation, difference.from),
        after: `${targetName(evaluation, difference)} gets through (${why(evaluation, difference, true)}) and no flow declares it`,
        allowed: "what flows declare",
      };
    case "one-sided":
      return {
        check: "undeclared-opening",
        before: when,
        from: endName(evaluation, difference.from),
        after: `${targetName(evaluation, difference)} is open on one side (${why(evaluation, difference, true)}) and no flow declares it`,
        allowed: "what flows declare, on both sides",
      };
    case "blocked":
      return {
        check: "blocked-flow",
        before: `${when}${flowName(difference.flow)}: `,
        from: endName(evaluation, difference.from),
        after: `${targetName(evaluation, difference)} does not get through (${why(evaluation, difference, false)})`,
        allowed: "policies that let every declared flow through",
      };
  }
}

/** A connection that breaks an assertion as a finding. */
export function describeBroken(evaluation: Evaluation, broken: Broken, asEnforced: boolean): Described {
  const { never } = broken;
  const place = never.place === undefined ? "" : `${never.place}: `;
  return {
    check: "broken-assertion",
    before: `${asEnforced ? "once enforced, " : ""}${place}"${never.text}" is broken: `,
    from: endName(evaluation, broken.from),
    after: `${targetName(evaluation, broken)} gets through (${why(evaluation, broken, true)})`,
    allowed: "nothing that an assertion forbids",
  };
}

interface Ends {
  readonly from: ProofEnd;
  readonly to: ProofEnd;
  readonly traffic: IntervalSet;
}

/** What decided on both sides about one packet of those that were found. */
function why(evaluation: Evaluation, { from, to, traffic }: Ends, allowed: boolean): string {
  const { cases } = ask(evaluation, endOf(from), endOf(to), traffic[0]!);
  const decides = ({ egress, ingress }: Case) =>
    [egress, ingress].some((decision) => decision?.allowed === allowed);
  const found = cases.find((each) => each.allowed === allowed) ?? cases.find(decides);
  return found ? sides(found, allowed).join("; ") : "no address of both ends is of one family";
}

function sides({ egress, ingress }: Case, allowed: boolean): string[] {
  const all = [
    { name: "egress", decision: egress },
    { name: "ingress", decision: ingress },
  ];
  // Of what is blocked, the side that lets it through does not matter.
  return all.flatMap(({ name, decision }) =>
    decision?.allowed === allowed ? [`${name} ${describeDecision(decision)}`] : [],
  );
}

function endOf(end: ProofEnd) {
  return end.kind === "pods" ? end : { kind: "addresses" as const, ranges: [end.range] };
}

function targetName(evaluation: Evaluation, { to, traffic }: Ends): string {
  return ` -> ${endName(evaluation, to)} ${trafficName(traffic)}`;
}

function endName({ endpoints }: Evaluation, end: ProofEnd): string {
  return end.kind === "pods" ? endpointName(endpoints[end.endpoint]!) : formatRange(end.range);
}

function trafficName(traffic: IntervalSet): string {
  const { allow, icmp, protocols } = describeTraffic(traffic);
  const ports = Object.entries(allow).map(([protocol, ranges]) => {
    const texts = ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
    return `${protocol} ${texts.join(",")}`;
  });
  if (icmp) ports.push(`ICMP ${icmp.join(",")}`);
  if (protocols) ports.push(`protocols ${protocols.map((range) => range.join("-")).join(",")}`);
  return ports.join(" ");
}

function flowName({ place, text }: ExpectedFlow): string {
  return place === undefined ? text : `${place} ${text}`;
}

function emptyEnd(end: ExpectedEnd): string {
  if (end.kind !== "pods") return "the addresses";
  const labels = Object.entries(end.labels).map(([key, value]) => `${key}=${value}`);
  return `${end.namespace} with ${labels.join(",")}`;
}
