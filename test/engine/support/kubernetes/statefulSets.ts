import { created } from "./admission.js";
import { hashOf, living, make, owned, report, revisionHash } from "./controlled.js";
import { remove } from "./deletion.js";
import { kindNamed } from "./kinds.js";
import { isReady, type KubernetesObject, type Labels } from "./objects.js";
import type { Store } from "./store.js";

const [pods, statefulSets] = [kindNamed("Pod"), kindNamed("StatefulSet")];

/** StatefulSets: pods by number, one after another, the last replaced first. */
export function orderStatefulSets(store: Store): void {
  for (const set of living(store.list(statefulSets))) {
    const { replicas = 1, template = {}, volumeClaimTemplates: claims = [] } = set.spec ?? {};
    const update = `${set.metadata.name}-${hashOf(template)}`;
    const mine = owned(store, pods, set);
    const named = (index: number) =>
      mine.find(({ metadata }) => metadata.name === `${set.metadata.name}-${index}`);
    const isUpdated = (pod: KubernetesObject) => pod.metadata.labels?.[revisionHash] === update;
    const numbers = Array.from({ length: replicas }, (_, index) => index);
    const missing = numbers.find((index) => !named(index));
    const ready = mine.filter(isReady);
    if (missing !== undefined && numbers.slice(0, missing).every((index) => isReady(named(index)!))) {
      const name = `${set.metadata.name}-${missing}`;
      const volumes = claims.map((claim) => ({
        name: claim.metadata.name,
        persistentVolumeClaim: { claimName: `${claim.metadata.name}-${name}` },
      }));
      for (const [index, { persistentVolumeClaim }] of volumes.entries())
        keepClaim(store, set, persistentVolumeClaim.claimName, claims[index]!.spec);
      make(
        store,
        pods,
        set,
        name,
        { ...template.metadata?.labels, [revisionHash]: update, "statefulset.kubernetes.io/pod-name": name },
        {
          ...template.spec,
          ...(volumes.length > 0 ? { volumes: [...(template.spec?.volumes ?? []), ...volumes] } : {}),
        },
      );
    } else if (ready.length === mine.length) {
      const surplus = mine.filter((pod) => !numbers.some((index) => named(index) === pod)).at(-1);
      const outdated = numbers
        .reverse()
        .map(named)
        .find((pod) => pod && !isUpdated(pod));
      const next = surplus ?? (set.spec?.updateStrategy?.type === "OnDelete" ? undefined : outdated);
      if (next) remove(store, pods, next);
    }
    const updated = mine.filter(isUpdated).length;
    const done = updated === replicas && ready.length === replicas && mine.length === replicas;
    const current = done ? update : (set.status?.currentRevision ?? update);
    report(store, statefulSets, set, {
      replicas: mine.length,
      readyReplicas: ready.length,
      availableReplicas: ready.length,
      updatedReplicas: updated,
      currentReplicas: current === update ? updated : mine.length - updated,
      currentRevision: current,
      updateRevision: update,
    });
  }
}

/** Claims outlive their pods and their set. */
function keepClaim(store: Store, { metadata, spec }: KubernetesObject, name: string, claim: object): void {
  const kind = kindNamed("PersistentVolumeClaim");
  if (store.get(kind, metadata.namespace, name)) return;
  const labels = (spec?.selector?.matchLabels ?? {}) as Labels;
  const made = { name, namespace: metadata.namespace, labels };
  store.write(
    kind,
    created(store, kind, { apiVersion: "v1", kind: kind.kind, metadata: made, spec: { ...claim } }),
  );
}
