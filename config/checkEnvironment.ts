import { addressPlan, vpcPrefix } from "./addressPlan.js";
import { cidr, contains, overlaps } from "./cidr.js";
import {
  calicoImages,
  calicoObservationImages,
  type CalicoDeclaration,
  type EksCluster,
  type Environment,
  type ExistingCluster,
  type NodeGroupDeclaration,
} from "./environmentSchema.js";

/** Tells of a mistake at a path below `basalt:`. */
export type Report = (path: readonly PropertyKey[], found: string, allowed: string) => void;

const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].map(cidr);

/** What the schema cannot say: relations between the fields of one environment. */
export function checkEnvironment(environment: Environment, report: Report): void {
  const { cluster, calico } = environment;
  checkParts(environment, report);
  if (cluster.kind === "eks") {
    for (const [index, range] of (cluster.publicAccess ?? []).entries()) {
      if (cidr(range).prefix === 0)
        report(
          ["cluster", "publicAccess", index],
          "every address there is",
          "the ranges of the people and pipelines that administer the cluster",
        );
    }
    checkNetwork(environment, cluster, report);
    for (const [index, group] of (environment.nodes ?? []).entries())
      checkNodeGroup(group, cluster, (path, found, allowed) =>
        report(["nodes", index, ...path], found, allowed),
      );
    checkDistinct(environment.nodes?.map(({ name }) => name) ?? [], (index, name) =>
      report(["nodes", index, "name"], `"${name}" again`, "each name once"),
    );
    const kubeProxy = environment.addons?.["kube-proxy"];
    if (kubeProxy !== undefined && minorOf(kubeProxy.slice(1)) > minorOf(cluster.version)) {
      report(
        ["addons", "kube-proxy"],
        `${kubeProxy}, newer than the control plane`,
        `a version of ${cluster.version} or older`,
      );
    }
  } else {
    checkDisjoint(
      [
        { path: ["cluster", "podCidr"], range: cluster.podCidr },
        { path: ["cluster", "serviceCidr"], range: cluster.serviceCidr },
        ...cluster.nodeCidrs.map((range, index) => ({ path: ["cluster", "nodeCidrs", index], range })),
      ],
      report,
    );
    if (calico && calico.podCidr !== cluster.podCidr)
      report(["calico", "podCidr"], calico.podCidr, `${cluster.podCidr}, as cluster.podCidr says`);
    checkNarrow(cluster, report);
  }
  if (calico) checkCalicoImages(calico, report);
}

