import type { Declaration } from "../../config/declaration.js";
import { chartWorkload } from "./chartWorkload.js";
import { controllerOf, objectKey, type KubernetesObject } from "./cluster/kubernetesObject.js";
import { liveKindOf } from "./cluster/liveKinds.js";
import type { LiveObject } from "./cluster/readLive.js";
import type { DeclaredObject, DeclaredObjects } from "./declaredObjects.js";
import { hostAccess } from "./hostAccess.js";
import { calicoNamespace } from "./platform/calicoObjects.js";
import { platformContext } from "./platform/platformContext.js";
import type { Deviation } from "./platform/platformObject.js";
import { platformJudge } from "./platformObjects.js";
import { isFinished, isLeaving } from "./podsOf.js";

/** Whose a live object is. */
export type Ownership =
  | { readonly kind: "declared"; readonly declared: DeclaredObject }
  /** A controller that is there itself made it. */
  | { readonly kind: "made"; readonly owner: LiveObject }
  | { readonly kind: "left"; readonly reason: string }
  /** It seems to be the platform's, or another's who makes objects here, and is not as that one makes it. */
  | { readonly kind: "altered"; readonly reason: string; readonly deviation: Deviation }
  | { readonly kind: "undeclared" };

/** What controllers make, by `group/Kind`: the kinds of those that do. Whatever else names one as its owner is forged. */
const makers: Readonly<Record<string, readonly string[]>> = {
  "/Pod": ["apps/ReplicaSet", "apps/StatefulSet", "apps/DaemonSet", "batch/Job", "/ReplicationController"],
  "apps/ReplicaSet": ["apps/Deployment"],
  "batch/Job": ["batch/CronJob"],
};

/**
 * Says of each object of a cluster whose it is.
 *
 * @param now when the cluster was read
 */
export function ownerships(
  objects: readonly LiveObject[],
  declared: DeclaredObjects,
  declaration: Declaration,
  now = new Date(),
): ReadonlyMap<LiveObject, Ownership> {
  const byUid = new Map(objects.map((each) => [each.object.metadata.uid, each]));
  const ownCluster = declaration.cluster.kind === "eks";
  const namespaces = new Map(declaration.namespaces.map((namespace) => [namespace.name, namespace]));
  const ownNamespaces = new Set([
    ...[...declared.values()].flatMap(({ object }) =>
      object.kind === "Namespace" ? [object.metadata.name] : [],
    ),
    ...(declaration.calico ? [calicoNamespace] : []),
  ]);
  const platform = platformJudge(platformContext(declaration, declared));

  const judge = (each: LiveObject): Ownership => {
    const { object, kind } = each;
    const own = declared.get(objectKey(object));
    if (own) return { kind: "declared", declared: own };
    if (object.kind === "Pod" && isLeaving(object, now) && isOfController(object))
      return { kind: "left", reason: "pods that are being deleted, within their grace period" };
    const system = platform(object);
    if (system) return leftUnless(system.reason, system.deviation);
    const { namespace } = object.metadata;
    const place = object.kind === "Namespace" ? object.metadata.name : namespace;
    const file = place === undefined ? undefined : namespaces.get(place);
    if (!ownCluster && place !== undefined && !file && !ownNamespaces.has(place))
      return { kind: "left", reason: "in namespaces of the existing cluster that are somebody else's" };
    if (kind.role === "account")
      return { kind: "left", reason: "service accounts, which open nothing by themselves" };
    if (object.kind === "Pod" && isFinished(object)) return { kind: "left", reason: "pods that have ended" };
    const owner = makerOf(each, byUid);
    if (owner) return { kind: "made", owner };
    const chart = file && chartWorkload(object, file);
    if (chart)
      return leftUnless(`of the workload ${chart.name}, which something else renders`, chart.deviation);
    if (file?.existing && kind.role !== "policy")
      return { kind: "left", reason: "in namespaces that the stack only adds to" };
    return { kind: "undeclared" };
  };
  return new Map(objects.map((each) => [each, judge(each)]));
}

function leftUnless(reason: string, deviation: Deviation | undefined): Ownership {
  return deviation ? { kind: "altered", reason, deviation } : { kind: "left", reason };
}

/**
 * Whether a pod seems to be one of a controller's, which may be gone before it. Whoever deletes a pod chooses how long
 * it takes, and may name a controller, too: one that reaches its node is looked at as if it stayed.
 */
function isOfController(pod: KubernetesObject): boolean {
  const controller = controllerOf(pod);
  const kind = controller && liveKindOf(controller.apiVersion, controller.kind);
  return !!kind && makers["/Pod"]!.includes(`${kind.group}/${kind.kind}`) && hostAccess(pod).length === 0;
}

/** The object that controls another: by its identity, because a name alone can be claimed by anybody. */
function makerOf(
  { object, kind }: LiveObject,
  byUid: ReadonlyMap<string | undefined, LiveObject>,
): LiveObject | undefined {
  const controller = controllerOf(object);
  const owner = controller && byUid.get(controller.uid);
  if (!owner || !isSameKind(owner.object, controller)) return undefined;
  if (!makers[`${kind.group}/${kind.kind}`]?.includes(`${owner.kind.group}/${owner.kind.kind}`))
    return undefined;
  return owner.object.metadata.namespace === object.metadata.namespace ? owner : undefined;
}

function isSameKind(
  one: Pick<KubernetesObject, "apiVersion" | "kind">,
  other: Pick<KubernetesObject, "apiVersion" | "kind">,
): boolean {
  return liveKindOf(one.apiVersion, one.kind) === liveKindOf(other.apiVersion, other.kind);
}
