import { condition, hashOf, living, make, owned, report } from "./controlled.js";
import { remove } from "./deletion.js";
import { kindNamed, type Kind } from "./kinds.js";
import { isReady, type KubernetesObject, type Labels, type Spec } from "./objects.js";
import type { Store } from "./store.js";

const revision = "deployment.kubernetes.io/revision";
const podTemplateHash = "pod-template-hash";
const pods = kindNamed("Pod");
const [deployments, replicaSets] = [kindNamed("Deployment"), kindNamed("ReplicaSet")];

/** Deployments: a ReplicaSet for each template; the former one goes when the new one is ready, at once and not in steps. */
export function rollDeployments(store: Store): void {
  for (const deployment of living(store.list(deployments))) {
    const { metadata, spec = {} } = deployment;
    const hash = hashOf(spec.template);
    const labels = { ...spec.template?.metadata?.labels, [podTemplateHash]: hash };
    const name = `${metadata.name}-${hash}`;
    const all = owned(store, replicaSets, deployment);
    const former = all.filter((set) => set.metadata.name !== name);
    const busy = former.some((set) => owned(store, pods, set).length > 0);
    const replicas = spec.strategy?.type === "Recreate" && busy ? 0 : spec.replicas!;
    const template = { ...spec.template, metadata: { ...spec.template?.metadata, labels } };
    const current =
      all.find((set) => set.metadata.name === name) ??
      make(store, replicaSets, deployment, name, labels, {
        replicas,
        selector: { matchLabels: { ...(spec.selector?.matchLabels as Labels), [podTemplateHash]: hash } },
        template,
      });
    const highest = Math.max(0, ...former.map((set) => Number(set.metadata.annotations?.[revision] ?? 0)));
    const own = Number(current.metadata.annotations?.[revision] ?? 0);
    const number = String(own > highest ? own : highest + 1);
    annotate(store, replicaSets, current, number, { ...current.spec, replicas });
    annotate(store, deployments, deployment, number, spec);
    const ready = owned(store, pods, current).filter(isReady).length;
    const complete = ready >= spec.replicas!;
    for (const set of former)
      if (complete || spec.strategy?.type === "Recreate")
        store.write(replicaSets, { ...set, spec: { ...set.spec, replicas: 0 } });
    const total = all.flatMap((set) => owned(store, pods, set));
    const available = total.filter(isReady).length;
    const done = complete && total.length === spec.replicas;
    report(store, deployments, deployment, {
      replicas: total.length,
      updatedReplicas: owned(store, pods, current).length,
      readyReplicas: available,
      availableReplicas: available,
      conditions: [
        condition("Available", available >= spec.replicas!, "MinimumReplicasAvailable"),
        condition("Progressing", true, done ? "NewReplicaSetAvailable" : "ReplicaSetUpdated"),
      ],
    });
  }
}

function annotate(store: Store, kind: Kind, object: KubernetesObject, number: string, spec: Spec): void {
  const annotations = { ...object.metadata.annotations, [revision]: number };
  store.write(kind, { ...object, spec, metadata: { ...object.metadata, annotations } });
}

/** ReplicaSets: as many pods as they say. */
export function fillReplicaSets(store: Store): void {
  for (const set of living(store.list(replicaSets))) {
    const mine = living(owned(store, pods, set));
    const { replicas = 1, template = {} } = set.spec ?? {};
    for (const pod of mine
      .sort((one, other) => Number(isReady(one)) - Number(isReady(other)))
      .slice(0, Math.max(0, mine.length - replicas)))
      remove(store, pods, pod);
    for (let count = mine.length; count < replicas; count++)
      make(
        store,
        pods,
        set,
        `${set.metadata.name}-${hashOf([store.version, count]).slice(0, 5)}`,
        template.metadata?.labels ?? {},
        template.spec ?? {},
      );
    const ready = mine.filter(isReady).length;
    report(store, replicaSets, set, {
      replicas: mine.length,
      readyReplicas: ready,
      availableReplicas: ready,
    });
  }
}
