import { architectureOf } from "./architecture.js";
import { checkDistinct } from "./distinct.js";
import type { EksCluster, NodeGroupDeclaration } from "./environmentSchema.js";
import type { Report } from "./report.js";
import { minorOf } from "./versions.js";

/** The node groups of a cluster. */
export function checkNodes(
  nodes: readonly NodeGroupDeclaration[],
  cluster: EksCluster | undefined,
  report: Report,
): void {
  for (const [index, group] of nodes.entries()) {
    checkNodeGroup(group, cluster, (path, found, allowed) =>
      report(["nodes", index, ...path], found, allowed),
    );
  }
  checkDistinct(
    nodes.map(({ name }) => name),
    (index, name) => report(["nodes", index, "name"], `"${name}" again`, "each name once"),
  );
  const isOpen = ({ taints }: NodeGroupDeclaration) =>
    taints.every(({ effect }) => effect === "PreferNoSchedule");
  if (nodes.length > 0 && !nodes.some(isOpen)) {
    report(
      ["nodes"],
      "taints on every group",
      "a group without NoSchedule and NoExecute taints, for DNS and Calico's API server",
    );
  }
}

function checkNodeGroup(group: NodeGroupDeclaration, cluster: EksCluster | undefined, report: Report): void {
  const version = group.version ?? cluster?.version;
  const looksLikeAl2023 = /^1\.\d{2}\.\d+-20\d{6}$/.test(group.release);
  if (group.family === "bottlerocket" && looksLikeAl2023) {
    report(
      ["release"],
      `"${group.release}", which is written as AL2023's are`,
      "a release of Bottlerocket such as 1.66.0-1ad6b4a4, or family: al2023",
    );
  }
  if (
    group.family === "al2023" &&
    !(looksLikeAl2023 && (version === undefined || group.release.startsWith(`${version}.`)))
  ) {
    report(
      ["release"],
      `"${group.release}"`,
      version === undefined
        ? "a release of AL2023 such as 1.35.7-20260911"
        : `a release of AL2023 for Kubernetes ${version}, which these nodes run, such as ${version}.7-20260911`,
    );
  }
  if (cluster && version !== undefined) {
    // https://kubernetes.io/releases/version-skew-policy/#kubelet
    const skew = minorOf(cluster.version) - minorOf(version);
    if (skew < 0 || skew > 3)
      report(["version"], `"${version}"`, `${cluster.version}, or up to three minor versions older`);
  }
  for (const [index, instanceType] of group.instanceTypes.entries()) {
    const architecture = architectureOf(instanceType);
    if (architecture !== undefined && architecture !== group.architecture)
      report(
        ["instanceTypes", index],
        `${instanceType}, which is ${architecture}`,
        `instance types of ${group.architecture}, or architecture: ${architecture}`,
      );
  }
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
