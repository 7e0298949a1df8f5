import type { Resource } from "../model/resource.js";
import type { Value } from "../model/value.js";
import { isAbout, objectsOf } from "./objects.js";

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
}

/** One container of a template. */
export interface Container {
  readonly list: "containers" | "initContainers" | "ephemeralContainers";
  readonly value: Value;
  readonly template: PodTemplate;
}

/** Where the kinds that Kubernetes has built in keep the pod, beside `spec.template`. */
const places: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ["template"],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
};

const controllers = new Set([
  "Deployment",
  "ReplicaSet",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "ReplicationController",
]);

const builtInGroups = new Set(["", "apps", "batch", "extensions"]);

/** Whether resources of a type have pods: every built-in kind, and custom ones, whose templates are looked for. */
export function mayHavePods(type: string): boolean {
  return isAbout(type, (group, kind) =>
    !builtInGroups.has(group) ? !isKubernetesOwn(group) : kind in places || controllers.has(kind),
  );
}

/** Groups of the API server itself, whose other kinds have no pods. */
function isKubernetesOwn(group: string): boolean {
  return group.endsWith(".k8s.io") || ["autoscaling", "policy", "events"].includes(group);
}

/** The templates of a resource. */
export function podTemplatesOf(resource: Resource): PodTemplate[] {
  return objectsOf(resource).flatMap(({ group, kind, value }) => {
    if (!builtInGroups.has(group)) return customTemplates(kind, value);
    if (!(kind in places) && !controllers.has(kind)) return [];
    const place = places[kind] ?? ["spec", "template"];
    return [template(kind, value, value.at(...place))];
  });
}

function template(kind: string, object: Value, place: Value): PodTemplate {
  return { kind, object, metadata: place.at("metadata"), spec: place.at("spec") };
}

/** How deep a custom resource is searched for templates. */
const depth = 6;

/** The object itself, or a mapping in its `spec`, where it has `spec.containers`. */
function customTemplates(kind: string, object: Value): PodTemplate[] {
  const found: PodTemplate[] = [];
  const isTemplate = (value: Value) =>
    !value.unknown &&
    value
      .at("spec", "containers")
      .items()
      .some((item) => item.at("image").present);
  const search = (value: Value, left: number): void => {
    if (isTemplate(value)) {
      found.push(template(kind, object, value));
      return;
    }
    if (left === 0 || value.unknown) return;
    for (const [, inner] of value.entries()) search(inner, left - 1);
    for (const inner of value.items()) search(inner, left - 1);
  };
  if (isTemplate(object)) return [template(kind, object, object)];
  search(object.at("spec"), depth);
  return found;
}

/** All containers of a resource's pods: init and ephemeral ones as well. */
export function containersOf(resource: Resource): Container[] {
  return podTemplatesOf(resource).flatMap(containersIn);
}

/** All containers of a template. */
export function containersIn(pods: PodTemplate): Container[] {
  return (["initContainers", "containers", "ephemeralContainers"] as const).flatMap((list) =>
    pods.spec
      .at(list)
      .items()
      .map((value) => ({ list, value, template: pods })),
  );
}
