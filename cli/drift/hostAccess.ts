import { listOf, mappingOf, type KubernetesObject, type Mapping } from "./cluster/kubernetesObject.js";
import type { Difference } from "./compare/differences.js";
import { containersOf, podSpecOf } from "./podsOf.js";

/** What a pod may do to its node. all: a privileged container can do whatever the others can. */
export type HostAccess = "network" | "path" | "all";

/** Capabilities that Kubernetes' baseline lets pods add. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
const harmless: ReadonlySet<unknown> = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

/** Everything by which the pods that an object makes, or is, reach their nodes, but for what is allowed. */
export function hostAccess(object: KubernetesObject, allowed: readonly HostAccess[] = []): Difference[] {
  const pod = podSpecOf(object);
  if (!pod || allowed.includes("all")) return [];
  const { spec, path } = pod;
  const found: Difference[] = [];
  const add = (at: string, live: unknown) =>
    found.push({ path: `${path}.${at}`, change: "added", ...(live === undefined ? {} : { live }) });
  // There, Kubernetes itself writes each port as the host's.
  const reachesNetwork = spec["hostNetwork"] === true || allowed.includes("network");
  for (const field of ["hostNetwork", "hostPID", "hostIPC"])
    if (spec[field] === true && !(field === "hostNetwork" && allowed.includes("network"))) add(field, true);
  for (const volume of listOf(spec["volumes"]).map(mappingOf))
    if (volume["hostPath"] !== undefined && !allowed.includes("path"))
      add(`volumes[${String(volume["name"])}].hostPath`, undefined);
  if (isHostProcess(spec["securityContext"])) add("securityContext.windowsOptions.hostProcess", true);
  for (const { container, at } of containersOf(spec)) {
    const context = mappingOf(container["securityContext"]);
    for (const { containerPort, hostPort } of listOf(container["ports"]).map(mappingOf))
      if (typeof hostPort === "number" && hostPort > 0 && !reachesNetwork)
        add(`${at}.ports[${String(containerPort)}].hostPort`, hostPort);
    if (context["privileged"] === true) add(`${at}.securityContext.privileged`, true);
    if (isHostProcess(context)) add(`${at}.securityContext.windowsOptions.hostProcess`, true);
    for (const capability of listOf(mappingOf(context["capabilities"])["add"]))
      if (!harmless.has(capability)) add(`${at}.securityContext.capabilities.add`, capability);
  }
  return found;
}

function isHostProcess(context: unknown): boolean {
  const options: Mapping = mappingOf(mappingOf(context)["windowsOptions"]);
  return options["hostProcess"] === true;
}
