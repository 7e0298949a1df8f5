import {
  paginateDescribeClusterVersions,
  type ClusterVersionInformation,
  type EKSClient,
} from "@aws-sdk/client-eks";
import { minorOf } from "../../config/versions.js";
import { askAws } from "../aws/askAws.js";
import { LookUpError } from "../lookUpError.js";
import { dayOf } from "./days.js";
import { placeOf, type Finding, type Remark } from "./pin.js";

/** AWS's calendar of Kubernetes versions. */
const calendar = "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html";

/**
 * The Kubernetes version after a cluster's, never further: a control plane goes one minor version at a time, and never
 * back. Told where it is not asked for, because there is no way back from it.
 *
 * @param asked whether the next version is to be proposed
 * @throws LookUpError where AWS does not tell
 */
export async function findClusterVersion(
  eks: EKSClient,
  version: string,
  asked: boolean,
  today: string,
): Promise<Finding> {
  const offered = await versionsOf(eks);
  const own = offered.get(version);
  if (!own) throw new LookUpError(`AWS does not list Kubernetes ${version} among the versions of EKS`);
  const successor = `1.${minorOf(version) + 1}`;
  const next = offered.get(successor);
  const remarks: Remark[] = [{ pin: "kubernetes", text: supportText(version, own, today) }];
  if (!next || next.versionStatus === "UNSUPPORTED") return { remarks };
  if (!asked) {
    remarks.push({
      pin: "kubernetes",
      text: `${successor} is offered (${supportText(successor, next, today)}); --next proposes it. No control plane goes back`,
    });
    return { remarks };
  }
  return {
    remarks,
    update: {
      pin: "kubernetes",
      from: version,
      to: successor,
      edits: [{ path: placeOf("cluster", "version"), from: version, to: successor }],
      released: dayOf(next.releaseDate),
      notes: calendar,
      remark: "no control plane goes back; workloads and clients of removed APIs must be ready before",
    },
  };
}

async function versionsOf(eks: EKSClient): Promise<Map<string, ClusterVersionInformation>> {
  const offered = new Map<string, ClusterVersionInformation>();
  await askAws("eks:DescribeClusterVersions", async () => {
    for await (const { clusterVersions = [] } of paginateDescribeClusterVersions({ client: eks }, {}))
      for (const each of clusterVersions)
        if (each.clusterVersion !== undefined) offered.set(each.clusterVersion, each);
  });
  return offered;
}

function supportText(
  version: string,
  { endOfStandardSupportDate, endOfExtendedSupportDate }: ClusterVersionInformation,
  today: string,
): string {
  const standard = dayOf(endOfStandardSupportDate);
  const extended = dayOf(endOfExtendedSupportDate);
  if (standard === undefined) return `AWS does not say until when it supports ${version}`;
  if (today < standard) return `AWS supports ${version} until ${standard}`;
  return extended !== undefined && today < extended
    ? `standard support of ${version} ended on ${standard}; extended support, at a surcharge, ends on ${extended}`
    : `support of ${version} has ended`;
}
