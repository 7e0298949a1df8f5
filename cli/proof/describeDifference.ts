import type { Evaluation } from "../../reachability/evaluate/evaluation.js";
import { ask, type Case } from "../../reachability/questions/ask.js";
import { endpointName } from "../../reachability/questions/matrix.js";
import { describeTraffic } from "../../reachability/questions/allowedTraffic.js";
import type { Broken } from "../../reachability/prove/never.js";
import type { Difference, ProofEnd } from "../../reachability/prove/prove.js";
import type { ExpectedEnd, ExpectedFlow } from "../../reachability/prove/expectation.js";
import { formatRange } from "../../reachability/sets/addresses.js";
import type { IntervalSet } from "../../reachability/sets/intervals.js";
import type { Finding } from "../plan/finding.js";
import { describeDecision } from "./describeDecision.js";

/** A difference between the network and the declaration as a finding: the flow, the policy and the line. */
export function describeDifference(
  evaluation: Evaluation,
  difference: Difference,
  asEnforced: boolean,
): Finding {
  const when = asEnforced ? "once enforced, " : "";
  if (difference.kind === "nobody") {
    const { flow } = difference;
    return {
      check: "flow-without-pods",
      message: `${when}${flowName(flow)}: found no pods of ${[flow.from, flow.to].map(emptyEnd).join(" or ")}; allowed: a flow between what runs`,
    };
  }
  const connection = connectionName(evaluation, difference);
  if (difference.kind === "undeclared") {
    return {
      check: "undeclared-connection",
      message: `${when}${connection} gets through (${why(evaluation, difference, true)}) and no flow declares it; allowed: what flows declare`,
    };
  }
  return {
    check: "blocked-flow",
    message: `${when}${flowName(difference.flow)}: ${connection} does not get through (${why(evaluation, difference, false)}); allowed: policies that let every declared flow through`,
  };
}

/** A connection that breaks an assertion as a finding. */
export function describeBroken(evaluation: Evaluation, broken: Broken, asEnforced: boolean): Finding {
  const { never } = broken;
  const place = never.place === undefined ? "" : `${never.place}: `;
  return {
    check: "broken-assertion",
    message: `${asEnforced ? "once enforced, " : ""}${place}"${never.text}" is broken: ${connectionName(evaluation, broken)} gets through (${why(evaluation, broken, true)})`,
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
  const found = cases.find((each) => each.allowed === allowed) ?? cases[0];
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

function connectionName(evaluation: Evaluation, { from, to, traffic }: Ends): string {
  return `${endName(evaluation, from)} -> ${endName(evaluation, to)} ${trafficName(traffic)}`;
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
