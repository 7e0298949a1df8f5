import type { RenderedWorkload, Workload } from "./declaration.js";
import type { Environment } from "./environmentSchema.js";
import { listNames } from "./listNames.js";
import type { Report } from "./report.js";

/** What workloads ask of the cluster is declared in the stack's file: add-ons that are pinned, a class for volumes. */
export function checkPlatformNeeds(
  { cluster, addons }: Environment,
  workloads: ReadonlyMap<string, ReadonlyMap<string, Workload>>,
  report: Report,
): void {
  const those = (has: (workload: RenderedWorkload) => unknown) =>
    [...workloads].flatMap(([namespace, all]) =>
      [...all.values()].flatMap((workload) =>
        workload.rendered && has(workload) ? [`${namespace}/${workload.name}`] : [],
      ),
    );
  const withRole = those(({ aws }) => aws);
  const withVolumes = those(({ volumes }) => volumes);
  if (cluster.kind === "existing") {
    if (withRole.length > 0)
      report(
        ["cluster", "kind"],
        `an existing cluster, and workloads with aws (${listNames(withRole)})`,
        "aws only on EKS clusters that Basalt makes, whose agent hands out the credentials",
      );
    if (withVolumes.length > 0 && cluster.storageClass === undefined)
      report(
        ["cluster", "storageClass"],
        "nothing",
        `a StorageClass of this cluster, for the volumes of ${listNames(withVolumes)}`,
      );
    return;
  }
  const driver = addons?.["aws-ebs-csi-driver"];
  if (withVolumes.length > 0 && driver === undefined)
    report(
      ["addons", "aws-ebs-csi-driver"],
      "nothing",
      `an exact version such as v1.66.0-eksbuild.1, for the volumes of ${listNames(withVolumes)}`,
    );
  const reasons = [
    ...(withRole.length > 0 ? [`the roles of ${listNames(withRole)}`] : []),
    ...(driver !== undefined || withVolumes.length > 0 ? ["the role of aws-ebs-csi-driver"] : []),
  ];
  if (reasons.length > 0 && addons?.["eks-pod-identity-agent"] === undefined)
    report(
      ["addons", "eks-pod-identity-agent"],
      "nothing",
      `an exact version such as v1.3.10-eksbuild.3, for ${reasons.join(" and ")}`,
    );
}
