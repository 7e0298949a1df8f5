import { paginateDescribeAddonVersions, type AddonVersionInfo, type EKSClient } from "@aws-sdk/client-eks";
import { askAws } from "../aws/askAws.js";
import { LookUpError } from "../lookUpError.js";
import { placeOf, type Finding, type Pin } from "./pin.js";
import { compareVersions, newestOf } from "./versionOrder.js";

/** Which add-ons a cluster can have. */
export interface AddonNeeds {
  /** Kubernetes version of the control plane. */
  readonly version: string;
  /** Architectures of the stack's nodes, as the declaration writes them. */
  readonly architectures: readonly string[];
}

/**
 * The newest version of an add-on that AWS declares compatible with the cluster. Not AWS's default: that lags behind by
 * weeks, which are weeks without fixes, and goes backwards where somebody is ahead of it. What the default is, is told.
 *
 * @throws LookUpError where AWS does not tell
 */
export async function findAddonVersion(
  eks: EKSClient,
  { name, addon, version }: Extract<Pin, { kind: "addon" }>,
  needs: AddonNeeds,
): Promise<Finding> {
  const offered = await versionsOf(eks, addon, needs);
  const newest = newestOf([...offered.keys()], compareVersions);
  if (newest === undefined)
    throw new LookUpError(`AWS offers no version of ${addon} for Kubernetes ${needs.version}`);
  const remarks = offered.has(version)
    ? []
    : [{ pin: name, text: `AWS does not offer the pinned ${version} for Kubernetes ${needs.version}` }];
  if (compareVersions(newest, version) <= 0) return { remarks };
  const byDefault = [...offered].find(([, isDefault]) => isDefault)?.[0];
  return {
    remarks,
    update: {
      pin: name,
      from: version,
      to: newest,
      edits: [{ path: placeOf("addons", addon), from: version, to: newest }],
      notes: notesOf(addon, newest),
      ...(byDefault === undefined || byDefault === newest ? {} : { remark: `AWS's default is ${byDefault}` }),
    },
  };
}

/** Versions that a cluster can have, and whether each is AWS's default. */
async function versionsOf(
  eks: EKSClient,
  addonName: string,
  { version, architectures }: AddonNeeds,
): Promise<Map<string, boolean>> {
  const offered = new Map<string, boolean>();
  const fits = ({ architecture = [] }: AddonVersionInfo) =>
    architectures.every((each) => architecture.includes(each === "x86_64" ? "amd64" : each));
  await askAws("eks:DescribeAddonVersions", async () => {
    const input = { addonName, kubernetesVersion: version };
    for await (const { addons = [] } of paginateDescribeAddonVersions({ client: eks }, input)) {
      for (const found of addons.flatMap(({ addonVersions = [] }) => addonVersions)) {
        const { addonVersion = "", compatibilities = [] } = found;
        const own = compatibilities.find(({ clusterVersion }) => clusterVersion === version);
        if (own && fits(found) && /^v\d+\.\d+\.\d+-eksbuild\.\d+$/.test(addonVersion))
          offered.set(addonVersion, own.defaultVersion === true);
      }
    }
  });
  return offered;
}

/** What EKS adds is told nowhere but in its user guide; what changed is the project's to tell. */
function notesOf(addon: string, version: string): string | undefined {
  const release = version.split("-")[0]!;
  const [, minor = ""] = /^v1\.(\d+)\./.exec(release) ?? [];
  switch (addon) {
    case "kube-proxy":
      return `https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.${minor}.md`;
    case "coredns":
      return `https://github.com/coredns/coredns/releases/tag/${release}`;
    case "aws-ebs-csi-driver":
      return `https://github.com/kubernetes-sigs/aws-ebs-csi-driver/releases/tag/${release}`;
    case "eks-pod-identity-agent":
      return `https://github.com/aws/eks-pod-identity-agent/releases/tag/${release}`;
    default:
      return undefined;
  }
}
