import { setTimeout as wait } from "node:timers/promises";
import type { TestKubernetes } from "./kubernetes.js";
import type { KubernetesObject, WatchEvent } from "./kubernetes/objects.js";

/** What is watched, by kind. */
const paths = {
  Namespace: "/api/v1/namespaces",
  Pod: "/api/v1/pods",
  Service: "/api/v1/services",
  ConfigMap: "/api/v1/configmaps",
  Secret: "/api/v1/secrets",
  EndpointSlice: "/apis/discovery.k8s.io/v1/endpointslices",
  NetworkPolicy: "/apis/networking.k8s.io/v1/networkpolicies",
  StagedKubernetesNetworkPolicy: "/apis/projectcalico.org/v3/stagedkubernetesnetworkpolicies",
} as const;

/** A kind that is watched. */
export type ObservedKind = keyof typeof paths;

const kinds = Object.keys(paths) as ObservedKind[];

/** One change of one object. */
export interface Change {
  readonly kind: ObservedKind;
  readonly type: WatchEvent["type"];
  readonly object: KubernetesObject;
  /** The server counts the changes of all kinds together. */
  readonly revision: number;
  /** When it was told of, in milliseconds. */
  readonly time: number;
}

/** Everything that was there between two changes. */
export interface State {
  readonly revision: number;
  readonly time: number;
  readonly objects: Readonly<Record<ObservedKind, ReadonlyMap<string, KubernetesObject>>>;
}

/** Records every state that a cluster goes through. */
export interface Observer {
  /** Resolves when everything that has happened so far was told, with the revision of the last change. */
  settle(): Promise<number>;
  /** The changes after a revision, in their order. */
  changesAfter(revision: number): Change[];
  /** The state at a revision, then one for each change after it. */
  statesFrom(revision: number): State[];
}

/** Longest that a watch may lag behind. */
const settleSeconds = 20;

/** Watches a cluster until it stops. */
export async function observe(kubernetes: TestKubernetes): Promise<Observer> {
  const log: Change[] = [];
  const seen = new Set<string>();
  const current = new Map<string, string>();

  const record = (kind: ObservedKind, { type, object }: WatchEvent) => {
    const { uid, resourceVersion } = object.metadata;
    const change = { kind, type, object, revision: Number(resourceVersion), time: performance.now() };
    // A watch that was interrupted tells again what is there.
    const key = `${type === "DELETED" ? type : "set"} ${uid} ${resourceVersion}`;
    if (seen.has(key)) return;
    seen.add(key);
    log.push(change);
    if (type === "DELETED") current.delete(uid);
    else current.set(uid, resourceVersion);
  };
  await Promise.all(kinds.map((kind) => kubernetes.onChange(paths[kind], (event) => record(kind, event))));

  /** Whether the last that was told of is what the server has. */
  const isCurrent = async () => {
    const lists = await Promise.all(kinds.map((kind) => kubernetes.request("GET", paths[kind])));
    const items = lists.flatMap(({ body }) => (body as { items?: KubernetesObject[] }).items ?? []);
    return (
      items.length === current.size &&
      items.every(({ metadata }) => current.get(metadata.uid) === metadata.resourceVersion)
    );
  };
  const inOrder = () => [...log].sort((a, b) => a.revision - b.revision);

  return {
    async settle() {
      const end = performance.now() + settleSeconds * 1000;
      while (!(await isCurrent())) {
        if (performance.now() > end) throw new Error("the observer lags behind the cluster");
        await wait(20);
      }
      return Math.max(0, ...log.map(({ revision }) => revision));
    },
    changesAfter: (revision) => inOrder().filter((change) => change.revision > revision),
    statesFrom(revision) {
      const changes = inOrder();
      const first = changes.findIndex((change) => change.revision > revision);
      const after = first === -1 ? [] : changes.slice(first);
      const states = [stateAfter(changes.slice(0, changes.length - after.length))];
      for (const change of after) states.push(next(states[states.length - 1]!, change));
      return states;
    },
  };
}

/** `namespace/name`; the name alone outside namespaces. */
export function keyOf({ metadata }: Pick<KubernetesObject, "metadata">): string {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}

function stateAfter(changes: readonly Change[]): State {
  const empty = Object.fromEntries(kinds.map((kind) => [kind, new Map()])) as unknown as State["objects"];
  return changes.reduce<State>(next, { revision: 0, time: 0, objects: empty });
}

function next({ objects }: State, { kind, type, object, revision, time }: Change): State {
  const changed = new Map(objects[kind]);
  const key = keyOf(object);
  if (type !== "DELETED") changed.set(key, object);
  // An object of that name may have come in the meantime.
  else if (changed.get(key)?.metadata.uid === object.metadata.uid) changed.delete(key);
  return { revision, time, objects: { ...objects, [kind]: changed } };
}
