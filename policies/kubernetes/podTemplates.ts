import type { Resource } from "../model/resource.js";
import type { Value } from "../model/value.js";
import { customPods, mayHaveCustomPods } from "./customPods.js";
import { isAbout, objectsOf, type KubernetesObject } from "./objects.js";

/** Pods that a resource makes, or is. */
export interface PodTemplate {
  /** Kind of the object: Deployment. */
  readonly kind: string;
  /** The whole object. */
  readonly object: Value;
  /** Metadata of the pods. */
  readonly metadata: Value;
  /** Their specification. */
  readonly spec: Value;
  /** What says for all of an object's pods what their own specification leaves out, nearest first. */
  readonly outer: readonly Value[];
  /** Whether it is a part of what others say: a patch, or what is told an operator. What it leaves out stays as it is. */
  readonly partial: boolean;
}

/** One container of a template. */
export interface Container {
  /** `task`: one that does the work of a step of an Argo workflow, or stands beside it. */
  readonly list: "containers" | "initContainers" | "ephemeralContainers" | "task";
  readonly value: Value;
  readonly template: PodTemplate;
}

const inSpec = ["spec", "template"];

/** Where the kinds that Kubernetes has built in keep the pods. */
const places: ReadonlyMap<string, readonly string[]> = new Map([
  ["Pod", []],
  ["PodTemplate", ["template"]],
  ["Deployment", inSpec],
  ["ReplicaSet", inSpec],
  ["StatefulSet", inSpec],
  ["DaemonSet", inSpec],
  ["ReplicationController", inSpec],
  ["Job", inSpec],
  ["CronJob", ["spec", "jobTemplate", ...inSpec]],
]);

const groups = new Set(["", "apps", "batch", "extensions"]);

/** Whether resources of a type have pods: every built-in kind, and custom ones, whose templates are looked for. */
export function mayHavePods(type: string): boolean {
  return isAbout(type, (group, kind) => (groups.has(group) ? places.has(kind) : mayHaveCustomPods(group)));
}

/** The templates of a resource. */
export function podTemplatesOf(resource: Resource): PodTemplate[] {
  return objectsOf(resource).flatMap(templatesOf);
}

function templatesOf({ group, kind, value, partial }: KubernetesObject): PodTemplate[] {
  const shared = { kind, object: value, partial };
  if (!groups.has(group))
    return mayHaveCustomPods(group)
      ? customPods(value).map((pods) => ({ ...shared, ...pods, partial: partial || pods.partial }))
      : [];
  const place = places.get(kind);
  if (!place) return [];
  const template = value.at(...place);
  return [{ ...shared, metadata: template.at("metadata"), spec: template.at("spec"), outer: [] }];
}

/** All containers of a resource's pods: init and ephemeral ones as well. */
export function containersOf(resource: Resource): Container[] {
  return podTemplatesOf(resource).flatMap(containersIn);
}

/** All containers of a template. */
export function containersIn(template: PodTemplate): Container[] {
  const { spec, outer } = template;
  const listed = (["initContainers", "containers", "ephemeralContainers"] as const).flatMap((list) =>
    spec
      .at(list)
      .items()
      .map((value) => ({ list, value, template })),
  );
  // Only what has something around it is a step of a workflow.
  if (outer.length === 0) return listed;
  const tasks = [
    ...["container", "script"].map((key) => spec.at(key)).filter((value) => value.present),
    ...spec.at("containerSet", "containers").items(),
    ...spec.at("sidecars").items(),
  ];
  return [...listed, ...tasks.map((value) => ({ list: "task" as const, value, template }))];
}

/** All volumes of a template's pods, those that a workflow has for all its steps as well. */
export function volumesIn({ spec, outer }: PodTemplate): Value[] {
  return [spec, ...outer].flatMap((place) => place.at("volumes").items());
}
