import type { KubernetesObject } from "./kubernetes/objects.js";
import { hasCondition } from "./kubernetes/objects.js";
import type { Change, ObservedKind } from "./observer.js";

/** What happens to policies and pods. */
export type Phase = "open" | "roll" | "close";

/** What an update does to policies and pods, in its order; what follows on itself is told once. */
export function phasesOf(changes: readonly Change[]): Phase[] {
  const phases = changes.flatMap(phaseOf);
  return phases.filter((phase, index) => phase !== phases[index - 1]);
}

function phaseOf({ kind, type }: Change): Phase[] {
  if (kind === "NetworkPolicy" && type !== "MODIFIED") return [type === "ADDED" ? "open" : "close"];
  return kind === "Pod" && type !== "MODIFIED" ? ["roll"] : [];
}

/** Objects of a kind, by the first letters of their names. */
export interface Which {
  readonly kind: ObservedKind;
  readonly namespace?: string;
  readonly name: string;
}

/** The revisions at which such objects came, were ready, and went. */
export function timesOf(
  changes: readonly Change[],
  { kind, namespace, name }: Which,
): { readonly came: number[]; readonly ready: number[]; readonly went: number[] } {
  const theirs = changes.filter(
    (change) =>
      change.kind === kind &&
      change.object.metadata.name.startsWith(name) &&
      (namespace === undefined || change.object.metadata.namespace === namespace),
  );
  const became = (test: (object: KubernetesObject) => boolean) => [
    ...new Map(
      theirs
        .filter(({ type, object }) => type !== "DELETED" && test(object))
        .reverse()
        .map(({ object, revision }) => [object.metadata.uid, revision]),
    ).values(),
  ];
  const revisions = (type: Change["type"]) =>
    theirs.filter((change) => change.type === type).map(({ revision }) => revision);
  return {
    came: revisions("ADDED"),
    ready: became((object) => hasCondition(object, "Ready")),
    went: revisions("DELETED"),
  };
}

/** Whether some revisions are all before some others; false where there are none. */
export function precede(earlier: readonly number[], later: readonly number[]): boolean {
  return earlier.length > 0 && later.length > 0 && Math.max(...earlier) < Math.min(...later);
}
