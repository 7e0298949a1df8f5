import { kindNamed, type Kind } from "./kinds.js";
import type { KubernetesObject, OwnerReference } from "./objects.js";
import { timestamp, type Store } from "./store.js";

/** How to delete. */
export interface DeletionOptions {
  /** Default `Background`: what the object owns is collected once it is gone. */
  readonly propagationPolicy?: string;
  /** For pods; default is the pod's own. */
  readonly gracePeriodSeconds?: number;
}

const foreground = "foregroundDeletion";
const ended = new Set(["Succeeded", "Failed"]);

/** Deletes an object, or marks it where finalizers, a kubelet or its contents hold it. */
export function remove(
  store: Store,
  kind: Kind,
  object: KubernetesObject,
  { propagationPolicy, gracePeriodSeconds }: DeletionOptions = {},
): KubernetesObject {
  const { metadata, spec, status } = object;
  if (propagationPolicy === "Orphan") release(store, object);
  const finalizers = [...(metadata.finalizers ?? [])];
  if (propagationPolicy === "Foreground" && !finalizers.includes(foreground)) finalizers.push(foreground);
  const runs = kind.kind === "Pod" && spec?.nodeName !== undefined && !ended.has(status?.phase ?? "");
  const grace = runs ? (gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30) : 0;
  return store.write(kind, {
    ...object,
    ...(kind.kind === "Namespace" ? { status: { ...status, phase: "Terminating" } } : {}),
    metadata: {
      ...metadata,
      ...(finalizers.length > 0 ? { finalizers } : {}),
      deletionTimestamp: metadata.deletionTimestamp ?? timestamp(),
      deletionGracePeriodSeconds: Math.min(grace, metadata.deletionGracePeriodSeconds ?? grace),
    },
  });
}

/** What an object owns loses it as an owner. */
function release(store: Store, owner: KubernetesObject): void {
  for (const { kind, object } of store.all()) {
    const { metadata } = object;
    if (!metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid)) continue;
    const ownerReferences = metadata.ownerReferences.filter(({ uid }) => uid !== owner.metadata.uid);
    store.write(kind, { ...object, metadata: { ...metadata, ownerReferences } });
  }
}

/** Garbage collection: what has lost its last owner goes, and an owner that waits for what it owns follows that. */
export function collectGarbage(store: Store): void {
  const all = store.all();
  const owners = new Map(all.map(({ object }) => [object.metadata.uid, object]));
  const blocked = new Set<string>();
  for (const { kind, object } of all) {
    const references: readonly OwnerReference[] = object.metadata.ownerReferences ?? [];
    if (references.length === 0) continue;
    const living = references.map(({ uid }) => owners.get(uid)).filter((owner) => owner !== undefined);
    for (const { uid, blockOwnerDeletion } of references) if (blockOwnerDeletion) blocked.add(uid);
    if (object.metadata.deletionTimestamp !== undefined) continue;
    if (living.length === 0) remove(store, kind, object);
    else if (living.every(isWaiting)) remove(store, kind, object, { propagationPolicy: "Foreground" });
  }
  for (const { kind, object } of all) {
    const current = store.get(kind, object.metadata.namespace, object.metadata.name);
    if (!current || !isWaiting(current) || blocked.has(current.metadata.uid)) continue;
    const finalizers = current.metadata.finalizers?.filter((one) => one !== foreground);
    store.write(kind, { ...current, metadata: { ...current.metadata, finalizers } });
  }
}

const isWaiting = ({ metadata }: KubernetesObject) =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers?.includes(foreground) ?? false);

/** A namespace that is being deleted takes its contents with it, then goes itself. */
export function emptyNamespaces(store: Store): void {
  const namespaces = kindNamed("Namespace");
  for (const namespace of store.list(namespaces)) {
    if (namespace.metadata.deletionTimestamp === undefined) continue;
    const contents = store
      .all()
      .filter(({ object }) => object.metadata.namespace === namespace.metadata.name);
    for (const { kind, object } of contents)
      if (object.metadata.deletionTimestamp === undefined) remove(store, kind, object);
    if (contents.length === 0) store.write(namespaces, { ...namespace, spec: { finalizers: [] } });
  }
}

/** A definition that is being deleted takes its objects with it. */
export function emptyDefinitions(store: Store): void {
  const definitions = kindNamed("CustomResourceDefinition");
  for (const definition of store.list(definitions)) {
    if (definition.metadata.deletionTimestamp === undefined) continue;
    const kinds = store
      .kinds()
      .filter(({ group, plural }) => definition.metadata.name === `${plural}.${group}`);
    const objects = kinds.slice(0, 1).flatMap((kind) => store.list(kind).map((object) => ({ kind, object })));
    for (const { kind, object } of objects)
      if (object.metadata.deletionTimestamp === undefined) remove(store, kind, object);
    const finalizers = definition.metadata.finalizers?.filter((one) => one !== definitionFinalizer);
    if (objects.length === 0)
      store.write(definitions, { ...definition, metadata: { ...definition.metadata, finalizers } });
  }
}

/** Keeps a definition until its objects are gone. */
export const definitionFinalizer = "customresourcecleanup.apiextensions.k8s.io";
