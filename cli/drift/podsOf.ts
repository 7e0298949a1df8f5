import { listOf, mappingOf, type KubernetesObject, type Mapping } from "./cluster/kubernetesObject.js";

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

/** What the pods are that an object makes, or is, and where it says so; undefined where it makes none. */
export function podSpecOf(
  object: KubernetesObject,
): { readonly spec: Mapping; readonly path: string } | undefined {
  if (object.kind === "Pod") return { spec: object.spec ?? {}, path: "spec" };
  const template = templateOf(object);
  if (!template) return undefined;
  const around = object.kind === "CronJob" ? "spec.jobTemplate.spec" : "spec";
  return { spec: mappingOf(template["spec"]), path: `${around}.template.spec` };
}

/** Every container of a pod's spec, and where it stands there. */
export function containersOf(spec: Mapping): { readonly container: Mapping; readonly at: string }[] {
  return ["initContainers", "containers", "ephemeralContainers"].flatMap((field) =>
    listOf(spec[field])
      .map(mappingOf)
      .map((container) => ({ container, at: `${field}[${String(container["name"])}]` })),
  );
}

/** Whether a pod has ended: it runs nothing, and its address is free. */
export function isFinished({ status }: KubernetesObject): boolean {
  const phase = status?.["phase"];
  return phase === "Succeeded" || phase === "Failed";
}

/** Longest that a pod may take to end, in seconds: what a declaration may give it. */
const longestGrace = 3600;

/** How much longer than that a node takes to tell, in seconds. */
const slack = 300;

/** Whether a pod is on its way out, and it is not yet odd that it is still there. A finalizer can hold it for ever. */
export function isLeaving({ metadata }: KubernetesObject, now: Date): boolean {
  const end = Date.parse(metadata.deletionTimestamp ?? "");
  const late = (now.getTime() - end) / 1000;
  // The timestamp is the end of the grace period, which whoever deletes may choose.
  return late <= slack && late >= -longestGrace;
}
