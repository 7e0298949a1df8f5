import { z } from "zod";
import { finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";
import { showValue } from "../../problems/problem.js";

/** What others change while it runs, or what nothing can change after it was made: no drift is hidden there. */
const capacityAndOrigin = [
  { type: "aws:eks/nodeGroup:NodeGroup", path: "scalingConfig.desiredSize" },
  { type: "aws:autoscaling/group:Group", path: "desiredCapacity" },
  { type: "kubernetes:apps/v1:Deployment", path: "spec.replicas" },
  { type: "kubernetes:apps/v1:StatefulSet", path: "spec.replicas" },
  { type: "kubernetes:core/v1:PersistentVolumeClaim", path: "spec.storageClassName" },
  { type: "aws:eks/cluster:Cluster", path: "accessConfig.bootstrapClusterCreatorAdminPermissions" },
  { type: "aws:eks/cluster:Cluster", path: "bootstrapSelfManagedAddons" },
];

/** An ignored change is one that nobody sees. */
export const noIgnoredChanges = resourceRule({
  name: "no-ignored-changes",
  area: "nodes",
  description: "no resource ignores changes, but of capacity",
  severity: "medium",
  enforcementLevel: "mandatory",
  why: "What ignoreChanges names keeps whatever somebody has set by hand: the program then says one thing, and another runs.",
  remediationSteps:
    "Remove the path from ignoreChanges and set the property to what should be; add the path to accepted where something else looks after it.",
  url: "https://www.pulumi.com/docs/iac/concepts/resources/options/ignorechanges/",
  tags: ["drift"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC7.1",
      specification: "Changes to configurations are detected",
    },
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to infrastructure and software are authorized, tested and approved",
    },
  ],
  parameters: z.strictObject({
    accepted: z
      .array(
        z.strictObject({
          type: z.string().describe("Type of the resource: aws:eks/nodeGroup:NodeGroup"),
          path: z.string().describe("Path as ignoreChanges has it: scalingConfig.desiredSize"),
        }),
      )
      .default(capacityAndOrigin)
      .describe("What may be ignored; the default is capacity, and what cannot change after its creation"),
  }),
  weakenedBy: ({ accepted }) =>
    accepted.every((one) => capacityAndOrigin.some((other) => isSame(one, other))) ? [] : ["accepted"],
  appliesTo: () => true,
  check: ({ type, options, properties }, { accepted }) =>
    options.ignoreChanges.flatMap((path, index) =>
      accepted.some((one) => isSame(one, { type, path }))
        ? []
        : [
            {
              ...finding(properties, { found: showValue(path), allowed: allowedPaths(type, accepted) }),
              path: `options.ignoreChanges[${index}]`,
            },
          ],
    ),
  examples: {
    complies: [
      {
        type: "aws:eks/nodeGroup:NodeGroup",
        properties: { clusterName: "shop" },
        options: { ignoreChanges: ["scalingConfig.desiredSize"] },
      },
    ],
    violates: [
      {
        type: "aws:eks/nodeGroup:NodeGroup",
        properties: { clusterName: "shop" },
        options: { ignoreChanges: ["releaseVersion"] },
      },
    ],
  },
});

interface Ignored {
  readonly type: string;
  readonly path: string;
}

function isSame(one: Ignored, other: Ignored): boolean {
  return one.type === other.type && dotted(one.path) === dotted(other.path);
}

/** `scalingConfig["desiredSize"]` is `scalingConfig.desiredSize`. */
function dotted(path: string): string {
  return path.replace(/\["([^"]*)"\]/g, ".$1");
}

function allowedPaths(type: string, accepted: readonly Ignored[]): string {
  return accepted.flatMap((one) => (one.type === type ? [one.path] : [])).join(", ") || "nothing";
}
