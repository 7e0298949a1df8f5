import type { KubernetesObject } from "../cluster/kubernetesObject.js";
import { listOf } from "../cluster/kubernetesObject.js";
import type { Difference } from "../compare/differences.js";
import { hostAccess, type HostAccess } from "../hostAccess.js";
import { containersOf, podSpecOf } from "../podsOf.js";
import type { Repair } from "../report.js";
import type { Deviation } from "./platformObject.js";

/** What is known of the pods of the platform. */
export interface SystemPods {
  readonly isImage: (image: unknown) => boolean;
  /** Where such images are, for people. */
  readonly images: string;
  readonly access?: readonly HostAccess[];
}

/** How a workload of the platform runs what its maker does not run, or reaches its node as that does not. */
export function judgePods(
  object: KubernetesObject,
  { isImage, images, access }: SystemPods,
  repair: Repair,
): Deviation | undefined {
  const pod = podSpecOf(object);
  const foreign = containersOf(pod?.spec ?? {}).filter(({ container }) => !isImage(container["image"]));
  const differences: readonly Difference[] = [
    ...foreign.map(({ container, at }): Difference => ({
      path: `${pod?.path ?? ""}.${at}.image`,
      change: "changed",
      declared: images,
      live: container["image"],
    })),
    ...hostAccess(object, access),
  ];
  return differences.length === 0 ? undefined : { differences, known: object, repair };
}

/** How a Service lets somebody in from outside the cluster. */
export function outsideAccess({ spec }: KubernetesObject): Difference[] {
  const type = spec?.["type"] ?? "ClusterIP";
  const addresses = listOf(spec?.["externalIPs"]);
  return [
    ...(type === "ClusterIP"
      ? []
      : [{ path: "spec.type", change: "changed" as const, declared: "ClusterIP", live: type }]),
    ...(addresses.length === 0
      ? []
      : [{ path: "spec.externalIPs", change: "added" as const, live: addresses }]),
  ];
}

/** How a Service of the platform leads in from outside: none of them does. */
export function judgeService(object: KubernetesObject, repair: Repair): Deviation | undefined {
  const differences = outsideAccess(object);
  return differences.length === 0 ? undefined : { differences, known: object, repair };
}
