/** Whether a type is Karpenter's description of nodes: https://karpenter.sh/docs/concepts/nodeclasses/ */
export function isNodeClass(type: string): boolean {
  return /^kubernetes:karpenter\.k8s\.aws\/\w+:EC2NodeClass(Patch)?$/.test(type);
}
