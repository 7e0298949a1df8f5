import { createHash } from "node:crypto";
import type { RenderedWorkload } from "../config/declaration.js";

/** Name of a Job: its workload and a hash of what it runs. */
export function jobName(workload: RenderedWorkload): string {
  const hash = createHash("sha256").update(JSON.stringify(workload)).digest("hex").slice(0, 8);
  return `${workload.name}-${hash}`;
}
