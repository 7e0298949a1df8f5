import { checkCalico } from "./checkCalico.js";
import { checkExisting } from "./checkExisting.js";
import { checkNetwork } from "./checkNetwork.js";
import { checkNodes } from "./checkNodes.js";
import type { EksCluster, Environment } from "./environmentSchema.js";
import { refuseWidth } from "./ranges.js";
import type { Report } from "./report.js";
import { minorOf } from "./versions.js";

/** What the schema cannot say: relations between the fields of one environment. */
export function checkEnvironment(environment: Environment, report: Report): void {
  const { cluster, calico, nodes, addons } = environment;
  checkParts(environment, report);
  if (cluster.kind === "eks") {
    checkAccess(cluster, report);
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

/** Who reaches the API server, and as whom. */
function checkAccess({ deployer, admins, publicAccess, privateAccess }: EksCluster, report: Report): void {
  if (!publicAccess && !privateAccess) {
    report(
      ["cluster", "privateAccess"],
      "nothing, and no publicAccess",
      "a range at least, or nobody outside the nodes reaches the API server, `pulumi up` included",
    );
  }
  for (const [field, ranges] of Object.entries({ publicAccess, privateAccess })) {
    const width = refuseWidth(ranges ?? []);
    if (width)
      report(
        ["cluster", field],
        width.found,
        "the ranges of the people and pipelines that administer the cluster, together no wider than a /8",
      );
  }
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
