import { finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { stackRule } from "../model/rule.js";

/**
 * A chart without objects is a chart that nobody has judged. The Kubernetes provider renders charts with the cluster's help:
 * as long as there is no cluster it makes nothing of them, and says nothing about it.
 */
export const renderedCharts = stackRule({
  name: "rendered-charts",
  area: "program",
  description: "the objects of every chart are resources of the stack",
  severity: "medium",
  enforcementLevel: "advisory",
  why: "While its cluster does not exist a chart has no objects in the preview: a preview without violations then says nothing of what the chart makes.",
  remediationSteps:
    "Take out a chart that makes nothing; look through what `helm template` makes of one whose cluster is yet to come.",
  url: "https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/choosing-the-right-helm-resource-for-your-use-case/",
  frameworks: [],
  check: ({ resources }) => {
    const parents = new Set(resources.map(({ options }) => options.parent));
    const clusterExists = resources.some(isInCluster);
    return resources
      .filter(({ type, urn }) => isChart(type) && !parents.has(urn))
      .flatMap(({ properties, urn }) => {
        if (clusterExists)
          return [
            { ...finding(properties, { found: "no objects", allowed: "charts that make objects" }), urn },
          ];
        properties.leaveOpen();
        return [];
      });
  },
  examples: {
    complies: [
      {
        type: "kubernetes:apps/v1:Deployment",
        name: "web:shop/web",
        properties: { metadata: { name: "web", namespace: "shop" } },
      },
    ],
    violates: [
      { type: "kubernetes:helm.sh/v4:Chart", name: "web", properties: {} },
      {
        type: "kubernetes:core/v1:Namespace",
        name: "shop",
        properties: { metadata: { name: "shop", uid: "0b1c9f3e-7a54-4a5e-9d5c-2f6f6d1f7c11" } },
      },
    ],
  },
});

/** What renders in the program; a v3 Release never does. */
function isChart(type: string): boolean {
  return /^kubernetes:helm\.sh\/v[234]:Chart$/.test(type);
}

/** Whether a cluster has this object: it gave it a uid. */
function isInCluster({ type, properties }: Resource): boolean {
  if (!type.startsWith("kubernetes:")) return false;
  const uid = properties.at("metadata", "uid");
  return !uid.unknown && uid.present;
}
