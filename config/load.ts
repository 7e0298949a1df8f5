import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Flow } from "../flows/flow.js";
import { addressPlan, resolverAddress } from "./addressPlan.js";
import {
  awsServices,
  nodeServices,
  placeOf,
  sessionManagerServices,
  type AwsService,
} from "./awsServices.js";
import type { Report } from "./checkEnvironment.js";
import type { Cluster, ClusterAddresses, Declaration, Namespace, Workload } from "./declaration.js";
import type { Environment } from "./environmentSchema.js";
import { lookUp } from "./lookUp.js";
import { namespaceSchema, type NamespaceFile } from "./namespaceSchema.js";
import { DeclarationError, formatPath, maxProblems, type Problem } from "./problem.js";
import {
  awsPeerName,
  checkNever,
  flowKey,
  internetPeers,
  names,
  pairKey,
  refuseRange,
  resolveFlows,
  type PlacedFlow,
  type Scope,
} from "./resolveFlows.js";
import { publicSuffix, resolveExposure, resolveWorkloads } from "./resolveWorkloads.js";
import { readSource, type Read, type Source } from "./source.js";
import {
  checkDistinctClusters,
  checkSettings,
  readStackFile,
  type Settings,
  type StackFile,
} from "./stackFile.js";
import { validate } from "./validate.js";
import { warningsOf } from "./warnings.js";
import { portName } from "../flows/flow.js";

/** Folder of the namespace files, in the project. */
export const namespacesFolder = "namespaces";

/** Namespaces that Kubernetes, Calico or EKS own. */
export const systemNamespaces = [
  "calico-apiserver",
  "calico-system",
  "kube-node-lease",
  "kube-public",
  "kube-system",
  "tigera-operator",
] as const;

/** What to load. */
export interface LoadOptions {
  /** The project: the folder of Pulumi.yaml. */
  readonly directory: string;
  readonly stack: string;
  /** The configuration as the engine gives it; default: as the stack file has it. */
  readonly settings?: Settings;
}

interface NamespaceSource {
  readonly file: NamespaceFile;
  readonly source: Source;
}

