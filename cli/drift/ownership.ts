import type { Declaration } from "../../config/declaration.js";
import { controllerOf, mappingOf, objectKey, type KubernetesObject } from "./cluster/kubernetesObject.js";
import type { LiveObject } from "./cluster/readLive.js";
import { isFinished, podLabels } from "./podsOf.js";
import type { DeclaredObject, DeclaredObjects } from "./declaredObjects.js";
import { platformReason } from "./platformObjects.js";

/** Whose a live object is. */
export type Ownership =
  | { readonly kind: "declared"; readonly declared: DeclaredObject }
  /** A controller that is there itself made it. */
  | { readonly kind: "made"; readonly owner: LiveObject }
  | { readonly kind: "left"; readonly reason: string }
  | { readonly kind: "undeclared" };

/** Kinds that make others. */
const controllers = new Set([
  "Deployment",
  "ReplicaSet",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "CronJob",
  "ReplicationController",
]);

/** Says of each object of a cluster whose it is. */
export function ownerships(
  objects: readonly LiveObject[],
  declared: DeclaredObjects,
  declaration: Declaration,
): ReadonlyMap<LiveObject, Ownership> {
  const byUid = new Map(objects.map((each) => [each.object.metadata.uid, each]));
  const ownCluster = declaration.cluster.kind === "eks";
  const namespaces = new Map(declaration.namespaces.map((namespace) => [namespace.name, namespace]));
  const declaredNamespaces = new Set(
    [...declared.values()].flatMap(({ object }) =>
      object.kind === "Namespace" ? [object.metadata.name] : [],
    ),
  );

  const judge = (each: LiveObject): Ownership => {
    const { object, kind } = each;
    const own = declared.get(objectKey(object));
    if (own) return { kind: "declared", declared: own };
    // What still holds, whatever becomes of it, is a policy.
    if (object.metadata.deletionTimestamp !== undefined && kind.role !== "policy")
      return { kind: "left", reason: "being deleted" };
    const platform = platformReason(object, ownCluster);
    if (platform !== undefined) return { kind: "left", reason: platform };
    const { namespace } = object.metadata;
    const place = object.kind === "Namespace" ? object.metadata.name : namespace;
    const file = place === undefined ? undefined : namespaces.get(place);
    if (!ownCluster && place !== undefined && !file && !declaredNamespaces.has(place))
      return { kind: "left", reason: "in namespaces of the existing cluster that are somebody else's" };
    if (kind.role === "account")
      return { kind: "left", reason: "service accounts, which open nothing by themselves" };
    if (object.kind === "Pod" && isFinished(object)) return { kind: "left", reason: "pods that have ended" };
    const owner = makerOf(object, byUid);
    if (owner) return { kind: "made", owner };
    const chart = file && chartWorkload(object, file);
    if (chart !== undefined)
      return { kind: "left", reason: `of the workload ${chart}, which something else renders` };
    if (file?.existing && kind.role !== "policy")
      return { kind: "left", reason: "in namespaces that the stack only adds to" };
    return { kind: "undeclared" };
  };
  return new Map(objects.map((each) => [each, judge(each)]));
}

/** The object that controls another: by its identity, because a name alone can be claimed by anybody. */
function makerOf(
  object: KubernetesObject,
  byUid: ReadonlyMap<string | undefined, LiveObject>,
): LiveObject | undefined {
  const controller = controllerOf(object);
  const owner = controller && byUid.get(controller.uid);
  if (!owner || !controllers.has(owner.object.kind) || owner.object.kind !== controller.kind)
    return undefined;
  return owner.object.metadata.namespace === object.metadata.namespace ? owner : undefined;
}

/** The workload of the namespace's file, rendered by something else, that an object is of. */
function chartWorkload(
  object: KubernetesObject,
  { workloads }: Declaration["namespaces"][number],
): string | undefined {
  const labels = object.kind === "Service" ? mappingOf(object.spec?.["selector"]) : podLabels(object);
  if (!labels || object.kind === "Namespace") return undefined;
  return workloads.find(
    ({ rendered, peer }) =>
      !rendered && Object.entries(peer.selector).every(([key, value]) => labels[key] === value),
  )?.name;
}
