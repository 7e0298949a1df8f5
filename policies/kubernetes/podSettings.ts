import { waitsFor } from "../model/conditions.js";
import { expect, type Advice, type Finding } from "../model/finding.js";
import type { Value } from "../model/value.js";
import type { Container, PodTemplate } from "./podTemplates.js";

/**
 * What of a security context holds for a container: its own; else its pod's; else that of what is around the pod. Where
 * nobody says it, the place in the pod.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#security-context-1
 */
export function settingOf({ value, template }: Container, key: string): Value {
  const places = [value, template.spec, ...template.outer].map((place) => place.at("securityContext", key));
  return places.find((place) => place.given) ?? places[1]!;
}

/** {@link expect}, but a patch says nothing of what it leaves out. */
export function expectIn(
  { partial }: Pick<PodTemplate, "partial">,
  value: Value,
  holds: (value: Value) => boolean,
  advice: Advice,
): Finding[] {
  return partial && !value.given ? [] : expect(value, holds, advice);
}

/**
 * Findings about what pods on Windows cannot have. The system is asked last: it decides nothing where there are none.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#os-specific-policy-controls
 */
export function onLinux({ spec }: PodTemplate, findings: Finding[]): Finding[] {
  if (findings.length === 0) return findings;
  const system = spec.at("os", "name");
  return waitsFor(system) || system.text() === "windows" ? [] : findings;
}

/** Each place once: what a pod says for all its containers is one finding. */
export function oncePerPlace(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((found) => [found.path, found])).values()];
}

/**
 * Whether some item of a list is as wanted. Known items are read first; where none is, and one is unknown, only a
 * deployment can tell, and undefined is returned.
 */
export function someItem(list: Value, wanted: (item: Value) => boolean): boolean | undefined {
  const items = list.items();
  if (items.some((item) => !item.unknown && wanted(item))) return true;
  return list.unknown || items.filter(waitsFor).length > 0 ? undefined : false;
}
