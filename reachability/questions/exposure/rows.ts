import type { Evaluation, Row } from "../../evaluate/evaluation.js";
import type { Direction } from "../../model/policy.js";

/** The direction in which the other end sees a connection. */
export const opposite = { ingress: "egress", egress: "ingress" } as const;

/** Looks each row up once: to find which it is costs more than to ask it. */
export class Rows {
  private readonly kept = { ingress: new Map<number, Row[]>(), egress: new Map<number, Row[]>() };

  constructor(readonly evaluation: Evaluation) {}

  /** What the pod of an element may send or accept: one row for each source port. */
  of(element: number, direction: Direction): readonly Row[] {
    const { evaluation } = this;
    const rows =
      this.kept[direction].get(element) ??
      evaluation.sourcePorts.map((sourcePort) => evaluation.row(element, direction, sourcePort));
    this.kept[direction].set(element, rows);
    return rows;
  }
}
