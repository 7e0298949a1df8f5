import { emptySet, subtract, type IntervalSet } from "../../sets/intervals.js";
import { describeTraffic, type AllowedTraffic } from "../allowedTraffic.js";
import type { ChangedTraffic } from "./difference.js";
import { trafficFrom } from "./trafficFrom.js";

/** What one version lets through between two ends; undefined: nothing. */
export type Side = (AllowedTraffic & { readonly uncertain?: true }) | undefined;

/** Compares what two versions let through; each distinct pair of answers once. */
export class TrafficComparison {
  private readonly texts = new WeakMap<AllowedTraffic["allow"], string>();
  private readonly sets = new Map<string, IntervalSet>();
  private readonly kept = new Map<string, ChangedTraffic | undefined>();
  private readonly changes = new Map<string, ChangedTraffic>();

  /** What changed; undefined where nothing did. Answers are the same object where the change is the same. */
  compare(base: Side, head: Side): ChangedTraffic | undefined {
    const [before, now] = [this.textOf(base), this.textOf(head)];
    if (before === now) return undefined;
    const key = `${before} ${now}`;
    if (this.kept.has(key)) return this.kept.get(key);
    const change = changeOf(this.setOf(before, base), this.setOf(now, head), base, head);
    this.kept.set(key, change && this.shared(change));
    return this.kept.get(key);
  }

  private shared(change: ChangedTraffic): ChangedTraffic {
    const text = JSON.stringify(change);
    const same = this.changes.get(text) ?? change;
    this.changes.set(text, same);
    return same;
  }

  private textOf(side: Side): string {
    if (!side) return "";
    const { allow, icmp, protocols, uncertain } = side;
    let text = this.texts.get(allow);
    // A matrix shares what it describes: mostly the text is there.
    if (text === undefined) this.texts.set(allow, (text = JSON.stringify(allow)));
    return `${text}${JSON.stringify([icmp, protocols, uncertain])}`;
  }

  private setOf(text: string, side: Side): IntervalSet {
    const set = this.sets.get(text) ?? (side ? trafficFrom(side) : emptySet);
    this.sets.set(text, set);
    return set;
  }
}

function changeOf(before: IntervalSet, now: IntervalSet, base: Side, head: Side): ChangedTraffic | undefined {
  const added = subtract(now, before);
  const removed = subtract(before, now);
  // What is new, or gone, is not also more or less certain.
  const certainty =
    before.length === 0 || now.length === 0 || base?.uncertain === head?.uncertain
      ? undefined
      : base?.uncertain
        ? "gained"
        : "lost";
  if (added.length === 0 && removed.length === 0 && certainty === undefined) return undefined;
  return {
    change: before.length === 0 ? "added" : now.length === 0 ? "removed" : "changed",
    ...(added.length > 0 ? { added: describeTraffic(added) } : {}),
    ...(removed.length > 0 ? { removed: describeTraffic(removed) } : {}),
    ...(certainty ? { certainty } : {}),
  };
}
