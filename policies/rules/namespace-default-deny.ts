import { z } from "zod";
import { readCluster } from "../../reachability/read/readCluster.js";
import { newestCalico } from "../../reachability/read/calicoVersions.js";
import { systemNamespaces } from "../kubernetes/systemNamespaces.js";
import { openDirections } from "../network/defaultDeny.js";
import {
  policiesEverywhere,
  restrictedInbound,
  restrictedOutbound,
  separation,
} from "../network/frameworks.js";
import { usedNamespaces } from "../network/usedNamespaces.js";
import { stackRule } from "../model/rule.js";
import type { StackObject } from "../stack/networkObjects.js";
import { noteUnknown, objectsOfStack } from "../stack/stackProof.js";

/** A pod that no policy selects may talk to everyone: only a policy that selects all of them closes a namespace. */
export const namespaceDefaultDeny = stackRule({
  name: "namespace-default-deny",
  area: "network",
  description:
    "every namespace of the stack has a policy that denies all its pods ingress and egress by default",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "A pod that no policy selects may talk to everyone and be reached by everyone: one new label, and a pod is outside every policy that names labels.",
  remediationSteps:
    "Add a NetworkPolicy with podSelector {}, policyTypes Ingress and Egress and no rules to the namespace (or a GlobalNetworkPolicy of Calico that does the same), and policies that allow what is needed.",
  url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-ingress-and-all-egress-traffic",
  tags: ["network-policy"],
  frameworks: [policiesEverywhere, separation, restrictedInbound, restrictedOutbound],
  parameters: z.strictObject({
    systemNamespaces: z
      .array(z.string().min(1))
      .default([...systemNamespaces])
      .describe("Namespaces that are not asked: those of Kubernetes and Calico"),
  }),
  weakenedBy: (settings) =>
    settings.systemNamespaces.every((name) => (systemNamespaces as readonly string[]).includes(name))
      ? []
      : ["systemNamespaces"],
  check: (stack, settings) => {
    const used = [...usedNamespaces(stack.resources)].filter(
      ([name]) => !settings.systemNamespaces.includes(name),
    );
    if (used.length === 0) return [];
    const objects = objectsOfStack(stack).filter(({ kind, patch }) => decides.has(kind.kind) && !patch);
    const known = objects.filter(({ unknown }) => unknown.length === 0);
    const { cluster } = readCluster(
      known.map(({ manifest }) => manifest),
      { calicoMinor: newestCalico, staged: false },
    );
    return used.flatMap(([namespace, { resource, secret }]) => {
      const open = openDirections(cluster, namespace);
      const closing = (direction: "ingress" | "egress") =>
        objects.filter((object) => mayClose(object, namespace, direction, objects));
      const never = open.filter((direction) => closing(direction).length === 0);
      if (never.length === 0) noteUnknown(stack, open.flatMap(closing));
      if (never.length === 0) return [];
      return [
        {
          path: "",
          urn: resource.urn,
          found: `${secret ? "a namespace whose name is secret" : `namespace ${namespace}`} without a default-deny of ${never.join(" and ")}`,
          allowed: "a policy that selects all pods for both directions and allows nothing",
        },
      ];
    });
  },
  examples: {
    complies: [
      { type: "kubernetes:core/v1:Namespace", name: "shop", properties: { metadata: { name: "shop" } } },
      {
        type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        name: "default-deny",
        properties: {
          metadata: { name: "default-deny", namespace: "shop" },
          spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
        },
      },
    ],
    violates: [
      { type: "kubernetes:core/v1:Namespace", name: "shop", properties: { metadata: { name: "shop" } } },
      {
        type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        name: "default-deny",
        properties: {
          metadata: { name: "default-deny", namespace: "shop" },
          spec: { podSelector: {}, policyTypes: ["Ingress"] },
        },
      },
    ],
  },
});

/** Kinds of which the core has to know, lists of them included, and of what says in its items what they are. */
const decides = new Set(
  [
    "Namespace",
    "NetworkPolicy",
    "GlobalNetworkPolicy",
    "Tier",
    "ClusterNetworkPolicy",
    "AdminNetworkPolicy",
    "BaselineAdminNetworkPolicy",
    "",
  ].flatMap((kind) => [kind, `${kind}List`]),
);

/** Policies for more than one namespace, which may find one by its labels. */
const clusterWide = new Set(
  ["GlobalNetworkPolicy", "ClusterNetworkPolicy", "AdminNetworkPolicy", "BaselineAdminNetworkPolicy"].flatMap(
    (kind) => [kind, `${kind}List`],
  ),
);

/** Whether an object of which not everything is known could close a namespace in a direction. */
function mayClose(
  { kind, resource, unknown }: StackObject,
  namespace: string,
  direction: "ingress" | "egress",
  objects: readonly StackObject[],
): boolean {
  if (unknown.length === 0) return false;
  // A namespace closes nothing; whom it is closed by may depend on its labels.
  if (
    kind.group === "" &&
    kind.kind !== "List" &&
    !objects.some((object) => clusterWide.has(object.kind.kind))
  )
    return false;
  // A rule of Kubernetes allows, whatever is unknown of it.
  if (kind.kind === "NetworkPolicy" && kind.group === "networking.k8s.io")
    if (unknown.some(([spec, key, index]) => spec === "spec" && key === direction && index !== undefined))
      return false;
  const own = resource.properties.at("metadata", "namespace");
  return own.unknown || [undefined, namespace].includes(own.text());
}
