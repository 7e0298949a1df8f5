import type { NodeGroupDeclaration } from "../config/environmentSchema.js";

/**
 * What a node reads at its first start. EKS merges it with the cluster's address and certificate
 * (https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html).
 */
export function userData(group: Pick<NodeGroupDeclaration, "family" | "maxPods" | "ssm">): string {
  return group.family === "bottlerocket" ? bottlerocket(group) : al2023(group);
}

/** https://bottlerocket.dev/en/os/latest/#/api/settings/ */
function bottlerocket({ maxPods, ssm }: Pick<NodeGroupDeclaration, "maxPods" | "ssm">): string {
  return [
    "[settings.kubernetes]",
    // The default counts network interfaces, which pods of Calico do not use.
    `max-pods = ${maxPods}`,
    "",
    "[settings.kernel]",
    'lockdown = "integrity"',
    "",
    "[settings.host-containers.admin]",
    "enabled = false",
    "",
    "[settings.host-containers.control]",
    `enabled = ${ssm}`,
    "",
  ].join("\n");
}

/** https://awslabs.github.io/amazon-eks-ami/nodeadm/ */
function al2023({ maxPods }: Pick<NodeGroupDeclaration, "maxPods">): string {
  return [
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="basalt"',
    "",
    "--basalt",
    "Content-Type: application/node.eks.aws",
    "",
    "apiVersion: node.eks.aws/v1alpha1",
    "kind: NodeConfig",
    "spec:",
    "  kubelet:",
    "    config:",
    `      maxPods: ${maxPods}`,
    "",
    "--basalt--",
    "",
  ].join("\n");
}
