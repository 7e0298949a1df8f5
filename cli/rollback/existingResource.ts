import {
  DescribeAccessEntryCommand,
  DescribeAddonCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  type EKSClient,
} from "@aws-sdk/client-eks";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { askAws } from "../aws/askAws.js";
import { awsIn, type Aws } from "../aws/clients.js";
import { answered, LookUpError } from "../lookUpError.js";
import type { Existing } from "./settleState.js";
import type { PendingOperation } from "../engine/stateFacts.js";

/** Looks whether what was being created exists. */
export type FindExisting = (pending: PendingOperation) => Promise<Existing>;

/** Where a cluster is, as far as the history tells. */
export interface ClusterPlace {
  readonly region: string;
  /** The account that it is declared to be in; absent where nothing says. */
  readonly account?: string;
}

const notFound = ["ResourceNotFoundException"];

/** How what EKS names by its inputs alone is found; the id is the provider's. */
const byName: Readonly<
  Record<
    string,
    (
      eks: EKSClient,
      text: (key: string) => string,
    ) => { readonly id: string; readonly look: () => Promise<unknown> }
  >
> = {
  "aws:eks/cluster:Cluster": (eks, text) => ({
    id: text("name"),
    look: () => eks.send(new DescribeClusterCommand({ name: text("name") })),
  }),
  "aws:eks/nodeGroup:NodeGroup": (eks, text) => ({
    id: `${text("clusterName")}:${text("nodeGroupName")}`,
    look: () =>
      eks.send(
        new DescribeNodegroupCommand({
          clusterName: text("clusterName"),
          nodegroupName: text("nodeGroupName"),
        }),
      ),
  }),
  "aws:eks/addon:Addon": (eks, text) => ({
    id: `${text("clusterName")}:${text("addonName")}`,
    look: () =>
      eks.send(new DescribeAddonCommand({ clusterName: text("clusterName"), addonName: text("addonName") })),
  }),
  "aws:eks/accessEntry:AccessEntry": (eks, text) => ({
    id: `${text("clusterName")}:${text("principalArn")}`,
    look: () =>
      eks.send(
        new DescribeAccessEntryCommand({
          clusterName: text("clusterName"),
          principalArn: text("principalArn"),
        }),
      ),
  }),
};

/**
 * Looks in AWS for what a pending creation names: node groups, clusters, add-ons and access entries of EKS, whose names
 * are in their inputs. Of everything else, and without credentials, nothing is known. That there is none of something is
 * believed only in the account and of the cluster where it would be: anywhere else there is none of anything.
 *
 * @param place the cluster's; undefined where there is none
 */
export function findInAws(place: ClusterPlace | undefined): FindExisting {
  const clients = place === undefined ? undefined : awsIn(place.region);
  let asked: Promise<boolean> | undefined;
  return async ({ type, inputs }) => {
    const finder = Object.hasOwn(byName, type) ? byName[type] : undefined;
    if (!finder || !clients) return "unknown";
    const text = (key: string): string => {
      const value = inputs[key];
      if (typeof value !== "string") throw new LookUpError(`${key} is not among its inputs`);
      return value;
    };
    let found: ReturnType<typeof finder> | undefined;
    try {
      found = finder(clients.eks, text);
      if (!(await (asked ??= isAccount(clients, place?.account)))) return "unknown";
      const answer = await askAws("eks:Describe*", found.look, notFound);
      if (answer !== undefined) return { id: found.id };
      const isCluster = type === "aws:eks/cluster:Cluster";
      return isCluster || (await isThere(clients, text("clusterName"))) ? "none" : "unknown";
    } catch (error) {
      if (!(error instanceof LookUpError)) throw error;
      return found ? { id: found.id, certain: false } : "unknown";
    }
  };
}

/** Whether these credentials are of an account. Where nothing says which it should be, they may be. */
async function isAccount({ sts }: Aws, account: string | undefined): Promise<boolean> {
  if (account === undefined) return true;
  const caller = await askAws("sts:GetCallerIdentity", () => sts.send(new GetCallerIdentityCommand({})));
  return caller?.Account === account;
}

/** EKS says that there is no such node group, add-on or access entry where there is no such cluster, too. */
async function isThere({ eks }: Aws, cluster: string): Promise<boolean> {
  const look = () => eks.send(new DescribeClusterCommand({ name: cluster }));
  const answer = await answered(askAws("eks:DescribeCluster", look, notFound));
  return answer.ok && answer.value !== undefined;
}

/**
 * What a Kubernetes object that was being created is called, whoever chose its name: it is among its inputs. A version that
 * declares it takes it over, but one that does not would leave it behind, a policy that opens something among them: so
 * the state has to know it, if it is there. Undefined of anything else.
 */
export function objectId({ type, inputs }: PendingOperation): string | undefined {
  if (!type.startsWith("kubernetes:")) return undefined;
  const { name, namespace } = (inputs["metadata"] ?? {}) as { name?: unknown; namespace?: unknown };
  if (typeof name !== "string") return undefined;
  return typeof namespace === "string" ? `${namespace}/${name}` : name;
}
