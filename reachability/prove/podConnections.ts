import { classConnections } from "../evaluate/connections.js";
import type { Evaluation } from "../evaluate/evaluation.js";
import { hostConnections } from "../evaluate/hostNetwork.js";
import { emptySet, type IntervalSet } from "../sets/intervals.js";

/** What can be sent from one endpoint to another, by their numbers. */
export interface PodConnection {
  readonly from: number;
  readonly to: number;
  /** What gets through for some addresses and nodes of the two. */
  readonly allow: IntervalSet;
  /** What gets through for all of them. */
  readonly certain: IntervalSet;
}

/** Every pair of endpoints between which anything gets through. */
export function* podConnections(evaluation: Evaluation): Generator<PodConnection> {
  const { classes } = evaluation.universe;
  for (const { from, to, allow, certain } of classConnections(evaluation))
    for (const source of classes[from]!)
      for (const target of classes[to]!) yield { from: source, to: target, allow, certain };
  for (const { from, to, allow, certain } of hostConnections(evaluation))
    yield { from, to, allow, certain: certain ? allow : emptySet };
}
