import { z } from "zod";
import {
  arn,
  byteQuantity,
  cidrList,
  cidrText,
  cpuQuantity,
  flag,
  imageReference,
  kubernetesVersion,
  list,
  mapping,
  named,
  namespaceName,
  pinName,
  portNumber,
  sha256,
  text,
  variableName,
  whole,
  word,
  workloadName,
  dnsLabel,
} from "./fields.js";

/* The `basalt:` part of Pulumi.<stack>.yaml: what one environment runs, and where. */

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
const addonVersion = text(
  /^v\d+\.\d+\.\d+-eksbuild\.\d+$/,
  "an exact add-on version such as v1.35.3-eksbuild.29",
);
const adminArn = arn("iam", "(role|user)/[\\w+=,.@/-]+", "the ARN of an IAM role or user");

const eksCluster = mapping(
  {
    kind: z.literal("eks"),
    name: dnsLabel(30).describe(
      "Physical name of the cluster. A new cluster is a new name; see docs/guide.md.",
    ),
    account: text(/^\d{12}$/, 'a quoted AWS account number of 12 digits, such as "111122223333"'),
    region,
    version: kubernetesVersion.describe("Kubernetes version of the control plane."),
    deployer: adminArn.describe(
      "Who creates the cluster, by running pulumi up: EKS makes this identity an administrator itself.",
    ),
    admins: list(adminArn, "a list of IAM role or user ARNs")
      .min(1, { error: "at least one IAM role or user ARN" })
      .describe("Who administers the cluster, next to the identity that creates it."),
    privateAccess: cidrList
      .min(1, { error: "at least one CIDR" })
      .optional()
      .describe(
        "Ranges outside the VPC that reach the API endpoint privately: by VPN, peering or a transit gateway.",
      ),
    publicAccess: cidrList
      .min(1, { error: "at least one CIDR; leave publicAccess out for a private endpoint" })
      .optional()
      .describe(
        "Ranges that reach the API endpoint over the Internet. Default: none, the endpoint is private.",
      ),
    deletionProtection: flag.default(false).describe("Refuse to delete the cluster. Default: false."),
    logRetentionDays: z
      .union(
        ([30, 60, 90, 180, 365, 731, 1827] as const).map((days) => z.literal(days)),
        { error: "one of 30, 60, 90, 180, 365, 731, 1827" },
      )
      .default(90)
      .describe("Days that control-plane logs and VPC flow logs are kept. Default: 90."),
  },
  "an EKS cluster",
);

const existingCluster = mapping(
  {
    kind: z.literal("existing"),
    name: clusterName.describe("A stable name for the cluster; it becomes the provider's identity."),
    version: kubernetesVersion.describe("Kubernetes version that runs there."),
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
      .describe("Ranges of the nodes' network; they do not count as the Internet."),
    calico: word("install", "present").describe(
      "install: Basalt installs Calico. present: Calico runs already and is left alone.",
    ),
    loadBalancers: flag
      .default(false)
      .describe(
        "Whether Services of type LoadBalancer get an address; otherwise flows from the Internet use node ports. Default: false.",
      ),
    kubernetesApi: mapping(
      { cidrs: cidrList.min(1, { error: "at least one CIDR" }), port: portNumber },
      "the API server's own address",
    )
      .optional()
      .describe("Address of the API server behind the `kubernetes` Service, for flows to kubernetes-api."),
    dnsUpstreams: cidrList.default([]).describe("Resolvers that the cluster's DNS asks."),
    awsEndpoints: named(
      text(/^[a-z0-9.-]+$/, "the name of an AWS service"),
      cidrList.min(1, { error: "at least one CIDR" }),
      "a mapping from AWS services to CIDRs",
    )
      .default({})
      .describe("Addresses of interface endpoints, for flows to AWS services."),
  },
  "an existing cluster",
);