interface NamespaceSources {
  readonly read: readonly NamespaceSource[];
  /** Namespaces whose files have problems. */
  readonly unread: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

/**
 * Reads and checks a stack's declaration.
 *
 * Throws a {@link DeclarationError} with every problem that could be found. Reads only; nothing is registered
 * before it returns.
 */
export function loadDeclaration({ directory, stack, settings }: LoadOptions): Declaration {
  const stackFile = readStackFile(directory, stack);
  const namespaceFiles = readNamespaces(directory);
  const problems: Problem[] = [...namespaceFiles.problems];
  if (!stackFile.ok) throw new DeclarationError([...stackFile.problems, ...problems]);

  const checked = checkSettings(
    settings ?? stackFile.value.settings,
    stackFile.value.source,
    settings ? "engine" : "file",
  );
  if (!checked.ok) throw new DeclarationError([...checked.problems, ...problems]);
  problems.push(...checkDistinctClusters(stackFile.value, checked.value, directory));

  const declaration = resolve(stackFile.value, checked.value, namespaceFiles, problems);
  if (problems.length > 0) throw new DeclarationError(problems);
  return declaration;
}

/** Reads every file of the namespaces folder; problems of one do not hide those of another. */
function readNamespaces(directory: string): NamespaceSources {
  const folder = join(directory, namespacesFolder);
  const read: NamespaceSource[] = [];
  const unread = new Set<string>();
  const problems: Problem[] = [];
  let entries: string[] = [];
  try {
    entries = readdirSync(folder).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT")
      problems.push({
        file: namespacesFolder,
        path: "",
        found: `what cannot be read as a folder (${code})`,
        allowed: "a folder of <namespace>.yaml files",
      });
  }
  for (const entry of entries) {
    const file = `${namespacesFolder}/${entry}`;
    if (!entry.endsWith(".yaml")) {
      // A skipped file would be a namespace without policies.
      if (!entry.startsWith("."))
        problems.push({ file, path: "", found: "a file that is not read", allowed: "<namespace>.yaml" });
      continue;
    }
    const result = readNamespace(join(folder, entry), file);
    if (result.ok) {
      read.push(result.value);
      continue;
    }
    unread.add(namespaceOf(file));
    problems.push(...result.problems);
  }
  return { read, unread, problems };
}

function readNamespace(path: string, file: string): Read<NamespaceSource> {
  const source = readSource(path, file);
  if (!source.ok) return source;
  const checked = validate(namespaceSchema, source.value.value, {
    source: source.value,
    locate: (at) => at,
    isSecret: () => false,
  });
  if (!checked.ok) return checked;
  return { ok: true, value: { file: checked.value, source: source.value } };
}

function resolve(
  stackFile: StackFile,
  environment: Environment,
  { read, unread }: NamespaceSources,
  problems: Problem[],
): Declaration {
  const reportIn =
    (source: Source, prefix: readonly PropertyKey[] = []): Report =>
    (path, found, allowed) => {
      const full = [...prefix, ...path];
      problems.push({ file: source.file, line: source.lineOf(full), path: formatPath(full), found, allowed });
      if (problems.length >= maxProblems) throw new DeclarationError(problems);
    };
  const reportStack: Report = (path, found, allowed) =>
    reportIn(stackFile.source)(["config", `basalt:${String(path[0])}`, ...path.slice(1)], found, allowed);

  const addresses = clusterAddresses(environment);
  const sources = distinctNamespaces(read, reportIn);
  const workloads = new Map<string, Map<string, Workload>>();
  for (const { file, source } of sources) {
    workloads.set(file.namespace, resolveWorkloads(file, environment, reportIn(source), reportStack));
  }
  checkOverrides(environment, sources, unread, reportStack);

  const scope: Scope = { environment, addresses, internet: internetPeers(addresses), unread, workloads };
  const placed = new Map<string, PlacedFlow[]>();
  for (const { file, source } of sources) {
    placed.set(file.namespace, resolveFlows(file, scope, reportIn(source)));
  }
  checkAgreement(sources, placed, workloads, (source) => reportIn(source));

  const flows = distinctFlows([...placed.values()].flat().map(({ flow }) => flow));
  const namespaces = sources.map(({ file, source }): Namespace => {
    const report = reportIn(source);
    const own = placed.get(file.namespace) ?? [];
    const resolved = [...(workloads.get(file.namespace)?.values() ?? [])].map((workload) =>
      resolveExposure(workload, own, environment, report),
    );
    for (const workload of resolved) {
      const service = `${workload.name}${publicSuffix}`;
      if (workload.rendered && workload.exposure && resolved.some((other) => other.name === service)) {
        report(
          ["workloads", service],
          `the name of ${workload.name}'s public Service`,
          `another name than ${service}`,
        );
      }
    }
    const override = lookUp(environment.namespaces, file.namespace);
    return {
      name: file.namespace,
      file: source.file,
      enforcement: override?.enforcement ?? environment.enforcement,
      existing: override?.existing ?? false,
      podSecurity: file.podSecurity ?? { level: "restricted" },
      quota: file.quota,
      workloads: resolved,
      flows: flows.filter((flow) =>
        [flow.from, flow.to].some((peer) => peer.kind === "workload" && peer.namespace === file.namespace),
      ),
      never: checkNever(file, flows, scope, report),
    };
  });

  const lastResortDeny = environment.guardrails.lastResortDeny ?? environment.cluster.kind === "eks";
  const declaration: Omit<Declaration, "warnings"> = {
    stack: stackFile.stack,
    cluster: clusterOf(environment, flows),
    calico: environment.calico,
    addresses,
    guardrails: {
      systemNamespaces: [
        ...new Set([...systemNamespaces, ...environment.guardrails.systemNamespaces]),
      ].sort(),
      lastResortDeny,
    },
    images: environment.images,
    namespaces,
    flows,
  };
  return { ...declaration, warnings: warningsOf(declaration) };
}

/** The namespace that a file declares, as it is called. */
function namespaceOf(file: string): string {
  return file.slice(namespacesFolder.length + 1, -".yaml".length);
}

/** Each namespace once: of two files that declare one, the file that is called like it counts. */
function distinctNamespaces(
  sources: readonly NamespaceSource[],
  reportIn: (source: Source) => Report,
): NamespaceSource[] {
  const owners = new Map(sources.map((each) => [each.file.namespace, each]));
  for (const each of sources)
    if (namespaceOf(each.source.file) === each.file.namespace) owners.set(each.file.namespace, each);
  for (const each of sources) {
    const report = reportIn(each.source);
    const name = each.file.namespace;
    const expected = namespaceOf(each.source.file);
    const owner = owners.get(name);
    if (owner && owner !== each)
      report(["namespace"], `"${name}", which ${owner.source.file} declares`, "each namespace in one file");
    else if (name !== expected) report(["namespace"], `"${name}"`, `"${expected}", as the file is called`);
    else if ((systemNamespaces as readonly string[]).includes(name))
      report(["namespace"], `"${name}"`, "a namespace that Kubernetes, Calico or EKS does not own");
  }
  return sources.filter((each) => owners.get(each.file.namespace) === each);
}

/** Overrides of what does not exist would silently do nothing. */
function checkOverrides(
  environment: Environment,
  sources: readonly NamespaceSource[],
  unread: ReadonlySet<string>,
  report: Report,
): void {
  const files = new Map(sources.map(({ file }) => [file.namespace, file]));
  for (const [namespace, override] of Object.entries(environment.namespaces)) {
    if (unread.has(namespace)) continue;
    const file = files.get(namespace);
    if (!file) {
      report(
        ["namespaces", namespace],
        "a namespace that no file declares",
        `a declared namespace (${names([...files.keys()])})`,
      );
      continue;
    }
    const rendered = Object.entries(file.workloads).flatMap(([name, workload]) =>
      "selector" in workload ? [] : [name],
    );
    for (const name of Object.keys(override.workloads)) {
      if (!rendered.includes(name)) {
        report(
          ["namespaces", namespace, "workloads", name],
          "a workload that Basalt does not render",
          `a rendered workload of ${namespace} (${names(rendered)})`,
        );
      }
    }
    const ranges = file.flows
      .flatMap(({ from, to }) => [from, to])
      .flatMap((peer) => (typeof peer === "object" && "name" in peer ? [peer.name] : []));
    for (const [name, cidrs] of Object.entries(override.cidrs)) {
      for (const [index, cidr] of cidrs.entries()) {
        const refusal = refuseRange(cidr, environment);
        if (refusal) report(["namespaces", namespace, "cidrs", name, index], refusal.found, refusal.allowed);
      }
      if (!ranges.includes(name))
        report(
          ["namespaces", namespace, "cidrs", name],
          "a range that no flow names",
          `a range of ${namespace} (${names(ranges)})`,
        );
    }
  }
}

/** A flow between namespaces stands in both files, alike: neither team can open the other's side. */
function checkAgreement(
  sources: readonly NamespaceSource[],
  placed: ReadonlyMap<string, readonly PlacedFlow[]>,
  workloads: ReadonlyMap<string, ReadonlyMap<string, Workload>>,
  reportIn: (source: Source) => Report,
): void {
  const declared = new Map([...placed].map(([namespace, flows]) => [namespace, flowsByKey(flows)]));
  for (const { file, source } of sources) {
    for (const { flow, index } of placed.get(file.namespace) ?? []) {
      if (
        flow.from.kind !== "workload" ||
        flow.to.kind !== "workload" ||
        flow.from.namespace === flow.to.namespace
      )
        continue;
      const sends = flow.from.namespace === file.namespace;
      const other = sends ? flow.to.namespace : flow.from.namespace;
      if (!workloads.has(other)) continue;
      const theirs = declared.get(other);
      if (theirs?.has(flowKey(flow))) continue;
      const near = theirs?.get(pairKey(flow));
      const ports = flow.ports.map((range) => range.name ?? portName(range)).join(", ");
      const line = sends
        ? `{ from: ${file.namespace}/${flow.from.workload}, to: ${flow.to.workload}, ports: [${ports}] }`
        : `{ from: ${flow.from.workload}, to: ${file.namespace}/${flow.to.workload}, ports: [${ports}] }`;
      reportIn(source)(
        ["flows", index],
        `a flow that namespaces/${other}.yaml ${near ? `declares on other ports (${near.ports.map(portName).join(", ")})` : sends ? "does not accept" : "does not open"}`,
        `the same flow in both files; there it reads ${line}`,
      );
    }
  }
}

/** Flows by their key and, the first of each, by who and to whom. */
function flowsByKey(placed: readonly PlacedFlow[]): Map<string, Flow> {
  return new Map(
    [...placed].reverse().flatMap(({ flow }) => [
      [flowKey(flow), flow],
      [pairKey(flow), flow],
    ]),
  );
}

function distinctFlows(flows: readonly Flow[]): Flow[] {
  return [...new Map(flows.map((flow) => [flowKey(flow), flow])).values()];
}

function clusterAddresses(environment: Environment): ClusterAddresses {
  const { cluster, network, calico } = environment;
  if (cluster.kind === "existing") {
    const { podCidr, serviceCidr, nodeCidrs, kubernetesApi, dnsUpstreams } = cluster;
    return { podCidr, serviceCidr, nodeCidrs, kubernetesApi, dnsUpstreams };
  }
  // checkEnvironment has refused an EKS cluster without these two.
  const { vpcCidr, serviceCidr } = network!;
  return {
    podCidr: calico!.podCidr,
    serviceCidr,
    nodeCidrs: [vpcCidr],
    kubernetesApi: { cidrs: addressPlan(network!).map((zone) => zone.controlPlane), port: 443 },
    dnsUpstreams: [`${resolverAddress(network!)}/32`],
  };
}

function clusterOf(environment: Environment, flows: readonly Flow[]): Cluster {
  const { cluster } = environment;
  if (cluster.kind === "existing") return { kind: "existing", existing: cluster };
  const nodes = environment.nodes!;
  const called = new Set(flows.map(({ to }) => (to.kind === "addresses" ? to.name : "")));
  const used = awsServices.filter((service) => called.has(awsPeerName(service)));
  const services: readonly AwsService[] = [
    ...nodeServices,
    ...(nodes.some((group) => group.ssm) ? sessionManagerServices : []),
    ...used,
  ];
  return {
    kind: "eks",
    eks: cluster,
    network: environment.network!,
    nodes,
    addons: environment.addons!,
    endpoints: [...new Set(services)].sort((a, b) => placeOf(a) - placeOf(b)),
  };
}
