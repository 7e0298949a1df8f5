import { z } from "zod";
import { awsPermissionsOverride } from "./awsPermissionsSchema.js";
import { calico } from "./calicoSchema.js";
import { cluster, network } from "./clusterSchema.js";
import { deployment } from "./deploymentSchema.js";
import {
  arn,
  cidrList,
  flag,
  imageReference,
  limits,
  list,
  mapping,
  named,
  namespaceName,
  pinName,
  requests,
  text,
  textValue,
  variableName,
  whole,
  word,
  workloadName,
} from "./fields.js";
import { nodes } from "./nodesSchema.js";
import { registry } from "./registrySchema.js";
import { volumesOverride } from "./volumesSchema.js";

export type { CalicoDeclaration, ChartPin } from "./calicoSchema.js";
export type { EksCluster, ExistingCluster, NetworkDeclaration } from "./clusterSchema.js";
export type { NodeGroupDeclaration } from "./nodesSchema.js";

/* The `basalt:` part of Pulumi.<stack>.yaml: what one environment runs, and where. */

const addonVersion = text(
  /^v\d+\.\d+\.\d+-eksbuild\.\d+$/,
  "an exact add-on version such as v1.35.3-eksbuild.29",
);

const addons = mapping(
  {
    "kube-proxy": addonVersion.describe("Exact version of kube-proxy, not newer than the control plane."),
    coredns: addonVersion.describe("Exact version of CoreDNS."),
    "eks-pod-identity-agent": addonVersion
      .optional()
      .describe(
        "Exact version of the agent that gives workloads their roles in AWS. Needed where a workload has aws, and by aws-ebs-csi-driver. Default: none.",
      ),
    "aws-ebs-csi-driver": addonVersion
      .optional()
      .describe(
        "Exact version of the driver of EBS volumes, v1.58.0 or newer. Needed where a workload has volumes. Default: none.",
      ),
  },
  "EKS add-ons",
);

const enforcement = word("enforced", "staged");

const workloadOverride = mapping(
  {
    replicas: whole(0, 10_000, "replicas")
      .optional()
      .describe("Pods of a Deployment or StatefulSet. Default: as the namespace file says."),
    requests: requests
      .optional()
      .describe("What each pod asks for, as a whole. Default: as the namespace file says."),
    limits: limits
      .optional()
      .describe("What each pod gets at most, as a whole. Default: as the namespace file says."),
    env: named(variableName, textValue, "a mapping of environment variables")
      .optional()
      .describe("Environment variables that are added, or differ. Default: none."),
    volumes: volumesOverride
      .optional()
      .describe("Size and keep of its volumes, by path. Default: as the namespace file says."),
    aws: awsPermissionsOverride
      .optional()
      .describe(
        "What it may do in AWS, as a whole; only where the namespace file says aws as well. Default: as the namespace file says.",
      ),
  },
  "what differs for a workload",
);

const namespaceOverride = mapping(
  {
    enforcement: enforcement
      .optional()
      .describe(
        "How its policies take effect: enforced, or staged (they report and deny nothing). Default: as basalt:enforcement says.",
      ),
    existing: flag
      .default(false)
      .describe(
        "The namespace exists already: only policies and workloads are added, its labels and quota are left alone. Default: false.",
      ),
    workloads: named(workloadName, workloadOverride, "a mapping from workloads to what differs")
      .default({})
      .describe("What differs here, by rendered workload. Default: nothing."),
    cidrs: named(
      pinName,
      cidrList.min(1, { error: "at least one CIDR" }),
      "a mapping from a flow's named range to its CIDRs",
    )
      .default({})
      .describe("CIDRs of flows' ranges, by name, in place of those of the namespace file. Default: none."),
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
      .describe(
        "Further namespaces that the last-resort deny leaves alone. Default: those of Kubernetes and Calico only.",
      ),
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
    cluster: cluster.describe("The cluster: one of kind eks, which Basalt makes, or one that exists."),
    network: network.optional().describe("The VPC and its ranges. EKS only, and required there."),
    nodes: nodes.optional().describe("The node groups. EKS only, and required there."),
    calico: calico
      .optional()
      .describe("Calico's version and pins. Required on EKS, and where cluster.calico is install."),
    addons: addons.optional().describe("Exact versions of EKS add-ons. EKS only, and required there."),
    registry: registry
      .optional()
      .describe("Repositories in ECR for the images that a team builds. EKS only. Default: none."),
    enforcement: enforcement
      .default("enforced")
      .describe(
        "How policies take effect where a namespace says nothing: enforced, or staged (they report and deny nothing). Default: enforced.",
      ),
    namespaces: named(namespaceName, namespaceOverride, "a mapping from namespaces to what differs")
      .default({})
      .describe("What differs here from the namespace files, by namespace. Default: nothing."),
    images: named(pinName, imageReference, "a mapping from names to images")
      .default({})
      .describe("Images by the names that workloads use, each with its digest. Default: none."),
    certificates: named(pinName, certificate, "a mapping from names to ACM certificates")
      .default({})
      .describe(
        "Certificates by the names that flows use under tls: ARNs of ACM in the cluster's account and region, or none to serve without TLS. Default: none.",
      ),
    secrets: named(pinName, z.unknown(), "a mapping from names to secrets")
      .default({})
      .describe(
        "Secrets by the names that workloads use, each set with pulumi config set --secret --path. Default: none.",
      ),
    guardrails: guardrails
      .default({ systemNamespaces: [] })
      .describe("Rules for the whole cluster, whatever the namespaces say."),
    deployment: deployment
      .default({ rollbackOnFailure: false })
      .describe("How this stack is deployed; changes no resource."),
  },
  "an environment",
);

/** What a stack file declares, defaults filled in. */
export type Environment = z.output<typeof environmentSchema>;
export type Enforcement = z.output<typeof enforcement>;
