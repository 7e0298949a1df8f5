import { checkQuota } from "./checkQuota.js";
import { bytes, milliCpu } from "./quantity.js";
import { lookUp } from "./lookUp.js";
import type { Report } from "./report.js";
import type { RenderedWorkload, Workload, WorkloadPort } from "./declaration.js";
import type { Environment } from "./environmentSchema.js";
import type {
  NamespaceFile,
  ProbeDeclaration,
  RenderedWorkloadDeclaration,
  SelectedWorkloadDeclaration,
} from "./namespaceSchema.js";
import { listNames } from "./listNames.js";
import { definedPeers } from "./peers.js";
import { resolveAws } from "./resolveAws.js";
import { resolveVolumes } from "./resolveVolumes.js";

/** The label by which a rendered workload's pods are selected. */
const workloadLabel = "app.kubernetes.io/name";

const serving: readonly RenderedWorkloadDeclaration["kind"][] = ["Deployment", "StatefulSet", "DaemonSet"];
const scaled: readonly RenderedWorkloadDeclaration["kind"][] = ["Deployment", "StatefulSet"];

/**
 * The workloads of one namespace in one environment; overrides applied, names looked up.
 *
 * @param report tells of a mistake in the namespace's file
 * @param reportStack tells of a mistake in the stack's
 */
export function resolveWorkloads(
  file: NamespaceFile,
  environment: Environment,
  report: Report,
  reportStack: Report,
): Map<string, Workload> {
  const workloads = new Map<string, Workload>();
  const selected: Workload[] = [];
  for (const [name, declared] of Object.entries(file.workloads).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const at: Report = (path, found, allowed) => report(["workloads", name, ...path], found, allowed);
    if (name === "default" && !("selector" in declared))
      at([], '"default", the service account that every namespace has', "another name");
    for (const key of "selector" in declared ? Object.keys(declared.selector) : []) {
      if (controllerLabels.test(key))
        at(["selector", key], "a label that controllers set", "labels of the workload itself");
    }
    // A flow that names one of these never means a workload.
    if (definedPeers.includes(name)) at([], `"${name}", which means addresses in a flow`, "another name");
    const ports = resolvePorts(declared.ports, at);
    const inStack: Report = (path, found, allowed) =>
      reportStack(["namespaces", file.namespace, "workloads", name, ...path], found, allowed);
    const workload =
      "selector" in declared
        ? resolveSelected(name, declared, ports, file)
        : resolveRendered(name, declared, ports, file, environment, at, inStack);
    const other = overlapping(workload, selected, workloads);
    if (other) {
      // Of a rendered workload and another, only the other has a selector to change.
      const [changed, kept] = workload.rendered ? [other, workload] : [workload, other];
      report(
        ["workloads", changed.name, "selector"],
        `labels that pods of ${kept.name} may have`,
        `labels that tell them apart: a key of ${kept.name}'s selector with another value`,
      );
    }
    if (!workload.rendered) selected.push(workload);
    workloads.set(name, workload);
  }
  // The quota of a namespace that exists already is somebody else's.
  if (!lookUp(environment.namespaces, file.namespace)?.existing)
    checkQuota(file.quota, [...workloads.values()], report);
  return workloads;
}

/**
 * An earlier workload of which a pod could be as well. Pods of rendered workloads are known: they carry their own
 * label, and what controllers add, which no selector may name.
 *
 * @param selected the earlier ones that something else renders
 * @param workloads all earlier ones
 */
function overlapping(
  workload: Workload,
  selected: readonly Workload[],
  workloads: ReadonlyMap<string, Workload>,
): Workload | undefined {
  const labels = Object.entries(workload.peer.selector);
  if (workload.rendered) {
    return selected.find(
      ({ peer: { selector } }) =>
        selector[workloadLabel] === workload.name && Object.keys(selector).length === 1,
    );
  }
  const [key, value = ""] = labels.length === 1 ? labels[0]! : [];
  const named = key === workloadLabel ? workloads.get(value) : undefined;
  if (named?.rendered) return named;
  return selected.find(
    ({ peer: { selector } }) =>
      !labels.some(([label, own]) => Object.hasOwn(selector, label) && selector[label] !== own),
  );
}

/**
 * Labels that pods of any workload get: of Kubernetes' controllers, of its admission (the node's topology, KEP-4742),
 * of EKS's webhook for roles, of Basalt, and those by which Calico's selectors see a pod's namespace and service account.
 */
const controllerLabels =
  /^(basalt\/|eks\.amazonaws\.com\/|(batch|apps|statefulset)\.kubernetes\.io\/|topology\.(kubernetes|k8s)\.io\/|projectcalico\.org\/|pcns\.|pcsa\.|(job-name|controller-uid|pod-template-hash|controller-revision-hash|pod-template-generation)$)/;

function resolvePorts(declared: SelectedWorkloadDeclaration["ports"], report: Report): WorkloadPort[] {
  const ports: WorkloadPort[] = [];
  for (const [name, port] of Object.entries(declared)) {
    const resolved: WorkloadPort =
      typeof port === "number"
        ? { name, port, service: port, protocol: "TCP" }
        : { name, port: port.port, service: port.service ?? port.port, protocol: port.protocol };
    for (const field of ["port", "service"] as const) {
      const twin = ports.find(
        (other) => other[field] === resolved[field] && other.protocol === resolved.protocol,
      );
      if (twin) {
        report(
          ["ports", name],
          `${field === "port" ? "port" : "Service port"} ${resolved[field]}, which ${twin.name} has`,
          "each port under one name",
        );
        break;
      }
    }
    ports.push(resolved);
  }
  return ports;
}

