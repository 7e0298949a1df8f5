import { clusterOf, isCluster } from "../aws/cluster.js";
import { isAbout, objectsOf } from "../kubernetes/objects.js";
import { isSystemObject } from "../kubernetes/systemObject.js";
import { expect, finding, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { resourceRule } from "../model/rule.js";

/** Who may enter a cluster is told by access entries, which AWS keeps and records, and by nothing in the cluster. */
export const apiAuthentication = resourceRule({
  name: "api-authentication",
  area: "cluster",
  description: "who may enter an EKS cluster is told by access entries only, never by the aws-auth ConfigMap",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Whoever may change the aws-auth ConfigMap makes anyone an administrator, from inside the cluster, and CloudTrail shows nothing of it; one wrong line locks everybody out.",
  remediationSteps:
    "Set the authentication mode to API, and declare who may enter by aws.eks.AccessEntry. A cluster goes from CONFIG_MAP by API_AND_CONFIG_MAP to API, and never back.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html",
  frameworks: [
    {
      framework: "CIS EKS",
      reference: "4.1.7",
      specification:
        "Cluster Access Manager API to streamline and enhance the management of access controls within EKS clusters",
    },
    {
      framework: "SOC 2",
      reference: "CC6.1",
      specification: "Logical access to infrastructure is restricted",
    },
  ],
  appliesTo: (type) => isCluster(type) || isAbout(type, isConfigMap),
  check: (resource) =>
    isCluster(resource.type)
      ? [...authenticationOf(resource), ...mappingsOf(resource)]
      : objectsOf(resource)
          .filter(({ group, kind }) => isConfigMap(group, kind))
          .filter((object) => isSystemObject(object, "aws-auth"))
          .map(({ value }) =>
            finding(value.at("metadata", "name"), { allowed: "access entries instead of this ConfigMap" }),
          ),
  examples: {
    complies: [
      { type: "aws:eks/cluster:Cluster", properties: { accessConfig: { authenticationMode: "API" } } },
    ],
    violates: [
      {
        type: "aws:eks/cluster:Cluster",
        properties: { accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" } },
      },
    ],
  },
});

function isConfigMap(group: string, kind: string): boolean {
  return group === "" && kind === "ConfigMap";
}

function authenticationOf(resource: Resource): Finding[] {
  const cluster = clusterOf(resource);
  return cluster
    ? expect(cluster.authenticationMode, (mode) => mode.text() === "API", { allowed: '"API"' })
    : [];
}

/** What the eks component writes into the ConfigMap. */
function mappingsOf({ type, properties }: Resource): Finding[] {
  if (type !== "eks:index:Cluster") return [];
  return ["roleMappings", "userMappings"].flatMap((name) =>
    expect(properties.at(name), (mappings) => mappings.items().length === 0, {
      allowed: "nothing: accessEntries instead",
    }),
  );
}
