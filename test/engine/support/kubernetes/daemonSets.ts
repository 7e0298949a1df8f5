import { hashOf, living, make, owned, report, revisionHash } from "./controlled.js";
import { remove } from "./deletion.js";
import { kindNamed } from "./kinds.js";
import { isReady, type KubernetesObject } from "./objects.js";
import { admits } from "./schedule.js";
import type { Store } from "./store.js";

const [pods, daemonSets] = [kindNamed("Pod"), kindNamed("DaemonSet")];

/** DaemonSets: a pod on each node that admits it. */
export function spreadDaemonSets(store: Store): void {
  for (const set of living(store.list(daemonSets))) {
    const template = set.spec?.template ?? {};
    const labels = { ...template.metadata?.labels, [revisionHash]: hashOf(template) };
    const mine = owned(store, pods, set);
    const owner = [{ kind: "DaemonSet" }] as KubernetesObject["metadata"]["ownerReferences"];
    const probe = {
      ...set,
      metadata: { ...set.metadata, ownerReferences: owner },
      spec: template.spec ?? {},
    };
    const nodes = store.list(kindNamed("Node")).filter((node) => admits(node, probe));
    for (const {
      metadata: { name },
    } of nodes)
      if (!mine.some((pod) => pod.spec?.nodeName === name))
        make(store, pods, set, `${set.metadata.name}-${hashOf([name, store.version]).slice(0, 5)}`, labels, {
          ...template.spec,
          nodeName: name,
        });
    const isUpdated = (pod: KubernetesObject) => pod.metadata.labels?.[revisionHash] === labels[revisionHash];
    for (const pod of living(mine)) if (!isUpdated(pod)) remove(store, pods, pod);
    const ready = mine.filter(isReady).length;
    report(store, daemonSets, set, {
      desiredNumberScheduled: nodes.length,
      currentNumberScheduled: mine.length,
      updatedNumberScheduled: mine.filter(isUpdated).length,
      numberReady: ready,
      numberAvailable: ready,
      numberMisscheduled: 0,
    });
  }
}
