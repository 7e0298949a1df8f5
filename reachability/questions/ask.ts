import { decideSide, type SideDecision } from "../evaluate/sideDecision.js";
import type { Evaluation } from "../evaluate/evaluation.js";
import { partsOfHost } from "../evaluate/hostNetwork.js";
import { trafficOfFamily } from "../evaluate/traffic.js";
import { has, intersect, membersOf, overlaps, setOf, type IntervalSet } from "../sets/intervals.js";
import type { AddressRange } from "../sets/addresses.js";

/** One end of a question. */
export type End =
  /** Number of an endpoint of the evaluation. */
  | { readonly kind: "pods"; readonly endpoint: number }
  /** Addresses that are no pod's. The evaluation must have been cut at them, or all of what it did not cut is meant. */
  | { readonly kind: "addresses"; readonly ranges: readonly AddressRange[] };

/** Whether one kind of packet gets from one end to another. */
export interface Answer {
  readonly verdict: "allowed" | "denied" | "depends";
  /** One case where all is the same; else one for each way in which it is decided. */
  readonly cases: readonly Case[];
  /**
   * Whether what is denied is not, where the source is the very node that the target runs on: a node always reaches its
   * pods (felix/rules/static.go: host to endpoint is not policed), which is how probes get through.
   */
  readonly exceptOwnNode: boolean;
}

/** Places of the two ends for which it is decided in one way. */
export interface Case {
  readonly allowed: boolean;
  /** The address family in which the pods are; undefined where it is decided so in each, or the places tell. */
  readonly family?: 4 | 6;
  /** Where the ends are, as far as it matters: undefined for pods, whose address never does alone. */
  readonly from?: readonly AddressRange[];
  readonly to?: readonly AddressRange[];
  /** Undefined where the end has no policies: addresses, and pods on their host's network. */
  readonly egress?: SideDecision;
  readonly ingress?: SideDecision;
}

/** Asks about traffic (one number of all traffic), with the chain of decisions on both sides. */
export function ask(evaluation: Evaluation, from: End, to: End, traffic: number): Answer {
  const cases = new Map<string, FoundCase>();
  for (const source of elementsOf(evaluation, from, true)) {
    for (const target of elementsOf(evaluation, to, false)) {
      const family = evaluation.universe.familyOf(source);
      // Each family has its own ICMP.
      if (evaluation.universe.familyOf(target) !== family || !has(trafficOfFamily(family), traffic)) continue;
      for (const sourcePort of evaluation.sourcePorts) {
        const found = caseOf(evaluation, source, target, traffic, sourcePort);
        const key = keyOf(found);
        const same = cases.get(key);
        if (same) {
          same.from.add(source);
          same.to.add(target);
        } else cases.set(key, { case: found, from: new Set([source]), to: new Set([target]) });
      }
    }
  }
  const families = familiesOf(
    evaluation,
    [...cases.values()].flatMap((each) => [...each.from]),
  );
  const found = [...cases.values()].map((each) => ({
    ...each.case,
    ...ofFamily(evaluation, each, families),
    ...placed(evaluation, "from", from, each.from),
    ...placed(evaluation, "to", to, each.to),
  }));
  const allowed = found.filter((each) => each.allowed).length;
  return {
    verdict: allowed === 0 ? "denied" : allowed === found.length ? "allowed" : "depends",
    cases: found,
    exceptOwnNode:
      to.kind === "pods" &&
      mayBeNode(evaluation, from) &&
      found.some(({ ingress }) => ingress && !ingress.allowed),
  };
}

/** A case, with the elements where the ends are. */
interface FoundCase {
  readonly case: Case;
  readonly from: Set<number>;
  readonly to: Set<number>;
}

/** The families of some elements. */
function familiesOf({ universe }: Evaluation, elements: Iterable<number>): ReadonlySet<4 | 6> {
  return new Set([...elements].map((element) => universe.familyOf(element)));
}

/** The family of a case between pods, where there are several. */
function ofFamily(
  evaluation: Evaluation,
  { from, to }: FoundCase,
  all: ReadonlySet<4 | 6>,
): Pick<Case, "family"> {
  const areInPods = [...from, ...to].every((element) => has(evaluation.universe.pods, element));
  const [family, ...others] = familiesOf(evaluation, from);
  return areInPods && all.size > 1 && others.length === 0 ? { family } : {};
}

/** Whether an end is on a node's address, or may be. */
function mayBeNode(evaluation: Evaluation, end: End): boolean {
  if (end.kind === "pods") return evaluation.endpoints[end.endpoint]!.hostNetwork;
  return overlaps(evaluation.universe.space.partsIn(end.ranges), evaluation.nodeParts);
}

/** The elements where an end may be. */
export function elementsOf(evaluation: Evaluation, end: End, asClient: boolean): number[] {
  const { universe, endpoints } = evaluation;
  if (end.kind === "addresses") return [...membersOf(universe.space.partsIn(end.ranges))];
  if (endpoints[end.endpoint]!.hostNetwork)
    return [...membersOf(partsOfHost(evaluation, end.endpoint, asClient))];
  return [...membersOf(universe.elementsOf(universe.classOfEndpoint(end.endpoint)))];
}

function caseOf(
  evaluation: Evaluation,
  source: number,
  target: number,
  traffic: number,
  sourcePort: number,
): Case {
  const isPod = (element: number) => has(evaluation.universe.pods, element);
  const shared = { traffic, sourcePort };
  const egress = isPod(source)
    ? decideSide(evaluation, { subject: source, peer: target, direction: "egress", ...shared })
    : undefined;
  const ingress = isPod(target)
    ? decideSide(evaluation, { subject: target, peer: source, direction: "ingress", ...shared })
    : undefined;
  return { allowed: (egress?.allowed ?? true) && (ingress?.allowed ?? true), egress, ingress };
}

/** What decides, without the places for which it does. */
function keyOf({ allowed, egress, ingress }: Case): string {
  const side = (decision: SideDecision | undefined) => {
    if (!decision) return "";
    const { cause, asked } = decision;
    const rule = cause.kind === "rule" ? cause.rule.path.join(".") : "";
    return `${cause.kind} ${asked.length} ${rule}`;
  };
  return `${allowed}|${side(egress)}|${side(ingress)}`;
}

function placed(
  { universe, endpoints }: Evaluation,
  side: "from" | "to",
  end: End,
  elements: ReadonlySet<number>,
): Partial<Record<"from" | "to", AddressRange[]>> {
  if (end.kind === "pods" && !endpoints[end.endpoint]!.hostNetwork) return {};
  const parts: IntervalSet = setOf(elements);
  const ranges: AddressRange[] = [];
  for (const family of universe.space.families) {
    const own = intersect(parts, universe.space.partsOf(family));
    for (let i = 0; i < own.length; i += 2) ranges.push(universe.space.rangeOf(own[i]!, own[i + 1]!));
  }
  return { [side]: ranges };
}
