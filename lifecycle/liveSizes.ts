import type { Deployed } from "../config/checkSuccession.js";
import type { Declaration } from "../config/declaration.js";
import { describeNodeGroup } from "./awsCli.js";

/**
 * How many nodes each zone's group has at the moment, by the name of its resource: only of groups whose bounds change.
 * EKS takes the three sizes together, and what the declaration knows of the third is where the autoscaler began. Sent
 * back there, a group of seven nodes would lose six, undrained.
 */
export async function liveSizes(
  { cluster }: Declaration,
  { nodeGroups }: Deployed,
): Promise<ReadonlyMap<string, number>> {
  if (cluster.kind !== "eks") return new Map();
  const { eks, network, nodes } = cluster;
  const changing = nodes.flatMap(({ name, size }) =>
    network.zones.flatMap((zone) => {
      const deployed = nodeGroups.get(`${name}-${zone}`);
      const changes = deployed && (deployed.min !== size.min || deployed.max !== size.max);
      return changes ? [{ resource: `${name}-${zone}`, physicalName: deployed.name }] : [];
    }),
  );
  const sizes = new Map<string, number>();
  for (const { resource, physicalName } of changing) {
    const live = await describeNodeGroup(eks, physicalName);
    if (live) sizes.set(resource, live.size.desired);
  }
  return sizes;
}
