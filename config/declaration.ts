import type { Deployed } from "./checkSuccession.js";
import type { Flow, PortRange, Protocol, WorkloadPeer } from "../flows/flow.js";
import type {
  CalicoDeclaration,
  EksCluster,
  Enforcement,
  ExistingCluster,
  NetworkDeclaration,
  NodeGroupDeclaration,
} from "./environmentSchema.js";
import type { AwsStatement } from "./awsPermissionsSchema.js";
import type { AwsService } from "./awsServices.js";
import type { ProbeDeclaration, RenderedWorkloadDeclaration } from "./namespaceSchema.js";

/*
 * What the program works on: both kinds of file, checked against each other, names looked up, the stack's
 * overrides applied. Plain readonly data.
 */

/** Everything that one stack deploys. */
export interface Declaration {
  readonly stack: string;
  readonly cluster: Cluster;
  readonly calico?: CalicoDeclaration;
  readonly addresses: ClusterAddresses;
  readonly guardrails: { readonly systemNamespaces: readonly string[]; readonly lastResortDeny: boolean };
  readonly images: Readonly<Record<string, string>>;
  /** How it is deployed; no resource knows of it. */
  readonly deployment: { readonly rollbackOnFailure: boolean };
  /** Sorted by name. */
  readonly namespaces: readonly Namespace[];
  /** Every declared flow, each once, in the order of files and lines. */
  readonly flows: readonly Flow[];
  /** Where flows and assertions are declared, for messages: `namespaces/shop.yaml:93 flows[3]`. */
  readonly places: ReadonlyMap<object, string>;
  /** What the stack runs before this is deployed, where an engine tells. */
  readonly deployed: Deployed;
  /** Things that work but that a reader should know. */
  readonly warnings: readonly Warning[];
}

/** Something that works, but that a reader of the plan should know. */
export interface Warning {
  /** A namespace, a node group or a part of the stack file. */
  readonly subject: string;
  readonly text: string;
}

export type Cluster =
  | {
      readonly kind: "eks";
      readonly eks: EksCluster;
      readonly network: NetworkDeclaration;
      readonly nodes: readonly NodeGroupDeclaration[];
      /** Exact versions by name. */
      readonly addons: Addons;
      readonly registry?: { readonly repositories: readonly string[]; readonly keep: boolean };
      /** AWS services that get an interface endpoint, in the catalogue's order. */
      readonly endpoints: readonly AwsService[];
    }
  | { readonly kind: "existing"; readonly existing: ExistingCluster };

/** Exact versions of EKS add-ons; the optional ones are installed where they are pinned. */
export interface Addons {
  readonly "kube-proxy": string;
  readonly coredns: string;
  readonly "eks-pod-identity-agent"?: string;
  readonly "aws-ebs-csi-driver"?: string;
}

/** The cluster's own ranges; canonical CIDRs. */
export interface ClusterAddresses {
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** The VPC, or the nodes' networks of an existing cluster. */
  readonly nodeCidrs: readonly string[];
  /** The API server behind the `kubernetes` Service; undefined where it is not declared. */
  readonly kubernetesApi?: { readonly cidrs: readonly string[]; readonly port: number };
  /** Resolvers that the cluster's DNS asks; empty where they are not declared. */
  readonly dnsUpstreams: readonly string[];
}

/** One namespace of one stack. */
export interface Namespace {
  readonly name: string;
  /** Path of its file, relative to the project. */
  readonly file: string;
  readonly enforcement: Enforcement;
  /** The namespace is not created here: its labels and quota are somebody else's. */
  readonly existing: boolean;
  readonly podSecurity: {
    readonly level: "restricted" | "baseline" | "privileged";
    readonly reason?: string;
  };
  readonly quota?: { readonly pods: number; readonly cpu: string; readonly memory: string };
  /** Sorted by name. */
  readonly workloads: readonly Workload[];
  /** Flows that one of its workloads opens or accepts. */
  readonly flows: readonly Flow[];
  readonly never: readonly {
    readonly from: string;
    readonly to: string;
    readonly except: readonly string[];
  }[];
}

/** A port that a workload serves. */
export interface WorkloadPort {
  readonly name: string;
  /** Port of the pod. */
  readonly port: number;
  /** Port of the Service. */
  readonly service: number;
  readonly protocol: Protocol;
}

export type Workload = RenderedWorkload | SelectedWorkload;

/** A workload that something else renders; it gets policies only. */
interface SelectedWorkload {
  readonly rendered: false;
  readonly name: string;
  readonly peer: WorkloadPeer;
  readonly ports: readonly WorkloadPort[];
}

/** A workload that Basalt renders. */
export interface RenderedWorkload {
  readonly rendered: true;
  readonly name: string;
  readonly peer: WorkloadPeer;
  readonly ports: readonly WorkloadPort[];
  readonly kind: RenderedWorkloadDeclaration["kind"];
  /** Full reference with digest. */
  readonly image: string;
  readonly replicas: number;
  readonly schedule?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Environment variables whose values are secrets of the stack, by the secrets' names. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly scratch: Readonly<Record<string, string>>;
  /** Volumes that outlive its pods, sorted by path; undefined where it has none. */
  readonly volumes?: readonly Volume[];
  /** What it may do in AWS; undefined where it has no role there. */
  readonly aws?: { readonly statements: readonly AwsStatement[] };
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu?: string; readonly memory: string };
  readonly probes: {
    readonly readiness?: ProbeDeclaration;
    readonly liveness?: ProbeDeclaration;
    readonly startup?: ProbeDeclaration;
  };
  readonly user: number;
  readonly kubernetesToken: boolean;
  readonly terminationGraceSeconds: number;
  /** The node group it is bound to, with the taints that it then tolerates. */
  readonly nodes?: NodeGroupDeclaration;
  /** How it is reached from outside the cluster: one for each range that flows come from. */
  readonly exposures: readonly Exposure[];
}

/** A volume of each replica of a StatefulSet. */
export interface Volume {
  /** Name in the pod, and the beginning of its claims' names; made from the path. */
  readonly name: string;
  /** Where a pod finds it. */
  readonly path: string;
  readonly size: string;
  /** Whether it stays when its replica, its workload or the cluster goes. */
  readonly keep: boolean;
}

/** A workload's load balancer (or node port). */
export interface Exposure {
  /** Name of its Service. */
  readonly service: string;
  /** Client ranges that the load balancer admits; canonical CIDRs, sorted. */
  readonly sources: readonly string[];
  /** Whether clients come over the Internet (else from private ranges, by an internal load balancer). */
  readonly scheme: "internet-facing" | "internal";
  readonly ports: readonly ExposedPort[];
}

/** One listener. */
export interface ExposedPort {
  readonly name: string;
  readonly listener: number;
  readonly target: PortRange;
  /** ARN of the certificate with which the listener serves TLS. */
  readonly certificate?: string;
}
