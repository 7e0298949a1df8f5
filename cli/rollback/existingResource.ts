import {
  DescribeAccessEntryCommand,
  DescribeAddonCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  type EKSClient,
} from "@aws-sdk/client-eks";
import { askAws } from "../aws/askAws.js";
import { awsIn } from "../aws/clients.js";
import { LookUpError } from "../lookUpError.js";
import type { Existing } from "./settleState.js";
import type { PendingOperation } from "../engine/stateFacts.js";

/** Looks whether what was being created exists. */
export type FindExisting = (pending: PendingOperation) => Promise<Existing>;

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
 * are in their inputs. Of everything else, and without credentials, nothing is known.
 *
 * @param region the cluster's; undefined where there is none
 */
export function findInAws(region: string | undefined): FindExisting {
  const clients = region === undefined ? undefined : awsIn(region);
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
      const answer = await askAws("eks:Describe*", found.look, notFound);
      return answer === undefined ? "none" : { id: found.id };
    } catch (error) {
      if (!(error instanceof LookUpError)) throw error;
      return found ? { id: found.id, certain: false } : "unknown";
    }
  };
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
