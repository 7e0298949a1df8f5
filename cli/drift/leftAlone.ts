import { objectTitle } from "./cluster/kubernetesObject.js";
import type { LiveComparison, LiveFinding } from "./liveFindings.js";
import type { LeftAlone } from "./report.js";

/**
 * What is there, undeclared and left alone, by why.
 *
 * @param harmless findings that are none, because of what they do
 */
export function leftAlone(
  { live, ownership }: LiveComparison,
  harmless: readonly LiveFinding[],
): LeftAlone[] {
  const reasons = new Map<string, string[]>();
  const add = (reason: string, title: string) => reasons.set(reason, [...(reasons.get(reason) ?? []), title]);
  for (const each of live.objects) {
    const whose = ownership.get(each);
    // Every namespace has its own, and Kubernetes some forty.
    if (whose?.kind === "left" && each.kind.role !== "account") add(whose.reason, objectTitle(each.object));
  }
  for (const { live: each, object, repair } of harmless) {
    const whose = each && ownership.get(each);
    if (whose?.kind === "altered")
      add(`${whose.reason}; trusted, not as it is known here, because it opens nothing`, objectTitle(object));
    else if (repair.by === "none")
      add(`${repair.because}; it does nothing to what is declared`, objectTitle(object));
  }
  return [...reasons]
    .map(([reason, objects]) => ({ reason, objects: objects.sort() }))
    .sort((a, b) => (a.reason < b.reason ? -1 : 1));
}
