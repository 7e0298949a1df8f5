import type { Value } from "../model/value.js";
import { selects, type Decision } from "./labelMatch.js";

/** Pods of which some may be taken away at a time. */
export interface ReplicatedPods {
  /** undefined where the object names none. */
  readonly namespace: Value;
  readonly labels: Value;
  readonly replicas: number;
}

/** Whether a budget is about these pods; undefined where only a deployment can tell, which has been noted. */
export function protects(budget: Value, { namespace, labels }: ReplicatedPods): Decision {
  const there = budget.at("metadata", "namespace");
  const open = [there, namespace].find((value) => value.unknown);
  if (!open && (there.text() ?? "default") !== (namespace.text() ?? "default")) return false;
  const selector = budget.at("spec", "selector");
  // In policy/v1 an empty selector selects all pods of the namespace, and an absent one none.
  const selected = selector.given ? selects(selector, labels) : false;
  if (selected === false) return false;
  open?.leaveOpen();
  return open ? undefined : selected;
}

/**
 * Whether a budget lets a node be emptied: at least one of all pods may be away.
 * https://kubernetes.io/docs/tasks/run-application/configure-pdb/#think-about-how-your-application-reacts-to-disruptions
 */
export function allowsDisruption(budget: Value, replicas: number): Decision {
  const maxUnavailable = budget.at("spec", "maxUnavailable");
  const minAvailable = budget.at("spec", "minAvailable");
  if (maxUnavailable.given) {
    const most = podsOf(maxUnavailable, replicas);
    return most === undefined ? undefined : most > 0;
  }
  if (!minAvailable.given) return true;
  const least = podsOf(minAvailable, replicas);
  return least === undefined ? undefined : least < replicas;
}

/** A number of pods, or a percentage of them, which is rounded up; undefined for anything else. */
function podsOf(value: Value, replicas: number): number | undefined {
  const number = value.number();
  if (number !== undefined) return number;
  const match = /^(\d+)(%?)$/.exec(value.text() ?? "");
  if (!match) return undefined;
  return match[2] === "%" ? Math.ceil((Number(match[1]) * replicas) / 100) : Number(match[1]);
}
