import { peerOf, subjectOf, type Evaluation } from "../../evaluate/evaluation.js";
import { pieces } from "../../evaluate/piecewise.js";
import type { FlatRule } from "../../evaluate/rules.js";
import { trafficOfFamily } from "../../evaluate/traffic.js";
import type { Direction, Rule } from "../../model/policy.js";
import { intersect, membersOf, overlaps, type IntervalSet } from "../../sets/intervals.js";
import { opposite, Rows } from "../exposure/rows.js";
import { policyName, type Advice } from "./advice.js";

/** Rules that allow pods what the other side never does: a flow of which one half was forgotten. */
export function* checkOneSided(evaluation: Evaluation): Generator<Advice> {
  const { cluster, lookup, universe } = evaluation;
  const rows = new Rows(evaluation);
  for (const [number, policy] of cluster.policies.entries()) {
    if (policy.namespace === undefined) continue;
    const subject = universe.ofEndpoints(lookup.selections.select(policy.subject).endpoints);
    if (subject.length === 0) continue;
    for (const direction of ["ingress", "egress"] as const) {
      // A rule may be several parts; one that works is enough.
      const works = new Map<Rule, boolean>();
      for (const part of evaluation.rulesOf(number, direction)) {
        if (part.action !== "allow" || works.get(part.rule)) continue;
        const own = intersect(subjectOf(part, direction), subject);
        if (own.length > 0) works.set(part.rule, isAnswered(rows, part, own, direction));
      }
      for (const [rule, answered] of works) {
        if (answered) continue;
        const [who, what] =
          direction === "ingress"
            ? ["no such peer may send it", "lets in"]
            : ["no such peer accepts it", "lets out"];
        yield {
          id: "rule-one-sided",
          text: `${policyName(policy)} ${what} what never gets through: by its own policies, ${who}`,
          origin: policy.origin,
          path: rule.path,
        };
      }
    }
  }
}

/** Whether one of a rule's peers allows any of it to one of the subjects. Addresses outside have no policies. */
function isAnswered(rows: Rows, part: FlatRule, subject: IntervalSet, direction: Direction): boolean {
  const { universe } = rows.evaluation;
  const peers = peerOf(part, direction);
  if (peers[0]! < universe.space.size) return true;
  const asked = new Set<unknown>();
  for (const peer of membersOf(peers)) {
    const traffic = intersect(part.traffic, trafficOfFamily(universe.familyOf(peer)));
    for (const row of rows.of(peer, opposite[direction])) {
      // Pods of the same policies share their row.
      if (asked.has(row)) continue;
      asked.add(row);
      for (let i = 0; i < subject.length; i += 2)
        for (const { value } of pieces(row, subject[i]!, subject[i + 1]!))
          if (overlaps(value, traffic)) return true;
    }
  }
  return false;
}
