import { z } from "zod";
import { isCluster } from "../aws/cluster.js";
import { allHold } from "../model/conditions.js";
import { finding, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { stackRule } from "../model/rule.js";

/** Two clusters of one name: neither AWS nor the Kubernetes provider can tell the new one from the old. */
export const replaceableClusterName = stackRule({
  name: "replaceable-cluster-name",
  area: "program",
  description: "a cluster that is replaced has another name, and its objects are made anew in it",
  severity: "high",
  // Most programs name their cluster: refusing all of them would say less than telling them.
  enforcementLevel: "advisory",
  why: "A replaced cluster of the same name cannot be made before the old one is gone; and a Kubernetes provider with the same clusterIdentifier believes that everything is still in it: the new cluster gets no namespace and no policy, and the preview says unchanged.",
  remediationSteps:
    "Leave out the name, so that each cluster has its own; or protect the cluster against replacement, and give its successor another name. Give the provider a clusterIdentifier that is the cluster's name.",
  url: "https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/",
  frameworks: [],
  parameters: z.strictObject({
    replacementRefused: z
      .boolean()
      .default(false)
      .describe("Whether the program itself refuses to replace its cluster, which no policy can see"),
  }),
  check: ({ resources }, { replacementRefused }) => {
    const clusters = resources.filter(({ type }) => isCluster(type));
    return [
      ...(replacementRefused ? [] : fixedNames(clusters)),
      ...resources.flatMap((resource) => strangeIdentifier(resource, clusters)),
    ];
  },
  examples: {
    complies: [{ type: "aws:eks/cluster:Cluster", properties: {} }],
    violates: [{ type: "aws:eks/cluster:Cluster", properties: { name: "prod" } }],
  },
});

/** Names that the program gives; that of a component not again of the cluster that it makes. */
function fixedNames(clusters: readonly Resource[]): Finding[] {
  const fixed = clusters.filter(hasFixedName);
  return fixed
    .filter(({ options }) => !fixed.some(({ urn }) => urn === options.parent))
    .map(({ urn, properties }) => ({
      ...finding(properties.at("name"), { allowed: "no name, or protection against replacement" }),
      urn,
    }));
}

function hasFixedName({ name, options, properties }: Resource): boolean {
  const given = properties.at("name");
  if (options.protect) return false;
  // The engine makes up `name-1a2b3c4` for a cluster without a name, before any policy is asked.
  return allHold([
    [given, (value) => value.present],
    [given, (value) => !isAutomatic(value.text() ?? "", name)],
  ]);
}

function isAutomatic(physical: string, logical: string): boolean {
  return physical.startsWith(`${logical}-`) && /^[0-9a-f]{7}$/.test(physical.slice(logical.length + 1));
}

/** A provider for a cluster of the stack, by whose identifier a replaced cluster is the same. */
function strangeIdentifier(provider: Resource, clusters: readonly Resource[]): Finding[] {
  if (provider.type !== "pulumi:providers:kubernetes") return [];
  const own = ownClusters(provider, clusters);
  const identifier = provider.properties.at("clusterIdentifier");
  // One that is unknown yet follows from something that is made.
  if (own.length === 0 || identifier.unknown || !identifier.present) return [];
  const names = own.map(({ properties }) => properties.at("name"));
  return allHold(names.map((name) => [name, (value) => value.text() !== identifier.text()]))
    ? [{ ...finding(identifier, { allowed: "the name of the cluster" }), urn: provider.urn }]
    : [];
}

/** The cluster from whose outputs the provider has its kubeconfig: a component, and what it has made. */
function ownClusters(provider: Resource, clusters: readonly Resource[]): Resource[] {
  const sources = provider.propertyDependencies?.["kubeconfig"] ?? [];
  return clusters.filter(
    ({ urn, options: { parent } }) =>
      sources.includes(urn) || (parent !== undefined && sources.includes(parent)),
  );
}
