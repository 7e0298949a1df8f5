import type { RenderedWorkload, Workload } from "./declaration.js";
import type { NamespaceFile } from "./namespaceSchema.js";
import { bytes, formatBytes, formatCpu, milliCpu } from "./quantity.js";
import type { Report } from "./report.js";

/**
 * A declared quota has room for what is declared, or pods would wait for ever. What something else renders is
 * unknown; of a DaemonSet one pod is certain.
 */
export function checkQuota(
  quota: NamespaceFile["quota"],
  workloads: readonly Workload[],
  report: Report,
): void {
  if (!quota) return;
  const rendered = workloads.filter((workload) => workload.rendered);
  const sum = (amount: (workload: RenderedWorkload) => number) =>
    rendered.reduce((total, workload) => total + workload.replicas * amount(workload), 0);
  const needed = {
    pods: sum(() => 1),
    cpu: sum(({ requests }) => milliCpu(requests.cpu)),
    memory: sum(({ requests }) => bytes(requests.memory)),
  };
  const refuse = (field: keyof typeof needed, amount: string) =>
    report(
      ["quota", field],
      `${quota[field]}, less than the declared workloads ask for`,
      `at least ${amount}, and more for rollouts`,
    );
  if (quota.pods < needed.pods) refuse("pods", String(needed.pods));
  if (milliCpu(quota.cpu) < needed.cpu) refuse("cpu", formatCpu(needed.cpu));
  if (bytes(quota.memory) < needed.memory) refuse("memory", formatBytes(needed.memory));
}
