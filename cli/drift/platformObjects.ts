import type { KubernetesObject } from "./cluster/kubernetesObject.js";
import { calicoObjects, operatorPolicy } from "./platform/calicoObjects.js";
import { calicoSetting } from "./platform/calicoSettings.js";
import { calicoTiers } from "./platform/calicoTiers.js";
import { eksObjects } from "./platform/eksObjects.js";
import type { PlatformContext } from "./platform/platformContext.js";
import { platformName, type Deviation, type PlatformObjects } from "./platform/platformObject.js";
import { systemNamespaces } from "./platform/systemNamespaces.js";

/** Whose an object of the platform is, and how it is not what that one makes. */
export interface PlatformObject {
  readonly reason: string;
  readonly deviation?: Deviation;
}

/** Says of an object what of the platform it is; undefined where it is not the platform's. */
export type PlatformJudge = (object: KubernetesObject) => PlatformObject | undefined;

/*
 * By name, each: a namespace of the system is where somebody who got in would put what should not be seen. And not by
 * name alone: what of such a name reaches its node, runs other images or opens something is told.
 */

/** Judges by what the declaration leaves to others to make. */
export function platformJudge(context: PlatformContext): PlatformJudge {
  const { eks, calico } = context;
  const byName = new Map(
    [
      ...systemNamespaces(calico !== undefined),
      { names: ["/Service default/kubernetes"], reason: "the API server's own Service" },
      ...(eks ? eksObjects(eks) : []),
      ...(calico ? calicoObjects(calico, eks !== undefined) : []),
      ...calicoTiers(calico !== undefined),
    ].flatMap((each) => each.names.map((name) => [name, each] as const)),
  );
  return (object) => {
    const found =
      byName.get(platformName(object)) ??
      calicoSetting(object) ??
      (calico ? operatorPolicy(object) : somebodysCalico(object));
    if (!found) return undefined;
    const deviation = found.judge?.(object);
    return { reason: found.reason, ...(deviation ? { deviation } : {}) };
  };
}

/** How somebody else installed a Calico is theirs, as long as it enforces what is declared. */
function somebodysCalico(object: KubernetesObject): PlatformObjects | undefined {
  const name = platformName(object);
  return /^projectcalico\.org\/(IPPool|FelixConfiguration|KubeControllersConfiguration) |^operator\.tigera\.io\//.test(
    name,
  )
    ? { names: [name], reason: "of a Calico that somebody else installed" }
    : undefined;
}
