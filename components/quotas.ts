import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { objectKey, type Deployed } from "../config/checkSuccession.js";
import type { Namespace, RenderedWorkload } from "../config/declaration.js";
import { valueAt } from "../config/lookUp.js";
import { amount, bytes, formatBytes, formatCpu, milliCpu } from "../config/quantity.js";

/**
 * One limit on what all of a namespace's objects together may ask for. Each is an object of its own, because one that
 * grows has to come before the pods that need it, and one that shrinks after those that do not any more: while old pods
 * are over a limit, no new one starts, and the update would never end.
 */
interface Quota {
  readonly name: string;
  readonly resource: string;
  readonly hard: string;
}

/** The quotas of a namespace, made in two steps. */
export interface Quotas {
  /** Those that are new or grow, or stay: what pods wait for. */
  readonly before: readonly pulumi.Resource[];
  /** Makes the others, after what they would have blocked. */
  shrink(after: readonly pulumi.Resource[]): void;
}

/**
 * @param deployed what runs now, with which a quota is compared
 * @param created the namespace
 */
export function quotas(
  name: string,
  namespace: Namespace,
  deployed: Deployed,
  opts: Pick<pulumi.CustomResourceOptions, "parent" | "deletedWith">,
  created: readonly pulumi.Resource[],
): Quotas {
  const all = quotasOf(namespace);
  const shrinks = (quota: Quota) => {
    const spec = deployed.objects.get(objectKey("ResourceQuota", namespace.name, quota.name))?.spec;
    const now = valueAt(spec, ["hard", quota.resource]);
    return typeof now === "string" && amount(now) > amount(quota.hard);
  };
  const make = (quota: Quota, dependsOn: readonly pulumi.Resource[]) =>
    new kubernetes.core.v1.ResourceQuota(
      `${name}.${quota.name}`,
      {
        metadata: { name: quota.name, namespace: namespace.name },
        spec: { hard: { [quota.resource]: quota.hard } },
      },
      { ...opts, dependsOn: [...dependsOn] },
    );
  return {
    before: all.filter((quota) => !shrinks(quota)).map((quota) => make(quota, created)),
    shrink: (after) => {
      for (const quota of all.filter(shrinks)) make(quota, [...created, ...after]);
    },
  };
}

function quotasOf(namespace: Namespace): Quota[] {
  const rendered = namespace.workloads.filter((workload) => workload.rendered);
  const quota =
    namespace.quota ?? (rendered.length === namespace.workloads.length ? twiceDeclared(rendered) : undefined);
  // What a workload that Basalt does not render asks for is unknown: without a declared quota there is none.
  if (!quota) return [];
  const exposures = rendered.flatMap((workload) => workload.exposures);
  // Twice, because a renamed Service is made before the old one goes.
  const balancers = 2 * exposures.length;
  const nodePorts = 2 * exposures.reduce((sum, { ports }) => sum + ports.length, 0);
  return [
    { name: "pods", resource: "pods", hard: String(quota.pods) },
    { name: "cpu", resource: "requests.cpu", hard: quota.cpu },
    { name: "memory", resource: "requests.memory", hard: quota.memory },
    { name: "load-balancers", resource: "services.loadbalancers", hard: String(balancers) },
    { name: "node-ports", resource: "services.nodeports", hard: String(nodePorts) },
  ];
}

/** During a rollout a workload runs twice. A DaemonSet has a pod on each node, which nobody can count here. */
function twiceDeclared(
  workloads: readonly RenderedWorkload[],
): { pods: number; cpu: string; memory: string } | undefined {
  if (workloads.some(({ kind }) => kind === "DaemonSet")) return undefined;
  const sum = (amount: (workload: RenderedWorkload) => number) =>
    2 * workloads.reduce((total, workload) => total + Math.max(1, workload.replicas) * amount(workload), 0);
  return {
    pods: sum(() => 1),
    cpu: formatCpu(sum(({ requests }) => milliCpu(requests.cpu))),
    memory: formatBytes(sum(({ requests }) => bytes(requests.memory))),
  };
}
