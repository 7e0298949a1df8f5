import { createHash } from "node:crypto";
import type { RenderedWorkload } from "../config/declaration.js";

/** Name of a Job: its workload and a hash of what it runs. */
export function jobName(workload: RenderedWorkload): string {
  const { nodes } = workload;
  // Of its node group only what its pods ask for: a larger group is no reason to run again.
  const content = {
    ...workload,
    nodes: nodes && { name: nodes.name, taints: nodes.taints },
    // Of what it may do in AWS only that it has a role: its policy changes where it is.
    aws: workload.aws && true,
  };
  const hash = createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 8);
  return `${workload.name}-${hash}`;
}
