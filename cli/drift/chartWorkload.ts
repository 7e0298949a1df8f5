import type { Namespace, Workload } from "../../config/declaration.js";
import { mappingOf, type KubernetesObject } from "./cluster/kubernetesObject.js";
import { hostAccess } from "./hostAccess.js";
import type { Deviation } from "./platform/platformObject.js";
import { outsideAccess } from "./platform/systemPods.js";
import { podLabels } from "./podsOf.js";

/** What something else renders for a workload of a namespace's file, and what of it the file does not allow. */
export interface ChartWorkload {
  readonly name: string;
  readonly deviation?: Deviation;
}

/**
 * The workload of the namespace's file, rendered by something else, that an object is of. Nothing is declared of it but
 * its labels, which anybody can give; so what reaches a node, or is reached from outside, has to follow from the file.
 * What has the labels of two has the flows of both, and is neither.
 */
export function chartWorkload(object: KubernetesObject, file: Namespace): ChartWorkload | undefined {
  const isService = object.kind === "Service";
  const labels = isService ? mappingOf(object.spec?.["selector"]) : podLabels(object);
  if (!labels || object.kind === "Namespace") return undefined;
  const [workload, ...others] = file.workloads.filter(({ peer }) =>
    Object.entries(peer.selector).every(([key, value]) => labels[key] === value),
  );
  if (!workload || workload.rendered || others.length > 0) return undefined;
  const differences = isService
    ? isReachedFromOutside(workload, file)
      ? []
      : outsideAccess(object)
    : hostAccess(object, file.podSecurity.level === "privileged" ? ["all"] : []);
  if (differences.length === 0) return { name: workload.name };
  const because = `something else renders ${workload.name}, and the namespace's file allows it no such thing: change it there, or declare it`;
  return {
    name: workload.name,
    deviation: { differences, known: object, repair: { by: "none", because } },
  };
}

/** Whether a flow comes to it from addresses: only then something has to lead there from outside. */
function isReachedFromOutside({ name }: Workload, { name: namespace, flows }: Namespace): boolean {
  return flows.some(
    ({ from, to }) =>
      from.kind === "addresses" &&
      to.kind === "workload" &&
      to.namespace === namespace &&
      to.workload === name,
  );
}