const network = mapping(
  {
    vpcCidr: cidrText.describe("Range of the VPC, /16 to /20."),
    serviceCidr: cidrText.describe(
      "Range of Service addresses, /12 to /24, inside a private range, outside the VPC.",
    ),
    zones: list(zone, "a list of three availability zones").length(3, { error: "three availability zones" }),
    transitGateway: mapping(
      {
        id: text(/^tgw-[0-9a-f]{17}$/, "the id of a transit gateway, tgw-..."),
        cidrs: cidrList.min(1, { error: "at least one CIDR" }),
      },
      "a transit gateway",
    )
      .optional()
      .describe("A transit gateway to attach the VPC to, and the ranges that are reached by it."),
    natGateways: word("one-per-zone", "single")
      .default("one-per-zone")
      .describe("single saves money and loses the Internet with its zone. Default: one-per-zone."),
  },
  "the VPC",
);

const taint = mapping(
  {
    key: text(/^[A-Za-z0-9]([\w./-]{0,251}[A-Za-z0-9])?$/, "a taint key"),
    value: text(/^[\w.-]{0,63}$/, "a taint value"),
    effect: word("NoSchedule", "NoExecute", "PreferNoSchedule"),
  },
  "a taint",
);

const nodeGroup = mapping(
  {
    name: dnsLabel(20),
    family: word("bottlerocket", "al2023")
      .default("bottlerocket")
      .describe("AMI family. Default: bottlerocket."),
    release: text(
      /^(\d+\.\d+\.\d+-[0-9a-f]{8}|1\.\d{2}\.\d+-\d{8})$/,
      "an exact AMI release: 1.66.0-1ad6b4a4 (Bottlerocket) or 1.35.7-20260911 (AL2023); never latest or recommended",
    ),
    version: kubernetesVersion
      .optional()
      .describe("Kubernetes version of the nodes. Default: the control plane's."),
    architecture: word("x86_64", "arm64").default("x86_64"),
    instanceTypes: list(
      text(/^[a-z0-9-]+\.[a-z0-9-]+$/, "an EC2 instance type such as m7i.large"),
      "a list of EC2 instance types",
    ).min(1, { error: "at least one instance type" }),
    capacity: word("on-demand", "spot").default("on-demand"),
    size: mapping(
      { min: whole(0, 450, "nodes"), max: whole(1, 450, "nodes") },
      "bounds for each zone",
    ).describe("Nodes in each zone."),
    disk: mapping({ sizeGiB: whole(20, 16384, "GiB") }, "the data volume").default({ sizeGiB: 50 }),
    labels: named(
      text(/^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/, "a label key"),
      text(/^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/, "a label value"),
      "a mapping of labels",
    ).default({}),
    taints: list(taint, "a list of taints").default([]),
    maxPods: whole(8, 250, "pods")
      .default(110)
      .describe("Pods a node runs at most. AWS caps it at 110 below 30 vCPU. Default: 110."),
    ssm: flag.default(false).describe("Session Manager on the nodes, for emergencies. Default: false."),
  },
  "a node group",
);

const chart = mapping(
  {
    source: text(
      /^(https:\/\/[\w./:@-]+|[\w./@-]+)\.tgz$/,
      "an https:// address or a path that ends in .tgz",
    ),
    sha256,
  },
  "a chart archive",
);

/** Images that the operator asks for whatever is switched on (tigera/operator, pkg/components). */
export const calicoImages = [
  "apiserver",
  "cni",
  "csi",
  "key-cert-provisioner",
  "kube-controllers",
  "node",
  "node-driver-registrar",
  "pod2daemon-flexvol",
  "typha",
] as const;

/** Images that observation needs on top. */
export const calicoObservationImages = ["goldmane", "whisker", "whisker-backend"] as const;

const calicoImageNames = [...calicoImages, ...calicoObservationImages] as const;

