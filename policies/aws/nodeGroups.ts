/** A group of nodes that EKS manages. */
export const nodeGroupType = "aws:eks/nodeGroup:NodeGroup";
