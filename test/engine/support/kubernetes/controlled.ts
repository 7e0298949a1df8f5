import { createHash } from "node:crypto";
import { created } from "./admission.js";
import { apiVersionOf, type Kind } from "./kinds.js";
import type { KubernetesObject, Labels, Spec } from "./objects.js";
import type { Store } from "./store.js";

/** The label by which pods of one template of a StatefulSet or DaemonSet are told. */
export const revisionHash = "controller-revision-hash";

/** Tells templates and names apart. */
export const hashOf = (value: unknown) =>
  createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 10);
/** Those that are not being deleted. */
export const living = (objects: readonly KubernetesObject[]) =>
  objects.filter(({ metadata }) => metadata.deletionTimestamp === undefined);

/** What an object controls. */
export function owned(store: Store, kind: Kind, owner: KubernetesObject): KubernetesObject[] {
  return store
    .list(kind, owner.metadata.namespace)
    .filter((one) => one.metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid));
}

/** Makes an object that its owner controls, with the annotations of the template if it is a pod. */
export function make(
  store: Store,
  kind: Kind,
  owner: KubernetesObject,
  name: string,
  labels: Labels,
  spec: Spec,
): KubernetesObject {
  const { namespace, uid } = owner.metadata;
  const reference = { apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name, uid };
  const annotations = owner.spec?.template?.metadata?.annotations;
  return store.write(
    kind,
    created(store, kind, {
      apiVersion: apiVersionOf(kind),
      kind: kind.kind,
      metadata: {
        name,
        namespace,
        labels,
        ...(annotations && kind.kind === "Pod" ? { annotations } : {}),
        ownerReferences: [{ ...reference, controller: true, blockOwnerDeletion: true }],
      },
      spec,
    }),
  );
}

/** Writes a status, for the generation that the controller has looked at. */
export function report(store: Store, kind: Kind, object: KubernetesObject, status: object): void {
  const { namespace, name, generation } = object.metadata;
  const current = store.get(kind, namespace, name);
  if (current)
    store.write(kind, {
      ...current,
      status: { ...current.status, observedGeneration: generation, ...status },
    });
}

/** A condition; the time is left out, as one that moves without a change would be a change. */
export const condition = (type: string, holds: boolean, reason: string) => ({
  type,
  status: holds ? "True" : "False",
  reason,
  message: reason,
});
