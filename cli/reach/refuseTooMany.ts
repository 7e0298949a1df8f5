import { classConnections } from "../../reachability/evaluate/connections.js";
import type { Evaluation } from "../../reachability/evaluate/evaluation.js";
import { UsageError } from "../io.js";

/** Most connections that are told one by one: what a gigabyte has room for. */
export const mostConnections = 5_000_000;

/** Throws a UsageError where a matrix would have more connections than can be told one by one. */
export function refuseTooMany(evaluation: Evaluation, most = mostConnections): void {
  const { endpoints, universe } = evaluation;
  if (endpoints.length ** 2 <= most) return;
  let count = 0;
  for (const { from, to } of classConnections(evaluation))
    count += universe.classes[from]!.length * universe.classes[to]!.length;
  if (count > most)
    throw new UsageError(
      `found ${count} connections between ${endpoints.length} workloads, more than can be told one by one; allowed: at most ${most}. Ask about two ends (--from, --to), or read fewer namespaces.`,
    );
}
