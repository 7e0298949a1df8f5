import { mappingOf, type KubernetesObject, type Mapping } from "./cluster/kubernetesObject.js";

/** Labels of the pods that an object makes, or is; undefined where it makes none. */
export function podLabels(object: KubernetesObject): Mapping | undefined {
  if (object.kind === "Pod") return object.metadata.labels ?? {};
  const template = templateOf(object);
  return template && mappingOf(mappingOf(template["metadata"])["labels"]);
}

/** The template of the pods that an object makes; undefined where it makes none. */
export function templateOf({ kind, spec }: KubernetesObject): Mapping | undefined {
  const of = kind === "CronJob" ? mappingOf(mappingOf(spec?.["jobTemplate"])["spec"]) : (spec ?? {});
  return "template" in of ? mappingOf(of["template"]) : undefined;
}

/** Whether a pod has ended: it runs nothing, and its address is free. */
export function isFinished({ status }: KubernetesObject): boolean {
  const phase = status?.["phase"];
  return phase === "Succeeded" || phase === "Failed";
}
