import type { Labels } from "../../model/cluster.js";
import type { Selector } from "../../model/selector.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { readLabelSelector } from "../labelSelector.js";
import { addLabels, readLabels } from "../labels.js";
import { readNamespaced } from "../metadata.js";
import { matches } from "./matches.js";
import { readOwner } from "./readOwner.js";
import { readPodSpec } from "./readPodSpec.js";
import type { VariantDraft } from "./workloadDraft.js";

/** Kinds that make pods from a template. */
export type ControllerKind =
  "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob" | "ReplicationController";

/** Reads an object of a kind that makes pods from a template. */
export function readController(kind: ControllerKind, object: Field, context: ReadContext): void {
  const metadata = readNamespaced(object, context);
  const owner = readOwner(object);
  const spec = object.at("spec");
  if (!spec.isMapping() && !spec.present) spec.refuse("a mapping with the template of the pods");
  const template = (kind === "CronJob" ? spec.at("jobTemplate").at("spec") : spec).at("template");
  if (!template.isMapping() && !template.present) template.refuse("a mapping with the pods' labels and spec");
  const labels = readLabels(template.at("metadata").at("labels"));
  const podSpec = readPodSpec(template.at("spec"));
  checkSelector(kind, spec.at("selector"), labels, context);
  const replicas = readReplicas(kind, spec);
  if (!metadata) return;
  const { origin } = object;
  const { namespace, name } = metadata;
  const variant: VariantDraft = {
    ...podSpec,
    labels: kind === "Job" ? addLabels(labels, jobLabels(name)) : labels,
    // Something else scales what is written as none: an autoscaler, or a person.
    count: replicas === 0 ? Infinity : replicas,
    addresses: [],
    running: false,
    ordinals: kind === "StatefulSet" ? { start: readStart(spec), count: replicas } : undefined,
    origin,
  };
  // An old ReplicaSet of a Deployment has a template and no pods, and never will but by a rollback.
  const retired = kind === "ReplicaSet" && owner !== undefined && replicas === 0;
  context.workloads.push({ kind, namespace, name, owner, variant, retired, origin });
}

/** How many pods at once; Infinity where nodes or a schedule decide. */
function readReplicas(kind: ControllerKind, spec: Field): number {
  if (kind === "DaemonSet" || kind === "CronJob") return Infinity;
  const field = spec.at(kind === "Job" ? "parallelism" : "replicas");
  return field.integer(0, 2 ** 31 - 1) ?? 1;
}

function readStart(spec: Field): number {
  return (
    spec
      .at("ordinals")
      .at("start")
      .integer(0, 2 ** 31 - 1) ?? 0
  );
}

/** https://kubernetes.io/docs/reference/labels-annotations-taints/#batch-kubernetes-io-job-name */
function jobLabels(name: string): Labels {
  return { "job-name": name, "batch.kubernetes.io/job-name": name };
}

/** A controller that would not find its own pods is refused by the API server; whose pods are meant is clear all the same. */
function checkSelector(kind: ControllerKind, selector: Field, labels: Labels, context: ReadContext): void {
  const wanted = selectorOf(kind, selector);
  if (wanted && (wanted.op === "all" || !matches(wanted, labels)))
    context.note(
      "would-be-refused",
      `the API server refuses a ${kind} whose selector does not match the labels of its template`,
      selector.origin,
    );
}

function selectorOf(kind: ControllerKind, selector: Field): Selector | undefined {
  switch (kind) {
    case "Job":
      // Made by the API server, and complete only then.
      readLabelSelector(selector);
      return undefined;
    case "CronJob":
      return undefined;
    case "ReplicationController": {
      const labels = readLabels(selector);
      return {
        op: "and",
        operands: Object.keys(labels).map((key) => ({ op: "in", key, values: [labels[key]!] })),
      };
    }
    case "Deployment":
    case "ReplicaSet":
    case "StatefulSet":
    case "DaemonSet":
      return readLabelSelector(selector);
  }
}