const calico = mapping(
  {
    version: text(/^v3\.\d+\.\d+$/, "an exact Calico release such as v3.32.1"),
    podCidr: cidrText.describe("Range of pod addresses, /12 to /20."),
    charts: mapping({ crds: chart, operator: chart }, "Calico's two charts"),
    operatorImage: imageReference,
    registry: text(/^[a-z0-9.-]+(:\d+)?\/$/, "a registry that ends in a slash, such as registry.example.com/")
      .default("quay.io/")
      .describe("Registry of Calico's images, or a mirror of it. Default: quay.io/."),
    images: z.partialRecord(
      z.enum(calicoImageNames, { error: `only ${calicoImageNames.join(", ")}` }),
      sha256,
      { error: `a mapping from ${calicoImageNames.join(", ")} to digests` },
    ),
    observation: flag.default(true).describe("Goldmane and Whisker, for observing flows. Default: true."),
  },
  "Calico",
);

const enforcement = word("enforced", "staged");

const resources = mapping({ cpu: cpuQuantity, memory: byteQuantity }, "cpu and memory");

const workloadOverride = mapping(
  {
    replicas: whole(0, 10_000, "replicas").optional(),
    requests: resources.optional(),
    limits: mapping(
      { cpu: cpuQuantity.optional(), memory: byteQuantity },
      "memory, and cpu where it is to be throttled",
    ).optional(),
    env: named(
      variableName,
      z.string({ error: "text; quote numbers and true/false" }),
      "a mapping of environment variables",
    ).optional(),
  },
  "what differs for a workload",
);

const namespaceOverride = mapping(
  {
    enforcement: enforcement.optional(),
    existing: flag
      .default(false)
      .describe(
        "The namespace exists already: only policies and workloads are added, its labels and quota are left alone. Default: false.",
      ),
    workloads: named(workloadName, workloadOverride, "a mapping from workloads to what differs").default({}),
    cidrs: named(
      pinName,
      cidrList.min(1, { error: "at least one CIDR" }),
      "a mapping from a flow's named range to its CIDRs",
    ).default({}),
  },
  "what differs for a namespace",
);

const certificate = z.union(
  [z.literal("none"), arn("acm", "certificate/[0-9a-f-]+", "the ARN of an ACM certificate")],
  {
    error: "the ARN of an ACM certificate, or none to serve without TLS",
  },
);

const guardrails = mapping(
  {
    systemNamespaces: list(namespaceName, "a list of namespaces")
      .default([])
      .describe("Further namespaces that the last-resort deny leaves alone."),
    lastResortDeny: flag
      .optional()
      .describe(
        "Deny all in namespaces that nobody declared. Default: true on EKS, false on an existing cluster.",
      ),
  },
  "cluster-wide rules",
);

/** One environment, as `basalt:<key>` in Pulumi.<stack>.yaml. */
export const environmentSchema = mapping(
  {
    cluster: z.discriminatedUnion("kind", [eksCluster, existingCluster], {
      error: "a cluster of kind eks or existing",
    }),
    network: network.optional(),
    nodes: list(nodeGroup, "a list of node groups").min(1, { error: "at least one node group" }).optional(),
    calico: calico.optional(),
    addons: mapping({ "kube-proxy": addonVersion, coredns: addonVersion }, "EKS add-ons").optional(),
    enforcement: enforcement
      .default("enforced")
      .describe("How policies take effect where a namespace says nothing. Default: enforced."),
    namespaces: named(namespaceName, namespaceOverride, "a mapping from namespaces to what differs").default(
      {},
    ),
    images: named(pinName, imageReference, "a mapping from names to images").default({}),
    certificates: named(pinName, certificate, "a mapping from names to ACM certificates").default({}),
    secrets: named(pinName, z.unknown(), "a mapping from names to secrets").default({}),
    guardrails: guardrails.default({ systemNamespaces: [] }),
  },
  "an environment",
);

/** What a stack file declares, defaults filled in. */
export type Environment = z.output<typeof environmentSchema>;
export type EksCluster = z.output<typeof eksCluster>;
export type ExistingCluster = z.output<typeof existingCluster>;
export type NetworkDeclaration = z.output<typeof network>;
export type NodeGroupDeclaration = z.output<typeof nodeGroup>;
export type CalicoDeclaration = z.output<typeof calico>;
export type Enforcement = z.output<typeof enforcement>;
export type ChartPin = z.output<typeof chart>;
