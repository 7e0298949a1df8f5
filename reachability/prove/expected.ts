import type { Evaluation } from "../evaluate/evaluation.js";
import { combine, constant, on, type Piecewise } from "../evaluate/piecewise.js";
import type { Direction } from "../model/policy.js";
import { emptySet, union, type IntervalSet } from "../sets/intervals.js";
import { isStranger } from "./strangers.js";
import type { Expectation, ExpectedEnd, ExpectedFlow } from "./expectation.js";

/** Flows looked up in a cluster: what is expected between which endpoints, and between endpoints and addresses. */
export class Expected {
  /** For each source endpoint, what is expected to each target endpoint. */
  private readonly pairs = new Map<number, Map<number, Wanted>>();
  private readonly outside: Readonly<Record<Direction, Map<number, Piecewise<Wanted>>>> = {
    ingress: new Map(),
    egress: new Map(),
  };
  /** Required flows of which an end is nowhere in the cluster. */
  readonly missing: ExpectedFlow[] = [];

  constructor(
    private readonly evaluation: Evaluation,
    { flows }: Expectation,
  ) {
    for (const flow of flows) this.add(flow);
  }

  /** What is expected from an endpoint to each other, by their numbers. */
  from(source: number): ReadonlyMap<number, Wanted> {
    return this.pairs.get(source) ?? new Map<number, Wanted>();
  }

  /** What is expected from one endpoint to another. */
  between(source: number, target: number): Wanted {
    return this.pairs.get(source)?.get(target) ?? nothing;
  }

  /** What is expected between an endpoint and addresses, by the address's element. */
  withAddresses(endpoint: number, direction: Direction): Piecewise<Wanted> {
    return this.outside[direction].get(endpoint) ?? constant(nothing);
  }

  private add(flow: ExpectedFlow): void {
    const from = endpointsAt(this.evaluation, flow.from);
    const to = endpointsAt(this.evaluation, flow.to);
    const wanted = { may: flow.traffic, must: flow.required ? flow.traffic : emptySet, flows: [flow] };
    if (flow.required && (this.areStrangers(from) || this.areStrangers(to))) this.missing.push(flow);
    if (from && to) {
      for (const source of from) {
        const targets = this.pairs.get(source) ?? new Map<number, Wanted>();
        this.pairs.set(source, targets);
        for (const target of to) targets.set(target, both(targets.get(target) ?? nothing, wanted));
      }
    } else if (from && flow.to.kind === "addresses") this.addOutside(from, "egress", flow.to, wanted);
    else if (to && flow.from.kind === "addresses") this.addOutside(to, "ingress", flow.from, wanted);
  }

  /** Whether an end is pods, and none of them is there. */
  private areStrangers(end: readonly number[] | undefined): boolean {
    return end?.every((endpoint) => isStranger(this.evaluation.endpoints[endpoint]!.workload)) ?? false;
  }

  private addOutside(
    endpoints: readonly number[],
    direction: Direction,
    { ranges }: Extract<ExpectedEnd, { kind: "addresses" }>,
    wanted: Wanted,
  ): void {
    const { universe } = this.evaluation;
    const there = on(universe.space.partsIn(ranges), wanted, nothing, universe.size);
    for (const endpoint of endpoints) {
      const before = this.withAddresses(endpoint, direction);
      // Neighbouring pieces differ in their flows: none are the same.
      this.outside[direction].set(
        endpoint,
        combine(before, there, both, () => false),
      );
    }
  }
}

/** Traffic that may get through, what of it must, and the flows that say so. */
export interface Wanted {
  readonly may: IntervalSet;
  readonly must: IntervalSet;
  readonly flows: readonly ExpectedFlow[];
}

const nothing: Wanted = { may: emptySet, must: emptySet, flows: [] };

function both(a: Wanted, b: Wanted): Wanted {
  if (a.flows.length === 0) return b;
  if (b.flows.length === 0) return a;
  return { may: union(a.may, b.may), must: union(a.must, b.must), flows: [...a.flows, ...b.flows] };
}

/** Numbers of the endpoints that an end means; undefined where it means addresses. */
export function endpointsAt({ endpoints, podIndex }: Evaluation, end: ExpectedEnd): number[] | undefined {
  switch (end.kind) {
    case "pods": {
      const found = podIndex.find(end.namespace, end.labels).map(({ endpoint }) => endpoint);
      return [...new Set(found)];
    }
    case "every-pod":
      return [...endpoints.keys()];
    case "addresses":
      return undefined;
  }
}
