import { z } from "zod";
import { policiesEverywhere } from "../network/frameworks.js";
import { isAbout, objectsOf, type KubernetesObject } from "../kubernetes/objects.js";
import { finding, type Finding } from "../model/finding.js";
import { stackRule } from "../model/rule.js";
import type { Resource } from "../model/resource.js";
import type { Value } from "../model/value.js";
import { declaredBy } from "../stack/declaredNetwork.js";
import { exampleDeclaration, examplePods } from "../stack/example.js";
import { unreadableDeclaration } from "../stack/stackProof.js";

/** What is in a namespace that nobody declared has no flows, no quota and no owner. */
export const noUndeclaredNamespace = stackRule({
  name: "no-undeclared-namespace",
  area: "stack",
  description: "the stack has no namespace, and nothing in a namespace, that is not declared",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "A namespace outside the declaration has no flows, no assertions and no limits: nobody can prove anything about it.",
  remediationSteps:
    "Declare the namespace in a file namespaces/<name>.yaml, or list it as a system namespace of the environment; move what is in the default namespace.",
  url: "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
  tags: ["proof"],
  frameworks: [
    policiesEverywhere,
    {
      framework: "CIS EKS",
      reference: "4.5.2",
      specification: "The default namespace should not be used",
    },
  ],
  parameters: z.strictObject({
    allowed: z.array(z.string().min(1)).default([]).describe("Further namespaces that this stack may use"),
  }),
  weakenedBy: ({ allowed }) => (allowed.length > 0 ? ["allowed"] : []),
  check: (stack, { allowed }) => {
    const declared = declaredBy(stack);
    if (declared.kind !== "network") return unreadableDeclaration(stack) ?? [];
    const { namespaces, systemNamespaces } = declared.network;
    const names = new Set([...namespaces.map(({ name }) => name), ...systemNamespaces, ...allowed]);
    return stack.resources.flatMap((resource) =>
      placesOf(resource).flatMap(({ value, absent }): Finding[] => {
        const name = value.unknown ? value.text() : (value.text() ?? absent);
        if (name === undefined || names.has(name)) return [];
        const found = value.secret ? "a secret" : `namespace ${name}`;
        return [{ ...finding(value, { found, allowed: "a declared namespace" }), urn: resource.urn }];
      }),
    );
  },
  examples: {
    complies: [exampleDeclaration(), ...examplePods],
    violates: [
      exampleDeclaration(),
      ...examplePods,
      { type: "kubernetes:core/v1:Namespace", name: "debug", properties: { metadata: { name: "debug" } } },
    ],
  },
});

/** Where a resource says in which namespace it is, and where it is if it says nothing. */
interface Place {
  readonly value: Value;
  readonly absent?: string;
}

function placesOf(resource: Resource): Place[] {
  const { type, properties } = resource;
  // What a chart makes is in the stack itself; a release's objects are not.
  if (/^kubernetes:helm\.sh\/v\d+:Chart$/.test(type)) return [{ value: properties.at("namespace") }];
  if (/^kubernetes:helm\.sh\/v\d+:Release$/.test(type))
    return [{ value: properties.at("namespace"), absent: "default" }];
  if (!isAbout(type, () => true)) return [];
  return objectsOf(resource).map(placeOf);
}

function placeOf({ group, kind, value }: KubernetesObject): Place {
  const metadata = value.at("metadata");
  if (group === "" && kind === "Namespace") return { value: metadata.at("name") };
  const namespace = metadata.at("namespace");
  // What is of the whole cluster names none.
  return isNamespaced(group, kind) ? { value: namespace, absent: "default" } : { value: namespace };
}

/** Kinds of Kubernetes' own that are in a namespace; of others only the server knows. */
const namespaced: Readonly<Record<string, readonly string[]>> = {
  "": [
    "ConfigMap",
    "Endpoints",
    "LimitRange",
    "PersistentVolumeClaim",
    "Pod",
    "PodTemplate",
    "ReplicationController",
    "ResourceQuota",
    "Secret",
    "Service",
    "ServiceAccount",
  ],
  apps: ["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"],
  batch: ["CronJob", "Job"],
  autoscaling: ["HorizontalPodAutoscaler"],
  policy: ["PodDisruptionBudget"],
  "networking.k8s.io": ["Ingress", "NetworkPolicy"],
  "discovery.k8s.io": ["EndpointSlice"],
  "rbac.authorization.k8s.io": ["Role", "RoleBinding"],
  "coordination.k8s.io": ["Lease"],
};

function isNamespaced(group: string, kind: string): boolean {
  return Object.hasOwn(namespaced, group) && namespaced[group]!.includes(kind);
}