/** Flows to these addresses open them: every address there is would be open under a harmless name. */
function checkNarrow(cluster: ExistingCluster, report: Report): void {
  const lists: readonly (readonly [path: readonly PropertyKey[], cidrs: readonly string[]])[] = [
    [["kubernetesApi", "cidrs"], cluster.kubernetesApi?.cidrs ?? []],
    [["dnsUpstreams"], cluster.dnsUpstreams],
    ...Object.entries(cluster.awsEndpoints).map(
      ([service, cidrs]) => [["awsEndpoints", service], cidrs] as const,
    ),
  ];
  for (const [path, cidrs] of lists) {
    for (const [index, range] of cidrs.entries()) {
      if (cidr(range).prefix === 0)
        report(["cluster", ...path, index], "every address there is", "the addresses themselves");
    }
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

function checkNetwork(environment: Environment, cluster: EksCluster, report: Report): void {
  const { network, calico } = environment;
  if (!network) return;
  const vpc = cidr(network.vpcCidr);
  if (vpc.prefix < vpcPrefix.shortest || vpc.prefix > vpcPrefix.longest) {
    report(["network", "vpcCidr"], `a /${vpc.prefix}`, `a /${vpcPrefix.shortest} to /${vpcPrefix.longest}`);
  }
  const service = cidr(network.serviceCidr);
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html
  if (
    service.prefix < 12 ||
    service.prefix > 24 ||
    !privateRanges.slice(0, 3).some((range) => contains(range, service))
  ) {
    report(
      ["network", "serviceCidr"],
      network.serviceCidr,
      "a /12 to /24 inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
    );
  }
  const ranges = [
    { path: ["network", "vpcCidr"], range: network.vpcCidr },
    { path: ["network", "serviceCidr"], range: network.serviceCidr },
  ];
  if (calico) {
    const { prefix } = cidr(calico.podCidr);
    if (prefix < 12 || prefix > 20) report(["calico", "podCidr"], `a /${prefix}`, "a /12 to /20");
    ranges.push({ path: ["calico", "podCidr"], range: calico.podCidr });
  }
  checkDisjoint(ranges, report);
  for (const [index, zone] of network.zones.entries()) {
    if (zone.slice(0, -1) !== cluster.region)
      report(["network", "zones", index], `"${zone}"`, `a zone of ${cluster.region}`);
  }
  checkDistinct(network.zones, (index, zone) =>
    report(["network", "zones", index], `"${zone}" again`, "three different zones"),
  );
}

function checkNodeGroup(group: NodeGroupDeclaration, cluster: EksCluster, report: Report): void {
  const version = group.version ?? cluster.version;
  const looksLikeAl2023 = /^1\.\d{2}\.\d+-20\d{6}$/.test(group.release);
  if (group.family === "bottlerocket" && looksLikeAl2023) {
    report(
      ["release"],
      `"${group.release}", which is written as AL2023's are`,
      "a release of Bottlerocket such as 1.66.0-1ad6b4a4, or family: al2023",
    );
  }
  if (group.family === "al2023" && !(looksLikeAl2023 && group.release.startsWith(`${version}.`))) {
    report(
      ["release"],
      `"${group.release}"`,
      `a release of AL2023 for Kubernetes ${version}, which these nodes run, such as ${version}.7-20260911`,
    );
  }
  // https://kubernetes.io/releases/version-skew-policy/#kubelet
  const skew = minorOf(cluster.version) - minorOf(version);
  if (skew < 0 || skew > 3)
    report(["version"], `"${version}"`, `${cluster.version}, or up to three minor versions older`);
  if (group.size.min > group.size.max)
    report(["size", "min"], `${group.size.min}, more than max`, `at most ${group.size.max}`);
  for (const key of Object.keys(group.labels)) {
    const prefix = key.includes("/") ? key.split("/")[0]! : "";
    if (prefix === "basalt" || /(^|\.)(kubernetes\.io|k8s\.io|amazonaws\.com)$/.test(prefix)) {
      report(["labels", key], `the reserved prefix ${prefix}/`, "a prefix of your own");
    }
  }
  checkDistinct(
    group.taints.map(({ key, effect }) => `${key}:${effect}`),
    (index, taint) => report(["taints", index], `${taint} again`, "each key and effect once"),
  );
}

function checkCalicoImages(calico: CalicoDeclaration, report: Report): void {
  const needed = [...calicoImages, ...(calico.observation ? calicoObservationImages : [])];
  const missing = needed.filter((name) => calico.images[name] === undefined);
  if (missing.length > 0) {
    report(
      ["calico", "images"],
      `no digest for ${missing.join(", ")}`,
      `a digest for each, as \`crane digest ${calico.registry}calico/${missing[0]!}:${calico.version}\` prints it` +
        (missing.every((name) => (calicoObservationImages as readonly string[]).includes(name))
          ? ", or observation: false"
          : ""),
    );
  }
}

function checkDisjoint(
  ranges: readonly { readonly path: readonly PropertyKey[]; readonly range: string }[],
  report: Report,
): void {
  for (const [index, { path, range }] of ranges.entries()) {
    const other = ranges.slice(0, index).find((earlier) => overlaps(cidr(earlier.range), cidr(range)));
    if (other)
      report(
        path,
        `${range}, which overlaps ${other.path.join(".")} ${other.range}`,
        "ranges of pods, Services and nodes that share no address",
      );
  }
}

function checkDistinct(values: readonly string[], report: (index: number, value: string) => void): void {
  for (const [index, value] of values.entries()) {
    if (values.indexOf(value) < index) report(index, value);
  }
}

/** 35 of "1.35" or "1.35.3-eksbuild.29". */
function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}

/** Subnets that a flow's range must not cover, with what they are: other pods must be named as workloads. */
export function ownRanges(environment: Environment): { readonly name: string; readonly range: string }[] {
  const { cluster, network, calico } = environment;
  if (cluster.kind === "existing") {
    return [
      { name: "the pods' range", range: cluster.podCidr },
      { name: "the Services' range", range: cluster.serviceCidr },
    ];
  }
  return [
    ...(calico ? [{ name: "the pods' range", range: calico.podCidr }] : []),
    ...(network
      ? [
          { name: "the Services' range", range: network.serviceCidr },
          ...addressPlan(network).map(({ zone, controlPlane }) => ({
            name: `the API server's subnet in ${zone}`,
            range: controlPlane,
          })),
        ]
      : []),
  ];
}
