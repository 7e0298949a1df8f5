import { checkCalico } from "./checkCalico.js";
import { checkExisting } from "./checkExisting.js";
import { checkNetwork } from "./checkNetwork.js";
import { checkNodes } from "./checkNodes.js";
import type { EksCluster, Environment } from "./environmentSchema.js";
import { ownRanges, refusePeer, refuseWidth } from "./ranges.js";
import type { Report } from "./report.js";
import { minorOf } from "./versions.js";

/** What the schema cannot say: relations between the fields of one environment. */
export function checkEnvironment(environment: Environment, report: Report): void {
  const { cluster, calico, nodes, addons } = environment;
  checkParts(environment, report);
  if (cluster.kind === "eks") {
    checkAccess(environment, cluster, report);
    checkNetwork(environment, cluster, report);
    checkNodes(nodes ?? [], cluster, report);
    const kubeProxy = addons?.["kube-proxy"];
    if (kubeProxy !== undefined && minorOf(kubeProxy.slice(1)) > minorOf(cluster.version)) {
      report(
        ["addons", "kube-proxy"],
        `${kubeProxy}, newer than the control plane`,
        `a version of ${cluster.version} or older`,
      );
    }
  } else checkExisting(environment, cluster, report);
  if (calico) checkCalico(calico, report);
}

const administrators = "the ranges of the people and pipelines that administer the cluster";

/** Who reaches the API server, and as whom. */
function checkAccess(environment: Environment, cluster: EksCluster, report: Report): void {
  const { deployer, admins, publicAccess, privateAccess } = cluster;
  if (!publicAccess && !privateAccess) {
    report(
      ["cluster", "privateAccess"],
      "nothing, and no publicAccess",
      "a range at least, or nobody outside the nodes reaches the API server, `pulumi up` included",
    );
  }
  const width = refuseWidth(publicAccess ?? []);
  if (width)
    report(["cluster", "publicAccess"], width.found, `${administrators}, together no wider than a /8`);
  checkOtherNetworks(["cluster", "privateAccess"], privateAccess ?? [], administrators, environment, report);
  const { transitGateway } = environment.network ?? {};
  checkOtherNetworks(
    ["network", "transitGateway", "cidrs"],
    transitGateway?.cidrs ?? [],
    "the ranges of the networks behind it",
    environment,
    report,
  );
  for (const [index, admin] of admins.entries()) {
    if (admin === deployer)
      report(
        ["cluster", "admins", index],
        "the deployer",
        "others: EKS makes the deployer an administrator itself, and refuses a second entry",
      );
    else if (admins.indexOf(admin) < index)
      report(["cluster", "admins", index], "an ARN again", "each ARN once");
  }
}

/** Ranges of other networks: not everything, and none of the cluster's own. */
function checkOtherNetworks(
  path: readonly PropertyKey[],
  ranges: readonly string[],
  meaning: string,
  environment: Environment,
  report: Report,
): void {
  const width = refuseWidth(ranges);
  if (width) {
    report(path, width.found, `${meaning}, together no wider than a /8`);
    return;
  }
  const own = ownRanges(environment);
  for (const [index, range] of ranges.entries()) {
    const refusal = refusePeer(range, own);
    if (refusal) report([...path, index], refusal.found, `${meaning}, outside the cluster's own`);
  }
}

function checkParts(environment: Environment, report: Report): void {
  const { cluster } = environment;
  const needed =
    cluster.kind === "eks"
      ? (["network", "nodes", "calico", "addons"] as const)
      : cluster.calico === "install"
        ? (["calico"] as const)
        : [];
  for (const part of ["network", "nodes", "calico", "addons"] as const) {
    const wanted = (needed as readonly string[]).includes(part);
    if (wanted && environment[part] === undefined)
      report([part], "nothing", `${part}, which this kind of cluster needs`);
    if (!wanted && environment[part] !== undefined) {
      report(
        [part],
        `${part} for a cluster on which Basalt does not make it`,
        part === "calico"
          ? "no calico here, or cluster.calico: install"
          : `no ${part} here, or a cluster of kind eks`,
      );
    }
  }
}
