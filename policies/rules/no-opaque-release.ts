import { showAddress } from "../kubernetes/addresses.js";
import { finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/** Helm makes a release's objects in the cluster, where no policy sees them. */
export const noOpaqueRelease = resourceRule({
  name: "no-opaque-release",
  area: "program",
  description: "no Helm release whose objects no policy can see",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "A v3 Release hands its chart to Helm: its pods, roles and policies appear in no preview, and not one rule of this pack is asked about them.",
  remediationSteps:
    "Make the chart a kubernetes.helm.sh/v4 Chart, whose objects are resources of the stack. Charts that need Helm's hooks cannot be judged.",
  url: "https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/choosing-the-right-helm-resource-for-your-use-case/",
  frameworks: [],
  appliesTo: (type) => type === "kubernetes:helm.sh/v3:Release",
  check: ({ properties }) => {
    const chart = properties.at("chart");
    return [
      finding(properties, {
        found: chart.unknown ? "a release" : `a release of the chart ${showAddress(chart)}`,
        allowed: "charts whose objects are resources of the stack",
      }),
    ];
  },
  examples: {
    complies: [{ type: "kubernetes:helm.sh/v4:Chart", properties: { chart: "web" } }],
    violates: [{ type: "kubernetes:helm.sh/v3:Release", properties: { chart: "web" } }],
  },
});
