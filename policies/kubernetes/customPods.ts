import type { Value } from "../model/value.js";

/** Pods somewhere in a custom resource. */
export interface CustomPods {
  readonly metadata: Value;
  readonly spec: Value;
  /** The mappings around it, nearest first: an Argo workflow says there what holds for all its templates. */
  readonly outer: readonly Value[];
  /** Whether an operator makes the pods, and this changes parts of them. */
  readonly partial: boolean;
}

/** Groups whose kinds have no pods, although they are many: nothing is looked for in them. */
const without = new Set([
  "autoscaling",
  "crd.projectcalico.org",
  "events",
  "meta",
  "policy",
  "projectcalico.org",
]);

/** Whether kinds of a group that is not built in may have pods. */
export function mayHaveCustomPods(group: string): boolean {
  // The API server's own groups end so; those of other Kubernetes projects end in .x-k8s.io.
  return !group.endsWith(".k8s.io") && !without.has(group);
}

/** How deep a custom resource is searched; a JobSet's pods are at 6. */
const depth = 8;

/** What an object says about itself, and what others say about it. */
const notContent = new Set(["apiVersion", "kind", "metadata", "status"]);

const containerLists = new Set(["containers", "initContainers", "ephemeralContainers"]);

/** Keys under which pods are expected: what is unknown there may be pods, and without any of them there are none. */
const podKeys = new Set([
  ...containerLists,
  "container",
  "containerSet",
  "jobTemplate",
  "podSpec",
  "podTemplate",
  "replicatedJobs",
  "script",
  "spec",
  "template",
  "templates",
]);

/** What may have pods as its `spec`. */
const templateKeys = new Set(["podTemplate", "template"]);

/** What such a `spec` says of pods, beside their containers. */
const settings = new Set(["hostIPC", "hostNetwork", "hostPID", "securityContext", "volumes"]);

/**
 * What looks like pods in a custom resource: a mapping with a list of containers that have images, as Argo rollouts,
 * JobSets, Knative services or Ray clusters have it, and an item of an Argo workflow's `templates`. Containers without
 * images, and templates without containers, change parts of pods that an operator makes: Elastic's and Calico's are so.
 */
export function customPods(object: Value): CustomPods[] {
  return object
    .entries()
    .filter(([key]) => !notContent.has(key))
    .filter(([key, value]) => mayLeadTo(key, value, depth))
    .flatMap(([key, value]) => search(value, [key], depth, [object]));
}

/** Without one of the keys there are no pods, and finding that out is quick. */
function mayLeadTo(key: string, value: Value, left: number): boolean {
  return podKeys.has(key) || value.mentions(podKeys, left + 1);
}

/**
 * @param keys the key that a value is under, and the ones above it
 * @param left how many levels deeper to go
 * @param around the mappings around it, nearest first
 */
function search(value: Value, keys: readonly string[], left: number, around: readonly Value[]): CustomPods[] {
  const [key = "", above = ""] = keys;
  if (value.unknown) {
    if (podKeys.has(key)) value.leaveOpen();
    return [];
  }
  const entries = value.entries();
  const lists = entries.filter(([name]) => containerLists.has(name));
  const metadata = () => (key === "spec" ? around[0]! : value).at("metadata");
  const isStep = key === "templates" && isTask(value);
  if (isStep || lists.some(([name, list]) => name === "containers" && list.items().some(hasImage)))
    return [{ metadata: metadata(), spec: value, outer: key === "templates" ? around : [], partial: false }];
  const isPart =
    lists.some(([, list]) => list.items().some(isContainer)) ||
    (key === "spec" && templateKeys.has(above) && entries.some(([name]) => settings.has(name)));
  const parts = isPart ? [{ metadata: metadata(), spec: value, outer: [], partial: true }] : [];
  if (left === 0) return parts;
  const outer = [value, ...around];
  const inside = entries
    .filter(([name, inner]) => mayLeadTo(name, inner, left - 1))
    .flatMap(([name, inner]) => search(inner, [name, key], left - 1, outer));
  const listed = value.items().flatMap((inner) => search(inner, keys, left - 1, around));
  return [...parts, ...inside, ...listed];
}

/** https://argo-workflows.readthedocs.io/en/latest/fields/#template */
function isTask(value: Value): boolean {
  return (
    hasImage(value.at("container")) ||
    hasImage(value.at("script")) ||
    value.at("containerSet", "containers").items().some(hasImage)
  );
}

function hasImage(container: Value): boolean {
  return container.at("image").given;
}

function isContainer(value: Value): boolean {
  return hasImage(value) || value.at("name").given;
}
