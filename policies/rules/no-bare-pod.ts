import { isAbout, objectsOf, type KubernetesObject } from "../kubernetes/objects.js";
import type { Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

const bare = new Set(["/Pod", "/ReplicationController", "apps/ReplicaSet", "extensions/ReplicaSet"]);

/**
 * A ReplicaSet and a ReplicationController keep pods alive, but their running pods stay as they are when the template
 * changes: only what is above them rolls a change out.
 */
export const noBarePod = resourceRule({
  name: "no-bare-pod",
  area: "pods",
  description:
    "pods belong to something that replaces them, when a node goes and when their template changes",
  severity: "medium",
  enforcementLevel: "mandatory",
  why: "A pod of nobody is gone with its node; pods of a ReplicaSet alone keep running what was declared before.",
  remediationSteps: "Declare a Deployment, StatefulSet or DaemonSet, or a Job for what runs to an end.",
  url: "https://kubernetes.io/docs/concepts/workloads/pods/#using-pods",
  tags: ["immutability", "availability"],
  frameworks: [],
  appliesTo: (type) => isAbout(type, isBare),
  check: (resource) =>
    objectsOf(resource)
      .filter(({ group, kind }) => isBare(group, kind))
      .flatMap(checkOwner),
  examples: {
    complies: [{ type: "kubernetes:batch/v1:Job", properties: { spec: { template: { spec: {} } } } }],
    violates: [{ type: "kubernetes:core/v1:Pod", properties: { spec: { containers: [{ name: "web" }] } } }],
  },
});

function isBare(group: string, kind: string): boolean {
  return bare.has(`${group}/${kind}`);
}

function checkOwner({ kind, value, partial }: KubernetesObject): Finding[] {
  const owners = value.at("metadata", "ownerReferences");
  // A patch says nothing of who owns what it changes.
  if (partial || owners.items().some(isController) || owners.unknown) return [];
  return [
    {
      path: value.path,
      found: `a ${kind} without a controller`,
      allowed: "a Deployment, StatefulSet, DaemonSet, Job or CronJob",
    },
  ];
}

function isController(owner: Value): boolean {
  const controls = owner.at("controller");
  return controls.flag() === true || controls.unknown;
}