function resolveSelected(
  name: string,
  declared: SelectedWorkloadDeclaration,
  ports: readonly WorkloadPort[],
  file: NamespaceFile,
): Workload {
  const selector = Object.fromEntries(Object.entries(declared.selector).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    rendered: false,
    name,
    ports,
    peer: { kind: "workload", namespace: file.namespace, workload: name, selector },
  };
}

function resolveRendered(
  name: string,
  declared: RenderedWorkloadDeclaration,
  ports: readonly WorkloadPort[],
  file: NamespaceFile,
  environment: Environment,
  report: Report,
  reportOverride: Report,
): RenderedWorkload {
  const { kind } = declared;
  const override = lookUp(lookUp(environment.namespaces, file.namespace)?.workloads ?? {}, name);
  const replicas = override?.replicas ?? declared.replicas;
  if (replicas !== undefined && !scaled.includes(kind))
    (override?.replicas === undefined ? report : reportOverride)(
      ["replicas"],
      `replicas for a ${kind}`,
      `replicas only for ${scaled.join(" and ")}`,
    );
  if (kind === "CronJob" && declared.schedule === undefined)
    report(["schedule"], "nothing", "when the CronJob runs, in five cron fields");
  if (kind !== "CronJob" && declared.schedule !== undefined)
    report(["schedule"], `a schedule for a ${kind}`, "a schedule only for a CronJob");
  for (const { name: portName, port, service } of kind === "StatefulSet" ? ports : []) {
    if (service !== port)
      report(
        ["ports", portName, "service"],
        `${service}`,
        `${port}, the pod's own: the Service of a StatefulSet is headless and translates no ports`,
      );
  }
  if (!serving.includes(kind) && ports.length > 0)
    report(["ports"], `ports of a ${kind}`, `ports only for ${serving.join(", ")}`);

  const requests = override?.requests ?? declared.requests;
  const limits = override?.limits ?? declared.limits;
  const reportResources = override?.requests || override?.limits ? reportOverride : report;
  if (bytes(requests.memory) > bytes(limits.memory))
    reportResources(["requests", "memory"], requests.memory, `at most the limit, ${limits.memory}`);
  if (limits.cpu !== undefined && milliCpu(requests.cpu) > milliCpu(limits.cpu))
    reportResources(["requests", "cpu"], requests.cpu, `at most the limit, ${limits.cpu}`);

  for (const [variable, secret] of Object.entries(declared.secrets)) {
    if (Object.hasOwn(declared.env, variable))
      report(["secrets", variable], "a variable that env sets as well", "each variable once");
    if (!Object.hasOwn(environment.secrets, secret))
      report(
        ["secrets", variable],
        `"${secret}"`,
        `a name under basalt:secrets of the stack file (${listNames(Object.keys(environment.secrets))})`,
      );
  }
  for (const path of Object.keys(declared.scratch)) {
    if (Object.hasOwn(declared.files, path))
      report(["scratch", path], "a path that files mounts as well", "each path once");
  }

  const probes = declared.probes ?? defaultProbes(ports);
  for (const [purpose, probe] of Object.entries(probes))
    checkProbe(probe, ports, (found, allowed) => report(["probes", purpose], found, allowed));

  const nodes =
    declared.nodes === undefined
      ? undefined
      : environment.nodes?.find((group) => group.name === declared.nodes);
  if (declared.nodes !== undefined && !nodes)
    report(
      ["nodes"],
      `"${declared.nodes}"`,
      `a node group of the stack file (${listNames((environment.nodes ?? []).map((group) => group.name))})`,
    );

  return {
    rendered: true,
    name,
    kind,
    ports,
    peer: {
      kind: "workload",
      namespace: file.namespace,
      workload: name,
      selector: { [workloadLabel]: name },
    },
    image: resolveImage(declared.image, environment, report),
    replicas: replicas ?? (kind === "Deployment" ? 2 : 1),
    schedule: declared.schedule,
    command: declared.command,
    args: declared.args,
    env: { ...declared.env, ...override?.env },
    secrets: declared.secrets,
    files: declared.files,
    scratch: declared.scratch,
    volumes: resolveVolumes(declared, override?.volumes ?? {}, report, reportOverride),
    aws: resolveAws(
      declared.aws,
      override?.aws,
      `${file.namespace}.workloads.${name}`,
      report,
      reportOverride,
    ),
    requests,
    limits,
    probes,
    user: declared.user,
    kubernetesToken: declared.kubernetesToken,
    terminationGraceSeconds: declared.terminationGraceSeconds,
    nodes,
    // Known once the flows are.
    exposures: [],
  };
}

function resolveImage(image: string, environment: Environment, report: Report): string {
  if (image.includes("@")) return image;
  const pinned = lookUp(environment.images, image);
  if (pinned === undefined)
    report(
      ["image"],
      `"${image}"`,
      `a name under basalt:images of the stack file (${listNames(Object.keys(environment.images))}), or an image with its digest`,
    );
  return pinned ?? image;
}

function defaultProbes(ports: readonly WorkloadPort[]): RenderedWorkload["probes"] {
  const first = ports.find(({ protocol }) => protocol === "TCP");
  return first ? { readiness: { tcp: first.name }, liveness: { tcp: first.name } } : {};
}

function checkProbe(
  probe: ProbeDeclaration | undefined,
  ports: readonly WorkloadPort[],
  report: (found: string, allowed: string) => void,
): void {
  if (!probe || "exec" in probe) return;
  const name = "http" in probe ? probe.port : "tcp" in probe ? probe.tcp : probe.grpc;
  if (!ports.some((port) => port.name === name && port.protocol === "TCP")) {
    report(
      `port "${name}"`,
      `a TCP port of this workload (${listNames(ports.filter(({ protocol }) => protocol === "TCP").map((port) => port.name))})`,
    );
  }
}
