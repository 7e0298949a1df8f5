import {
  DescribeNodegroupCommand,
  paginateListNodegroups,
  type EKSClient,
  type Nodegroup,
} from "@aws-sdk/client-eks";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { EksCluster } from "../../config/environmentSchema.js";
import { zoneTags } from "../../config/zoneTags.js";
import { askAws } from "../aws/askAws.js";
import type { Aws } from "../aws/clients.js";
import { LookUpError } from "../lookUpError.js";

/** A zone's node group as it runs. */
export interface LiveZone {
  /** Its name in EKS. */
  readonly name: string;
  readonly zone: string;
  readonly created: Date;
}

/** How many groups are asked about at once: EKS allows few calls a second. */
const atOnce = 4;

/**
 * The node groups that serve a cluster's zones, by the declared group that they belong to. Of several in a zone the newest:
 * the others are superseded and go with the next update.
 *
 * @throws LookUpError where AWS does not tell, the credentials are another account's, or there is no such cluster
 */
export async function liveGroups(
  { eks, sts }: Aws,
  { name, account, region }: EksCluster,
): Promise<Map<string, LiveZone[]>> {
  const caller = await askAws("sts:GetCallerIdentity", () => sts.send(new GetCallerIdentityCommand({})));
  // A cluster of the same name in another account would have other nodes.
  if (caller?.Account !== account)
    throw new LookUpError(
      `found credentials of the account ${caller?.Account ?? "nobody knows"}; allowed: ${account}, which the stack file names`,
    );
  const names = await namesOf(eks, name);
  if (!names) throw new LookUpError(`found no cluster ${name} in ${region}; deploy the stack first`);
  const newest = new Map<string, { group: string; live: LiveZone }>();
  for (const described of await describeAll(eks, name, names)) {
    const { nodegroupName, createdAt, tags = {}, status } = described;
    const [group, zone] = [tags[zoneTags.group], tags[zoneTags.zone]];
    if (group === undefined || zone === undefined || !nodegroupName || !createdAt) continue;
    if (status === "DELETING") continue;
    const key = JSON.stringify([group, zone]);
    const other = newest.get(key);
    if (other && other.live.created >= createdAt) continue;
    newest.set(key, { group, live: { name: nodegroupName, zone, created: createdAt } });
  }
  const groups = new Map<string, LiveZone[]>();
  for (const { group, live } of newest.values()) groups.set(group, [...(groups.get(group) ?? []), live]);
  return groups;
}

async function namesOf(eks: EKSClient, clusterName: string): Promise<string[] | undefined> {
  return askAws(
    "eks:ListNodegroups",
    async () => {
      const names: string[] = [];
      for await (const { nodegroups = [] } of paginateListNodegroups({ client: eks }, { clusterName }))
        names.push(...nodegroups);
      return names;
    },
    ["ResourceNotFoundException"],
  );
}

async function describeAll(
  eks: EKSClient,
  clusterName: string,
  names: readonly string[],
): Promise<Nodegroup[]> {
  const described: Nodegroup[] = [];
  for (let start = 0; start < names.length; start += atOnce) {
    const answers = await Promise.all(
      names.slice(start, start + atOnce).map((nodegroupName) =>
        askAws(
          "eks:DescribeNodegroup",
          () => eks.send(new DescribeNodegroupCommand({ clusterName, nodegroupName })),
          // Gone since it was listed.
          ["ResourceNotFoundException"],
        ),
      ),
    );
    described.push(...answers.flatMap((answer) => answer?.nodegroup ?? []));
  }
  return described;
}
