import { bytes, milliCpu } from "./quantity.js";
import { lookUp } from "./lookUp.js";
import type { Report } from "./checkEnvironment.js";
import type { Exposure, ExposedPort, RenderedWorkload, Workload, WorkloadPort } from "./declaration.js";
import type { Environment } from "./environmentSchema.js";
import type {
  NamespaceFile,
  ProbeDeclaration,
  RenderedWorkloadDeclaration,
  SelectedWorkloadDeclaration,
} from "./namespaceSchema.js";
import { names, type PlacedFlow } from "./resolveFlows.js";
import { cidr, contains } from "./cidr.js";

/** The label by which a rendered workload's pods are selected. */
export const workloadLabel = "app.kubernetes.io/name";

/** Suffix of the Service by which a workload is reached from outside the cluster. */
export const publicSuffix = "-public";

/** A flow that names one of these never means a workload. */
const reservedNames: readonly string[] = ["internet", "kubernetes-api"];

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
  const selectors = new Map<string, string>();
  for (const [name, declared] of Object.entries(file.workloads).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const at: Report = (path, found, allowed) => report(["workloads", name, ...path], found, allowed);
    if (reservedNames.includes(name)) at([], `"${name}", which means addresses in a flow`, "another name");
    const ports = resolvePorts(declared.ports, at);
    const inStack: Report = (path, found, allowed) =>
      reportStack(["namespaces", file.namespace, "workloads", name, ...path], found, allowed);
    const workload =
      "selector" in declared
        ? resolveSelected(name, declared, ports, file)
        : resolveRendered(name, declared, ports, file, environment, at, inStack);
    const selector = JSON.stringify(workload.peer.selector);
    const twin = selectors.get(selector);
    if (twin !== undefined)
      at(["selector"], `the same pods as ${twin}`, "labels that select this workload's pods alone");
    selectors.set(selector, name);
    workloads.set(name, workload);
  }
  return workloads;
}

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
        `a name under basalt:secrets of the stack file (${names(Object.keys(environment.secrets))})`,
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
      `a node group of the stack file (${names((environment.nodes ?? []).map((group) => group.name))})`,
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
    requests,
    limits,
    probes,
    user: declared.user,
    kubernetesToken: declared.kubernetesToken,
    terminationGraceSeconds: declared.terminationGraceSeconds,
    nodes,
  };
}

function resolveImage(image: string, environment: Environment, report: Report): string {
  if (image.includes("@")) return image;
  const pinned = lookUp(environment.images, image);
  if (pinned === undefined)
    report(
      ["image"],
      `"${image}"`,
      `a name under basalt:images of the stack file (${names(Object.keys(environment.images))}), or an image with its digest`,
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
      `a TCP port of this workload (${names(ports.filter(({ protocol }) => protocol === "TCP").map((port) => port.name))})`,
    );
  }
}

const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].map(cidr);

/** How each workload of a namespace is reached from outside, from its flows. */
export function resolveExposure(
  workload: Workload,
  flows: readonly PlacedFlow[],
  environment: Environment,
  report: Report,
): Workload {
  const outside = flows.filter(
    ({ flow }) =>
      flow.from.kind === "addresses" && flow.to.kind === "workload" && flow.to.workload === workload.name,
  );
  if (!workload.rendered || outside.length === 0) return workload;
  const listeners = new Map<string, ExposedPort>();
  for (const { flow, index, tls } of outside) {
    const arn = tls === undefined ? undefined : lookUp(environment.certificates, tls);
    const certificate = arn === "none" ? undefined : arn;
    if (tls !== undefined && flow.ports.length !== 1)
      report(
        ["flows", index, "tls"],
        `a certificate for ${flow.ports.length} ports`,
        "one port, which the load balancer serves as 443",
      );
    for (const target of flow.ports) {
      if (tls !== undefined && target.protocol !== "TCP")
        report(["flows", index, "tls"], `a certificate for a ${target.protocol} port`, "a TCP port");
      const port = workload.ports.find(
        (candidate) => candidate.port === target.port && candidate.protocol === target.protocol,
      )!;
      const listener = certificate === undefined ? port.service : 443;
      const key = `${target.protocol} ${listener}`;
      const twin = listeners.get(key);
      if (twin && (twin.target.port !== target.port || twin.certificate !== certificate)) {
        report(
          ["flows", index],
          `port ${listener} of the load balancer for a second purpose`,
          "each port of a load balancer once",
        );
      }
      listeners.set(key, { name: port.name, listener, target, certificate });
    }
  }
  const certificates = new Set([...listeners.values()].flatMap(({ certificate }) => certificate ?? []));
  if (certificates.size > 1)
    report(
      ["flows", outside[0]!.index, "tls"],
      `${certificates.size} certificates for ${workload.name}`,
      "one certificate for each workload",
    );
  const ranges = [
    ...new Set(outside.flatMap(({ flow }) => (flow.from.kind === "addresses" ? flow.from.cidrs : []))),
  ].sort();
  const sources = ranges.includes("0.0.0.0/0") ? ["0.0.0.0/0"] : ranges;
  const internal = sources.every((source) => privateRanges.some((range) => contains(range, cidr(source))));
  const exposure: Exposure = {
    sources,
    scheme: internal ? "internal" : "internet-facing",
    ports: [...listeners.values()],
  };
  return { ...workload, exposure };
}
