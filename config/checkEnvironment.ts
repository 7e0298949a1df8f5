import { accountOf, regionOf } from "./arn.js";
import { checkCalico } from "./checkCalico.js";
import { checkDistinct } from "./distinct.js";
import { checkExisting } from "./checkExisting.js";
import { checkNetwork } from "./checkNetwork.js";
import { checkNodes } from "./checkNodes.js";
import type { EksCluster, Environment } from "./environmentSchema.js";
import { ownRanges, refuseNotInternet, refusePeer, refuseWidth, type Networks } from "./ranges.js";
import type { Report } from "./report.js";
import type { Settings } from "./stackFile.js";
import type { UsableParts } from "./standIn.js";
import { minorOf } from "./versions.js";

/**
 * What the schema cannot say: relations between the fields of one environment.
 *
 * @param usable the parts that have no mistake by themselves; relations to the others are left for the next time
 * @param settings all parts, as they stand
 */
export function checkEnvironment(usable: UsableParts, settings: Settings, report: Report): void {
  const { cluster, calico, nodes, addons } = usable;
  if (cluster) checkParts(cluster, settings, report);
  const eks = cluster?.kind === "eks" ? cluster : undefined;
  if (eks) {
    checkAccess({ ...usable, cluster: eks }, eks, report);
    checkCertificates(usable.certificates ?? {}, eks, report);
  }
  checkNetwork(usable, eks, report);
  checkNodes(nodes ?? [], eks, report);
  const kubeProxy = addons?.["kube-proxy"];
  if (eks && kubeProxy !== undefined && minorOf(kubeProxy.slice(1)) > minorOf(eks.version)) {
    report(
      ["addons", "kube-proxy"],
      `${kubeProxy}, newer than the control plane`,
      `a version of ${eks.version} or older`,
    );
  }
  const driver = addons?.["aws-ebs-csi-driver"];
  // The first whose volumes carry the cluster's name, by which its role is limited (kubernetes-sigs/aws-ebs-csi-driver#2918).
  if (driver !== undefined && minorOf(driver.slice(1)) < 58)
    report(["addons", "aws-ebs-csi-driver"], driver, "v1.58.0 or newer");
  checkDistinct(eks?.keep ?? [], (index, value) =>
    report(["cluster", "keep", index], `"${value}" again`, "each word once"),
  );
  checkDistinct(usable.registry?.repositories ?? [], (index, value) =>
    report(["registry", "repositories", index], `"${value}" again`, "each name once"),
  );
  if (cluster?.kind === "existing") checkExisting({ ...usable, cluster }, cluster, report);
  if (calico) checkCalico(calico, report);
}

const administrators = "the ranges of the people and pipelines that administer the cluster";

/** Who reaches the API server, and as whom. */
function checkAccess(environment: Networks, cluster: EksCluster, report: Report): void {
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
  for (const [index, range] of width ? [] : (publicAccess ?? []).entries()) {
    const refusal = refuseNotInternet(range);
    if (refusal)
      report(
        ["cluster", "publicAccess", index],
        refusal.found,
        "addresses of the Internet; private networks reach the endpoint by privateAccess",
      );
  }
  checkOtherNetworks(["cluster", "privateAccess"], privateAccess ?? [], administrators, environment, report);
  const { transitGateway } = environment.network ?? {};
  checkOtherNetworks(
    ["network", "transitGateway", "cidrs"],
    transitGateway?.cidrs ?? [],
    "the ranges of the networks behind it",
    environment,
    report,
  );
  if (accountOf(deployer) !== cluster.account)
    report(
      ["cluster", "deployer"],
      `an identity of account ${accountOf(deployer)}`,
      `one of ${cluster.account}, the cluster's account`,
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

/** A load balancer serves only certificates of its own account and region. */
function checkCertificates(
  certificates: Environment["certificates"],
  { account, region }: EksCluster,
  report: Report,
): void {
  for (const [name, certificate] of Object.entries(certificates)) {
    if (certificate === "none") continue;
    if (accountOf(certificate) !== account || regionOf(certificate) !== region)
      report(
        ["certificates", name],
        `a certificate of account ${accountOf(certificate)} in ${regionOf(certificate) || "no region"}`,
        `one of account ${account} in ${region}, where the cluster is`,
      );
  }
}

/** Ranges of other networks: not everything, and none of the cluster's own. */
function checkOtherNetworks(
  path: readonly PropertyKey[],
  ranges: readonly string[],
  meaning: string,
  environment: Networks,
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

function checkParts(cluster: Environment["cluster"], settings: Settings, report: Report): void {
  const needed =
    cluster.kind === "eks"
      ? (["network", "nodes", "calico", "addons"] as const)
      : cluster.calico === "install"
        ? (["calico"] as const)
        : [];
  for (const part of ["network", "nodes", "calico", "addons", "registry"] as const) {
    const wanted =
      part === "registry" ? cluster.kind === "eks" : (needed as readonly string[]).includes(part);
    if (wanted && part !== "registry" && settings[part] === undefined)
      report([part], "nothing", `${part}, which this kind of cluster needs`);
    if (!wanted && settings[part] !== undefined) {
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
