import type { DriftReport } from "../../../../cli/drift/report.js";

/** A report of a cluster in which all sorts of things happened. */
export const driftedReport: DriftReport = {
  version: 1,
  stack: "prod",
  cluster: "basalt-prod",
  verdict: "opens",
  network: {
    difference: {
      version: 1,
      base: "the declaration",
      head: "the cluster",
      widened: true,
      undeclared: true,
      connections: [
        {
          from: "shop/web",
          fromKind: "Deployment",
          to: "shop/redis",
          toKind: "StatefulSet",
          change: "added",
          added: { allow: { TCP: [[6379, 6379]] } },
          causes: {
            added: [
              {
                direction: "ingress",
                before: {
                  kind: "tier-default",
                  policies: [{ policy: "NetworkPolicy shop/default-deny", place: "plan: x" }],
                  tier: "default",
                },
                now: {
                  kind: "rule",
                  policies: [{ policy: "NetworkPolicy shop/open", place: "cluster: x" }],
                  rule: "spec.ingress[0]",
                  action: "allow",
                  tier: "default",
                },
              },
            ],
            removed: [],
          },
        },
        {
          from: "shop/web",
          fromKind: "Deployment",
          to: "shop/cart",
          toKind: "Deployment",
          change: "removed",
          removed: { allow: { TCP: [[7070, 7070]] } },
        },
      ],
      within: [],
      newWorkloads: [],
      goneWorkloads: [],
      workloads: ["shop/cart", "shop/redis", "shop/web"].map((workload) => ({
        workload,
        kind: "Deployment",
      })),
      withoutCauses: 0,
      families: ["IPv4"],
      addresses: { pods: ["10.244.0.0-10.244.255.255"], nodes: ["10.0.0.0-10.0.255.255"] },
      notes: [],
      skipped: {},
    },
  },
  findings: [
    {
      change: "undeclared",
      source: "cluster",
      kind: "NetworkPolicy",
      apiVersion: "networking.k8s.io/v1",
      namespace: "shop",
      name: "open",
      differences: [],
      effect: "opens",
      repair: { by: "delete" },
    },
    {
      change: "changed",
      source: "cluster",
      kind: "Deployment",
      apiVersion: "apps/v1",
      namespace: "shop",
      name: "web",
      urn: "urn",
      differences: [
        {
          path: "spec.template.spec.containers[web].image",
          change: "changed",
          declared: "web:1",
          live: "evil:1",
        },
        ...Array.from({ length: 9 }, (_, index) => ({
          path: `spec.template.spec.containers[web].env[V${index}]`,
          change: "added" as const,
        })),
      ],
      effect: "none",
      notDeployed: true,
      repair: { by: "engine" },
    },
    {
      change: "changed",
      source: "engine",
      kind: "aws:eks/nodeGroup:NodeGroup",
      name: "general-eu-central-1a",
      urn: "urn",
      differences: [{ path: "amiType", change: "changed" }],
      repair: { by: "engine" },
    },
    {
      change: "missing",
      source: "cluster",
      kind: "NetworkPolicy",
      apiVersion: "networking.k8s.io/v1",
      namespace: "shop",
      name: "web-to-cart",
      differences: [],
      effect: "closes",
      repair: { by: "engine" },
    },
    {
      change: "undeclared",
      source: "cluster",
      kind: "Namespace",
      apiVersion: "v1",
      name: "stray",
      differences: [],
      effect: "none",
      holds: 2,
      repair: { by: "delete" },
    },
    {
      change: "undeclared",
      source: "cluster",
      kind: "GlobalNetworkPolicy",
      apiVersion: "projectcalico.org/v3",
      name: "theirs",
      differences: [],
      effect: "closes",
      repair: { by: "none", because: "the cluster is somebody else's, and this holds for all of it" },
    },
  ],
  unread: [{ what: "Pod of v1", reason: "HTTP 403: pods is forbidden" }],
  left: [
    { reason: "Kubernetes makes these namespaces", objects: ["Namespace default", "Namespace kube-system"] },
  ],
};

/** The same without anything. */
export const cleanReport: DriftReport = {
  ...driftedReport,
  verdict: "clean",
  network: {
    difference: { ...driftedReport.network.difference!, widened: false, undeclared: false, connections: [] },
  },
  findings: [],
  unread: [],
  left: [],
};
