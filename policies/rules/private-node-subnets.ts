import { z } from "zod";
import { nodeGroupType } from "../aws/nodeGroups.js";
import { PublicSubnets, subnetType } from "../aws/publicSubnets.js";
import { References } from "../aws/references.js";
import { finding, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { stackRule } from "../model/rule.js";
import type { Value } from "../model/value.js";
import { boundary, privateNodes, restrictedUntrusted } from "../network/frameworks.js";

/** A node in a public subnet is one setting away from a public address. */
export const privateNodeSubnets = stackRule({
  name: "private-node-subnets",
  area: "nodes",
  description: "node groups are in private subnets only",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "In a subnet with a route to an Internet gateway one public address is enough, and everybody reaches the node's kubelet and host ports.",
  remediationSteps:
    "Put node groups into subnets without mapPublicIpOnLaunch and without a route to an Internet gateway, and let them out by a NAT gateway or VPC endpoints.",
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html",
  tags: ["network"],
  frameworks: [privateNodes, boundary, restrictedUntrusted],
  parameters: z.strictObject({
    privateSubnets: z
      .array(z.string().regex(/^subnet-[0-9a-f]+$/))
      .default([])
      .describe(
        "Ids of private subnets that other stacks make; with any, others are refused. Without one such subnets stay undecided",
      ),
  }),
  check: (stack, { privateSubnets }) => {
    const groups = stack.resources.filter(({ type }) => type === nodeGroupType);
    if (groups.length === 0) return [];
    const references = new References(stack);
    const publicSubnets = new PublicSubnets(stack, references);
    return groups.flatMap((group) => checkGroup(group, references, publicSubnets, privateSubnets));
  },
  examples: {
    complies: [
      { type: nodeGroupType, properties: { subnetIds: ["subnet-0a"] } },
      { type: subnetType, properties: { id: "subnet-0a", mapPublicIpOnLaunch: false } },
    ],
    violates: [
      { type: nodeGroupType, properties: { subnetIds: ["subnet-0a"] } },
      { type: subnetType, properties: { id: "subnet-0a", mapPublicIpOnLaunch: true } },
    ],
  },
});

function checkGroup(
  group: Resource,
  references: References,
  publicSubnets: PublicSubnets,
  privateSubnets: readonly string[],
): Finding[] {
  const ids = group.properties.at("subnetIds");
  const items = ids.unknown ? [ids] : ids.items();
  const dependencies = references.from(group, "subnetIds", subnetType);
  const byItem = items.map((item) => (item.unknown ? undefined : references.withId(item.text(), subnetType)));
  const open = items.filter((_item, index) => byItem[index] === undefined);
  const named = byItem.filter((subnet) => subnet !== undefined);
  const candidates = dependencies.filter((subnet) => !named.includes(subnet));
  const refuse = (subnets: readonly Resource[]) =>
    [...new Set(subnets)].flatMap((subnet): Finding[] => {
      const found = publicSubnets.reason(subnet);
      return found === undefined
        ? []
        : [{ urn: group.urn, path: ids.path, found, allowed: "private subnets" }];
    });
  const findings = refuse(named);
  if (areAllMeant(group, ids, open, candidates)) findings.push(...refuse(candidates));
  else if (open.length > 0) {
    const refused = refuse(candidates);
    // Which of them are meant matters only where they differ.
    if (refused.length === candidates.length) findings.push(...refused);
    else if (refused.length > 0) for (const item of open) item.leaveOpen();
  }
  // As many as there are ids: then they are all of them.
  return dependencies.length >= items.length
    ? findings
    : [...findings, ...open.flatMap((item) => checkForeign(item, group, privateSubnets))];
}

/**
 * Whether the ids that are not known are those of all subnets that they come from. A list that comes from other resources
 * as well is an output of a component, such as the private ones of an awsx VPC: it depends on all that the component makes.
 */
function areAllMeant(
  { propertyDependencies }: Resource,
  ids: Value,
  open: readonly Value[],
  candidates: readonly Resource[],
): boolean {
  if (candidates.length <= open.length) return true;
  const sources = new Set(propertyDependencies?.["subnetIds"]);
  return ids.unknown && sources.size === candidates.length;
}

/** A subnet that this stack does not make. */
function checkForeign(item: Value, { urn }: Resource, privateSubnets: readonly string[]): Finding[] {
  if (item.unknown || privateSubnets.length === 0) {
    item.leaveOpen();
    return [];
  }
  return privateSubnets.includes(item.text() ?? "")
    ? []
    : [{ ...finding(item, { allowed: "a private subnet of this stack, or one of privateSubnets" }), urn }];
}
