import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import type { NodeGroupDeclaration } from "../../config/environmentSchema.js";
import { askAws } from "../aws/askAws.js";
import { LookUpError } from "../lookUpError.js";
import { dayOf } from "./days.js";
import { placeOf, type Finding, type Pin } from "./pin.js";
import { compareNumbers } from "./versionOrder.js";

type Family = NodeGroupDeclaration["family"];

/** Where AWS publishes the newest release of a family for a Kubernetes version. */
const parameters: Readonly<Record<Family, (version: string, architecture: string) => string>> = {
  // https://github.com/bottlerocket-os/bottlerocket/blob/develop/QUICKSTART-EKS.md
  bottlerocket: (version, architecture) =>
    `/aws/service/bottlerocket/aws-k8s-${version}/${architecture}/latest/image_version`,
  // https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html
  al2023: (version, architecture) =>
    `/aws/service/eks/optimized-ami/${version}/amazon-linux-2023/${architecture}/standard/recommended/release_version`,
};

/** A release as {@link parameters} and the declaration write it. */
const forms: Readonly<Record<Family, RegExp>> = {
  bottlerocket: /^(\d+)\.(\d+)\.(\d+)-[0-9a-f]{8}$/,
  al2023: /^1\.(\d{2})\.\d+-(20\d{6})$/,
};

/**
 * The newest AMI release for a group's nodes.
 *
 * @param version Kubernetes version of the nodes
 * @throws LookUpError where AWS does not tell
 */
export async function findNodeRelease(
  ssm: SSMClient,
  { name, index, group }: Extract<Pin, { kind: "nodes" }>,
  version: string,
): Promise<Finding> {
  const { family, architecture, release } = group;
  const parameter = parameters[family](version, architecture);
  const answer = await askAws(
    "ssm:GetParameter",
    () => ssm.send(new GetParameterCommand({ Name: parameter })),
    ["ParameterNotFound"],
  );
  const newest = answer?.Parameter?.Value;
  if (newest === undefined)
    throw new LookUpError(
      `AWS has no release of ${family} for Kubernetes ${version} on ${architecture} in this region (no parameter ${parameter})`,
    );
  if (!forms[family].test(newest))
    throw new LookUpError(`${parameter}: found ${JSON.stringify(newest)}, which is no release of ${family}`);
  if (newest === release) return { remarks: [] };
  if (compareNumbers(orderOf(family, newest), orderOf(family, release)) < 0)
    return {
      remarks: [
        {
          pin: name,
          text: `AWS's newest is ${newest}, older than the pinned ${release}: that one may have been withdrawn`,
        },
      ],
    };
  const al2023Day = /-(\d{4})(\d{2})(\d{2})$/.exec(newest);
  return {
    remarks: [],
    update: {
      pin: name,
      from: release,
      to: newest,
      edits: [{ path: placeOf("nodes", index, "release"), from: release, to: newest }],
      released:
        family === "al2023" && al2023Day
          ? al2023Day.slice(1).join("-")
          : dayOf(answer?.Parameter?.LastModifiedDate),
      notes: notesOf(family, newest),
    },
  };
}

/** What decides which release is newer: of AL2023 the Kubernetes minor and the day, not Kubernetes' patch. */
function orderOf(family: Family, release: string): number[] {
  return forms[family].exec(release)!.slice(1).map(Number);
}

function notesOf(family: Family, release: string): string {
  const [before, after] = release.split("-") as [string, string];
  return family === "bottlerocket"
    ? `https://github.com/bottlerocket-os/bottlerocket/releases/tag/v${before}`
    : `https://github.com/awslabs/amazon-eks-ami/releases/tag/v${after}`;
}
