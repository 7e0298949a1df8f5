import { remove } from "./deletion.js";
import { Failure } from "./failure.js";
import { kindNamed } from "./kinds.js";
import { isReady, type KubernetesObject, type LabelSelector } from "./objects.js";
import { matches } from "./selectors.js";
import { timestamp, type Store } from "./store.js";

const [budgets, pods] = [kindNamed("PodDisruptionBudget"), kindNamed("Pod")];

/** Counts for each PodDisruptionBudget how many pods may still be evicted. */
export function countDisruptions(store: Store): void {
  for (const budget of store.list(budgets)) {
    const { metadata, spec = {}, status } = budget;
    const mine = store
      .list(pods, metadata.namespace)
      .filter((pod) => matches(spec.selector as LabelSelector, pod.metadata.labels));
    const expected = expectedPods(store, mine);
    const share = (value: number | string) =>
      typeof value === "number" ? value : Math.ceil((parseInt(value, 10) * expected) / 100);
    const desired =
      spec.maxUnavailable === undefined
        ? share(spec.minAvailable ?? 1)
        : Math.max(0, expected - share(spec.maxUnavailable));
    // Evicted, but not yet marked: the server counts them as gone.
    const disrupted = Object.entries(status?.disruptedPods ?? {}).filter(([name]) =>
      mine.some((pod) => pod.metadata.name === name && pod.metadata.deletionTimestamp === undefined),
    );
    const healthy = mine
      .filter(isReady)
      .filter((pod) => !disrupted.some(([name]) => name === pod.metadata.name)).length;
    const disruptionsAllowed = Math.max(0, healthy - desired);
    const { disruptedPods: _, ...rest } = status ?? {};
    store.write(budgets, {
      ...budget,
      status: {
        ...rest,
        ...(disrupted.length > 0 ? { disruptedPods: Object.fromEntries(disrupted) } : {}),
        observedGeneration: metadata.generation,
        expectedPods: expected,
        desiredHealthy: desired,
        currentHealthy: healthy,
        disruptionsAllowed,
        conditions: [
          {
            type: "DisruptionAllowed",
            status: disruptionsAllowed > 0 ? "True" : "False",
            reason: disruptionsAllowed > 0 ? "SufficientPods" : "InsufficientPods",
            message: "",
          },
        ],
      },
    });
  }
}

/** As many as the pods' controllers want, or as there are where nobody controls them. */
function expectedPods(store: Store, mine: readonly KubernetesObject[]): number {
  const wanted = new Map<string, number>();
  for (const { metadata } of mine) {
    const owner = metadata.ownerReferences?.[0];
    const kind =
      owner && ["ReplicaSet", "StatefulSet"].includes(owner.kind) ? kindNamed(owner.kind) : undefined;
    const replicas = kind && store.get(kind, metadata.namespace, owner!.name)?.spec?.replicas;
    wanted.set(replicas === undefined ? metadata.uid : owner!.uid, replicas ?? 1);
  }
  return [...wanted.values()].reduce((sum, count) => sum + count, 0);
}

/** Evicts a pod. Throws where a budget does not allow it. */
export function evict(store: Store, pod: KubernetesObject, gracePeriodSeconds: number | undefined): void {
  const { metadata, status } = pod;
  const ends =
    metadata.deletionTimestamp !== undefined ||
    ["Succeeded", "Failed", "Pending"].includes(status?.phase ?? "");
  const mine = store
    .list(budgets, metadata.namespace)
    .filter(({ spec }) => matches(spec?.selector as LabelSelector, metadata.labels));
  if (mine.length > 1 && !ends)
    throw new Failure(
      500,
      "InternalError",
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    );
  const [budget] = mine;
  if (budget !== undefined && !ends) {
    const { name } = budget.metadata;
    const {
      disruptionsAllowed = 0,
      observedGeneration,
      desiredHealthy,
      currentHealthy,
    } = budget.status ?? {};
    const refuse = (message: string) =>
      new Failure(
        429,
        "TooManyRequests",
        "Cannot evict pod as it would violate the pod's disruption budget.",
        {
          causes: [{ reason: "DisruptionBudget", message }],
        },
      );
    if (observedGeneration !== budget.metadata.generation)
      throw refuse(`The disruption budget ${name} is still being processed by the server.`);
    if (isReady(pod) && disruptionsAllowed <= 0)
      throw refuse(
        `The disruption budget ${name} needs ${desiredHealthy ?? 0} healthy pods and has ${currentHealthy ?? 0} currently`,
      );
    const disruptedPods = { ...budget.status?.disruptedPods, [metadata.name]: timestamp() };
    store.write(budgets, {
      ...budget,
      status: { ...budget.status, disruptionsAllowed: disruptionsAllowed - 1, disruptedPods },
    });
  }
  remove(store, pods, pod, { gracePeriodSeconds });
}
