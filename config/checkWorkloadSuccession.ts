import { objectKey, type Deployed } from "./checkSuccession.js";
import type { Namespace, RenderedWorkload } from "./declaration.js";
import { valueAt } from "./lookUp.js";
import type { Report } from "./report.js";

/**
 * Refuses what would interrupt a workload that runs: changes that Kubernetes makes only by deleting first, or at once for
 * callers that still need what was there.
 */
export function checkWorkloadSuccession(deployed: Deployed, namespace: Namespace, report: Report): void {
  for (const workload of namespace.workloads) {
    if (!workload.rendered) continue;
    const specOf = (kind: string) =>
      deployed.objects.get(objectKey(kind, namespace.name, workload.name))?.spec;
    const at: Report = (path, found, allowed) =>
      report(["workloads", workload.name, ...path], found, allowed);
    checkKind(workload, specOf, at);
    checkServicePorts(workload, specOf("Service"), at);
    if (workload.kind === "StatefulSet") checkVolumes(workload, specOf("StatefulSet"), at);
  }
}

/** Controllers that are called as their workload is. */
const controllers = ["Deployment", "StatefulSet", "DaemonSet", "CronJob"] as const;

function checkKind(
  { name, kind }: RenderedWorkload,
  specOf: (kind: string) => unknown,
  report: Report,
): void {
  const running = controllers.find((controller) => specOf(controller) !== undefined);
  if (running === undefined || running === kind) return;
  report(
    ["kind"],
    `${kind}, but ${name} runs as a ${running}`,
    `${running}, or a workload of another name next to this one, to which the flows move before this one goes`,
  );
}

/** A Service changes at once; its callers change one after another. */
function checkServicePorts({ ports }: RenderedWorkload, spec: unknown, report: Report): void {
  const deployed = valueAt(spec, ["ports"]);
  if (!Array.isArray(deployed)) return;
  const running = deployed.map((port) => portOf(valueAt(port, ["protocol"]), valueAt(port, ["port"])));
  const declared = ports.map(({ protocol, service }) => portOf(protocol, service));
  const going = running.filter((port) => !declared.includes(port));
  const coming = declared.filter((port) => !running.includes(port));
  if (going.length === 0 || coming.length === 0) return;
  report(
    ["ports"],
    `Service port ${coming.join(", ")} in place of ${going.join(", ")}, which callers use until they are replaced`,
    "the old ones next to the new ones for one deployment, and the new ones alone in the next",
  );
}

function portOf(protocol: unknown, port: unknown): string {
  return protocol === "TCP" ? String(port) : `${String(protocol)} ${String(port)}`;
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#limitations */
function checkVolumes({ name, volumes = [] }: RenderedWorkload, spec: unknown, report: Report): void {
  if (spec === undefined) return;
  const templates = valueAt(spec, ["volumeClaimTemplates"]);
  const running = Array.isArray(templates)
    ? templates.map((each) => String(valueAt(each, ["metadata", "name"])))
    : [];
  const declared = volumes.map((volume) => volume.name);
  if (running.length === declared.length && declared.every((volume) => running.includes(volume))) return;
  report(
    ["volumes"],
    `${declared.join(", ") || "none"}, but ${name} runs with ${running.join(", ") || "none"}`,
    "the same volumes, because Kubernetes cannot change them; or a workload of another name next to this one",
  );
}
