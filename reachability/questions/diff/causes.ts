import type { Evaluation } from "../../evaluate/evaluation.js";
import type { Cause } from "../../evaluate/sideDecision.js";
import type { Direction } from "../../model/policy.js";
import { ask, type Case, type End } from "../ask.js";
import type { AllowedTraffic } from "../allowedTraffic.js";
import { endpointName, outsideKind } from "../matrix.js";
import type { Change, WithinChange, WorkloadName } from "./difference.js";
import { parseRange } from "./parseRange.js";
import { trafficFrom } from "./trafficFrom.js";
import { keyOf, workloadOf } from "./variants.js";

/** Why something changed. */
export interface Causes {
  /** For what was added, on which side a verdict changed; each way once. */
  readonly added: readonly SideChange[];
  readonly removed: readonly SideChange[];
}

/** How the policies of one end decide, in both versions. */
export interface SideChange {
  readonly direction: Direction;
  /** Undefined where that version is a saved matrix, lacks the workload, or has it on its host's network. */
  readonly before?: Cause;
  readonly now?: Cause;
}

/** At most so many kinds of packets of one change are asked about. */
const maxPackets = 8;

/**
 * Makes what finds the policies and rules that caused a change. Asked for each change, as reports show few of many.
 *
 * @param base undefined: a saved matrix, of which nobody knows why
 */
export function causeFinder(
  base: Evaluation | undefined,
  head: Evaluation,
): (change: Change | WithinChange) => Causes {
  const before = base && new Places(base);
  const now = new Places(head);
  return (change) => {
    const ends = endsOf(change);
    return {
      added: sideChanges(change.added, (traffic) => ({
        now: now.find(ends, traffic, true),
        before: before?.find(ends, traffic, false),
      })),
      removed: sideChanges(change.removed, (traffic) => ({
        before: before?.find(ends, traffic, true),
        now: now.find(ends, traffic, false),
      })),
    };
  };
}

type Ends = readonly [WorkloadName, WorkloadName];

function endsOf(change: Change | WithinChange): Ends {
  if (!("from" in change)) return [change, change];
  const { from, fromKind, to, toKind } = change;
  return [
    { workload: from, kind: fromKind },
    { workload: to, kind: toKind },
  ];
}

/** Finds the ends of a change in one version. */
class Places {
  private readonly byName = new Map<string, number>();

  constructor(private readonly evaluation: Evaluation) {
    for (const [number, endpoint] of evaluation.endpoints.entries()) {
      const { kind } = endpoint.workload;
      const name = endpointName(endpoint);
      // What this version tells apart, the other may not.
      const whole = keyOf({ workload: workloadOf(name), kind });
      if (!this.byName.has(whole)) this.byName.set(whole, number);
      this.byName.set(keyOf({ workload: name, kind }), number);
    }
  }

  /** A case that is decided so; undefined where there is none, or an end is not there. */
  find([from, to]: Ends, traffic: number, allowed: boolean): Case | undefined {
    const [source, target] = [this.endOf(from), this.endOf(to)];
    if (!source || !target) return undefined;
    return ask(this.evaluation, source, target, traffic).cases.find((each) => each.allowed === allowed);
  }

  private endOf({ workload, kind }: WorkloadName): End | undefined {
    if (kind === outsideKind) {
      const range = parseRange(workload)!;
      // One address: whatever this version was cut at, it is in one part.
      return { kind: "addresses", ranges: [{ ...range, last: range.first }] };
    }
    const endpoint =
      this.byName.get(keyOf({ workload, kind })) ??
      this.byName.get(keyOf({ workload: workloadOf(workload), kind }));
    return endpoint === undefined ? undefined : { kind: "pods", endpoint };
  }
}

function sideChanges(
  traffic: AllowedTraffic | undefined,
  find: (packet: number) => { readonly before?: Case; readonly now?: Case },
): SideChange[] {
  const changes = new Map<string, SideChange>();
  const set = traffic ? trafficFrom(traffic) : [];
  for (const packet of set.filter((_, index) => index % 2 === 0).slice(0, maxPackets)) {
    const { before, now } = find(packet);
    // The side that denied in one version; where only one version is known, both sides.
    const denied = [before, now].find((each) => each && !each.allowed);
    for (const direction of ["egress", "ingress"] as const) {
      if (denied && denied[direction]?.allowed !== false) continue;
      if (!before?.[direction] && !now?.[direction]) continue;
      const change = { direction, before: before?.[direction]?.cause, now: now?.[direction]?.cause };
      changes.set([direction, textOf(change.before), textOf(change.now)].join("|"), change);
    }
  }
  return [...changes.values()];
}

/** What tells causes apart. */
function textOf(cause: Cause | undefined): string {
  if (!cause) return "";
  switch (cause.kind) {
    case "rule": {
      const { policy, rule } = cause;
      return JSON.stringify([
        policy.apiVersion,
        policy.kind,
        policy.namespace,
        policy.name,
        rule.path.map(String),
      ]);
    }
    case "tier-default":
      return `tier ${cause.tier.name}`;
    case "no-policy":
    case "profile":
      return cause.kind;
  }
}
