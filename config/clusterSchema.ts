import { z } from "zod";
import {
  arn,
  cidrList,
  cidrText,
  dnsLabel,
  flag,
  kubernetesVersion,
  list,
  mapping,
  named,
  portNumber,
  text,
  word,
} from "./fields.js";

/* basalt:cluster and basalt:network: the cluster, and for EKS the VPC around it. */

const region = text(
  // Other partitions (China, GovCloud) have other ARNs and endpoints.
  /^(?!us-gov-|us-iso|cn-|eu-isoe-)[a-z]{2}(-[a-z]+)+-\d$/,
  "a region of the partition aws, such as eu-central-1",
);
const zone = text(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, "an availability zone such as eu-central-1a");
const clusterName = text(
  /^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/,
  "letters, digits and hyphens, at most 100 characters",
);
const identityArn = arn("iam", "(role|user)/[\\w+=,.@/-]+", "the ARN of an IAM role or user");
const cidrs = cidrList.min(1, { error: "at least one CIDR" });

const eksCluster = mapping(
  {
    kind: z.literal("eks").describe("A cluster that Basalt makes on Amazon EKS."),
    name: dnsLabel(30).describe(
      "Physical name of the cluster. A new cluster is a new name; see docs/guide.md.",
    ),
    account: text(/^\d{12}$/, 'a quoted AWS account number of 12 digits, such as "111122223333"').describe(
      "The AWS account, 12 digits in quotes. Nothing is deployed to another one.",
    ),
    region: region.describe("The AWS region, such as eu-central-1. Nothing is deployed to another one."),
    version: kubernetesVersion.describe('Kubernetes version of the control plane, in quotes: "1.35".'),
    deployer: identityArn.describe(
      "Who creates the cluster, by running pulumi up: EKS makes this identity of the cluster's account an administrator itself.",
    ),
    admins: list(identityArn, "a list of IAM role or user ARNs")
      .min(1, { error: "at least one IAM role or user ARN" })
      .describe("Who administers the cluster, next to the identity that creates it."),
    privateAccess: cidrs
      .optional()
      .describe(
        "Ranges outside the VPC that reach the API endpoint privately: by VPN, peering or a transit gateway. Default: none.",
      ),
    publicAccess: cidrList
      .min(1, { error: "at least one CIDR; leave publicAccess out for a private endpoint" })
      .optional()
      .describe(
        "Ranges of the Internet that reach the API endpoint over it. Default: none, the endpoint is private.",
      ),
    deletionProtection: flag.default(false).describe("Refuse to delete the cluster. Default: false."),
    logRetentionDays: z
      .union(
        ([30, 60, 90, 180, 365, 731, 1827] as const).map((days) => z.literal(days)),
        { error: "one of 30, 60, 90, 180, 365, 731, 1827" },
      )
      .default(90)
      .describe("Days that control-plane logs and VPC flow logs are kept. Default: 90."),
    keep: list(word("logs", "keys"), "a list of what is kept: logs, keys")
      .default([])
      .describe(
        "What stays in the account when the stack is destroyed: logs (of the control plane and of flows), keys (of KMS, without which backups of secrets cannot be read). Default: nothing.",
      ),
  },
  "an EKS cluster",
);

const existingCluster = mapping(
  {
    kind: z.literal("existing").describe("A cluster that somebody else made."),
    name: clusterName.describe("A stable name for the cluster; it becomes the provider's identity."),
    version: kubernetesVersion.describe('Kubernetes version that runs there, in quotes: "1.35".'),
    kubeconfig: z
      .string({ error: "a path" })
      .min(1, { error: "a path" })
      .optional()
      .describe("Path of a kubeconfig file. Default: KUBECONFIG or ~/.kube/config."),
    context: text(/^\S{1,253}$/, "the name of a context in the kubeconfig").describe(
      "Context of that kubeconfig. Always named, so that the current context decides nothing.",
    ),
    podCidr: cidrText.describe("Range of pod addresses."),
    serviceCidr: cidrText.describe("Range of Service addresses."),
    nodeCidrs: cidrList
      .default([])
      .describe("Ranges of the nodes' network; they do not count as the Internet. Default: none."),
    calico: word("install", "present").describe(
      "install: Basalt installs Calico. present: Calico runs already and is left alone.",
    ),
    loadBalancers: flag
      .default(false)
      .describe(
        "Whether Services of type LoadBalancer get an address; otherwise flows from the Internet use node ports. Default: false.",
      ),
    storageClass: text(
      /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
      "the name of a StorageClass, as `kubectl get storageclasses` prints it",
    )
      .optional()
      .describe(
        "StorageClass of workloads' volumes, one that is there already. Needed where a workload has volumes. Default: none.",
      ),
    kubernetesApi: mapping(
      {
        cidrs: cidrs.describe(
          "Addresses of the API server, as `kubectl get endpointslices kubernetes` prints them.",
        ),
        port: portNumber.describe("Port of the API server there, usually 6443."),
      },
      "the API server's own address",
    )
      .optional()
      .describe(
        "Address of the API server behind the `kubernetes` Service, for flows to kubernetes-api. Default: none, no flow may name it.",
      ),
    dnsUpstreams: cidrList
      .default([])
      .describe("Resolvers that the cluster's DNS asks. Default: none, the DNS pods get no policy."),
    awsEndpoints: named(
      text(/^[a-z0-9.-]+$/, "the name of an AWS service"),
      cidrs,
      "a mapping from AWS services to CIDRs",
    )
      .default({})
      .describe("Addresses of interface endpoints, for flows to AWS services. Default: none."),
  },
  "an existing cluster",
);

/** basalt:cluster. */
export const cluster = z.discriminatedUnion("kind", [eksCluster, existingCluster], {
  error: "a cluster of kind eks or existing",
});

/** basalt:network. */
export const network = mapping(
  {
    vpcCidr: cidrText.describe("Range of the VPC, /16 to /20."),
    serviceCidr: cidrText.describe(
      "Range of Service addresses, /12 to /24, inside a private range, outside the VPC.",
    ),
    zones: list(zone, "a list of three availability zones")
      .length(3, { error: "three availability zones" })
      .describe("Three availability zones of the cluster's region."),
    transitGateway: mapping(
      {
        id: text(/^tgw-[0-9a-f]{17}$/, "the id of a transit gateway, tgw-...").describe(
          "Id of the transit gateway, tgw-...",
        ),
        cidrs: cidrs.describe("Ranges behind it, to which the VPC gets routes."),
      },
      "a transit gateway",
    )
      .optional()
      .describe(
        "A transit gateway to attach the VPC to, and the ranges that are reached by it. Default: none.",
      ),
    natGateways: word("one-per-zone", "single")
      .default("one-per-zone")
      .describe("single saves money and loses the Internet with its zone. Default: one-per-zone."),
  },
  "the VPC",
);

export type EksCluster = z.output<typeof eksCluster>;
export type ExistingCluster = z.output<typeof existingCluster>;
export type NetworkDeclaration = z.output<typeof network>;
