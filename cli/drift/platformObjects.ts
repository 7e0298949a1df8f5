import type { KubernetesObject } from "./cluster/kubernetesObject.js";
import { calicoObjects, operatorPolicy } from "./platform/calicoObjects.js";
import { calicoSetting } from "./platform/calicoSettings.js";
import { calicoTiers } from "./platform/calicoTiers.js";
import { eksObjects } from "./platform/eksObjects.js";
import type { PlatformContext } from "./platform/platformContext.js";
import { judgeService } from "./platform/systemPods.js";
import { platformName, type Deviation, type PlatformObjects } from "./platform/platformObject.js";
import { systemNamespaces } from "./platform/systemNamespaces.js";
import type { Repair } from "./report.js";

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
      {
        names: ["/Service default/kubernetes"],
        reason: "the API server's own Service",
        judge: (object: KubernetesObject) => judgeService(object, apiServerRepair, {}),
      },
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
    const judged = found.judge?.(object);
    const deviation = calico && isIgnored(object) ? ignored(object, judged) : judged;
    return { reason: found.reason, ...(deviation ? { deviation } : {}) };
  };
}

const apiServerRepair: Repair = {
  by: "none",
  because: "the API server made it, and does not look at these fields again: write them back by hand",
};

/** Whoever wants an object to stay as they made it tells Calico's operator so (tigera/operator, pkg/controller/utils). */
const ignore = "unsupported.operator.tigera.io/ignore";

function isIgnored({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.[ignore] === "true";
}

/** With that order to the operator, nothing writes anew what is not as it should be: no doubt is left. */
function ignored(object: KubernetesObject, judged: Deviation | undefined): Deviation {
  const { doubted: _doubted, differences = [], ...rest } = judged ?? { known: object, repair: ignoredRepair };
  return {
    ...rest,
    differences: [
      ...differences,
      { path: `metadata.annotations[${JSON.stringify(ignore)}]`, change: "added", live: "true" },
    ],
  };
}

const ignoredRepair: Repair = {
  by: "none",
  because: "it tells Calico's operator to leave it as it is: take the annotation off by hand",
};

/** How somebody else installed a Calico is theirs, as long as it enforces what is declared. */
function somebodysCalico(object: KubernetesObject): PlatformObjects | undefined {
  const name = platformName(object);
  return /^projectcalico\.org\/(IPPool|FelixConfiguration|KubeControllersConfiguration) |^operator\.tigera\.io\//.test(
    name,
  )
    ? { names: [name], reason: "of a Calico that somebody else installed" }
    : undefined;
}
