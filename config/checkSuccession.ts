import { addressPlan } from "./addressPlan.js";
import type { Declaration } from "./declaration.js";
import type { Report } from "./report.js";
import { minorOf } from "./versions.js";

/** What a stack runs, as its state tells; what is undefined was never deployed. */
export interface Deployed {
  readonly eks?: {
    readonly name: string;
    readonly region?: string;
    readonly account?: string;
    readonly version?: string;
    readonly vpcCidr?: string;
    readonly serviceCidr?: string;
    /** Its subnets, as `zone cidr`. */
    readonly subnets: readonly string[];
  };
  /** Name of the cluster to which everything inside it was deployed. */
  readonly clusterIdentifier?: string;
  readonly podCidr?: string;
  /** Node groups by the name of their resource, one for each declared group and zone. */
  readonly nodeGroups: ReadonlyMap<string, DeployedNodeGroup>;
  /** Nodes that a group has at the moment, where its bounds change. */
  readonly liveSizes: ReadonlyMap<string, number>;
  /** By {@link objectKey}. */
  readonly objects: ReadonlyMap<string, DeployedObject>;
}

/** A node group of the state; the autoscaler moves it between its bounds. */
export interface DeployedNodeGroup {
  readonly name: string;
  readonly min: unknown;
  readonly max: unknown;
}

/** A Kubernetes object of the state. */
export interface DeployedObject {
  readonly urn: string;
  readonly spec: unknown;
}

/** What a new stack runs. */
export const nothingDeployed: Deployed = {
  nodeGroups: new Map(),
  liveSizes: new Map(),
  objects: new Map(),
};

/** The key of an object in {@link Deployed}. */
export function objectKey(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}

const sideBySide = "a new cluster is a new stack: docs/guide.md, A second cluster, side by side";

/** Refuses what AWS or Calico cannot change in place: the cluster would be replaced, with everything on it. */
export function checkSuccession(deployed: Deployed, declaration: Declaration, report: Report): void {
  const { eks, clusterIdentifier, podCidr } = deployed;
  const { cluster, calico } = declaration;
  const refuse = (path: readonly PropertyKey[], found: string, runs: string | undefined) => {
    if (runs !== undefined && found !== runs)
      report(path, `${found}, but this stack runs ${runs}`, `${runs}; ${sideBySide}`);
  };
  const name = cluster.kind === "eks" ? cluster.eks.name : cluster.existing.name;
  refuse(["cluster", "name"], name, eks?.name ?? clusterIdentifier);
  if (calico) refuse(["calico", "podCidr"], calico.podCidr, podCidr);
  if (cluster.kind === "existing") {
    if (eks) refuse(["cluster", "kind"], "existing", "eks");
    return;
  }
  if (!eks) {
    if (clusterIdentifier !== undefined) refuse(["cluster", "kind"], "eks", "existing");
    return;
  }
  refuse(["cluster", "account"], cluster.eks.account, eks.account);
  refuse(["cluster", "region"], cluster.eks.region, eks.region);
  refuse(["network", "serviceCidr"], cluster.network.serviceCidr, eks.serviceCidr);
  refuse(["network", "vpcCidr"], cluster.network.vpcCidr, eks.vpcCidr);
  const planned = addressPlan(cluster.network).map(({ zone, controlPlane }) => `${zone} ${controlPlane}`);
  if (cluster.network.vpcCidr === eks.vpcCidr && planned.some((subnet) => !eks.subnets.includes(subnet))) {
    report(
      ["network", "zones"],
      `${cluster.network.zones.join(", ")}, but this stack's subnets were made for others, or in another order`,
      `the zones and their order as they were deployed; ${sideBySide}`,
    );
  }
  checkVersion(cluster.eks.version, eks.version, report);
}

/** https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html */
function checkVersion(declared: string, runs: string | undefined, report: Report): void {
  if (runs === undefined) return;
  const step = minorOf(declared) - minorOf(runs);
  if (step < 0) {
    report(
      ["cluster", "version"],
      `${declared}, but this stack runs ${runs}`,
      `${runs} or newer, because EKS cannot downgrade a control plane; ${sideBySide}`,
    );
  } else if (step > 1) {
    report(
      ["cluster", "version"],
      `${declared}, but this stack runs ${runs}`,
      `one minor version at a time, because EKS takes no larger step: 1.${minorOf(runs) + 1} first`,
    );
  }
}
