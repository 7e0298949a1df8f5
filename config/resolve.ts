import type { Flow } from "../flows/flow.js";
import { checkAgreement } from "./checkAgreement.js";
import { nothingDeployed } from "./checkSuccession.js";
import { checkNever } from "./checkNever.js";
import { outsideOpenings } from "./peers.js";
import { checkOverrides } from "./checkOverrides.js";
import { checkPlatformNeeds } from "./checkPlatformNeeds.js";
import type { Declaration, Namespace, Workload } from "./declaration.js";
import type { Environment } from "./environmentSchema.js";
import { lookUp } from "./lookUp.js";
import { DeclarationError } from "./declarationError.js";
import { formatPath, maxProblems, type Problem } from "../problems/problem.js";
import { internetPeers, ownRanges } from "./ranges.js";
import { namespaceOf, type NamespaceSource, type NamespaceSources } from "./readNamespaces.js";
import type { Report } from "./report.js";
import { clusterAddresses, clusterOf } from "./resolveCluster.js";
import { resolveExposures } from "./resolveExposures.js";
import { flowKey, identityFlows, resolveFlows, type PlacedFlow, type Scope } from "./resolveFlows.js";
import { resolveWorkloads } from "./resolveWorkloads.js";
import type { Salvaged } from "./salvage.js";
import { problemAt, type Source } from "./source.js";
import { warningsOf } from "./warnings.js";

/** Namespaces that Kubernetes, Calico or EKS own. */
export const systemNamespaces = [
  "calico-apiserver",
  "calico-system",
  "kube-node-lease",
  "kube-public",
  "kube-system",
  "tigera-operator",
] as const;

/**
 * Looks up every name, checks the files against each other, and applies the stack's overrides.
 *
 * @param stackSource the stack's file; without it the environment is a stand-in, and nothing is said of it
 * @param problems what was found so far; what is found here is added
 */
export function resolveDeclaration(
  stack: string,
  environment: Environment,
  stackSource: Source | undefined,
  { read, unread }: NamespaceSources,
  problems: Problem[],
): Declaration {
  const reportIn =
    (source: Source, salvaged?: Salvaged): Report =>
    (path, found, allowed) => {
      problems.push(problemAt(source, placeOf(path, salvaged), found, allowed));
      if (problems.length >= maxProblems) throw new DeclarationError(problems);
    };
  const reportStack: Report = (path, found, allowed) => {
    if (stackSource)
      reportIn(stackSource)(["config", `basalt:${String(path[0])}`, ...path.slice(1)], found, allowed);
  };

  const addresses = clusterAddresses(environment);
  const sources = distinctNamespaces(read, reportIn);
  const workloads = new Map<string, Map<string, Workload>>();
  for (const { file, source, salvaged } of sources) {
    workloads.set(
      file.namespace,
      resolveWorkloads(file, environment, reportIn(source, salvaged), reportStack),
    );
  }
  const own = ownRanges(environment);
  checkOverrides(environment, sources, unread, own, reportStack);

  const scope: Scope = {
    environment,
    addresses,
    internet: internetPeers(addresses),
    own,
    unread,
    workloads,
  };
  const placed = new Map<string, PlacedFlow[]>();
  for (const { file, source, salvaged } of sources) {
    placed.set(file.namespace, resolveFlows(file, scope, reportIn(source, salvaged)));
  }
  checkAgreement(sources, placed, workloads, ({ source, salvaged }) => reportIn(source, salvaged));

  const flows = distinctFlows(
    sources.flatMap(({ file }) => [
      ...(placed.get(file.namespace) ?? []).map(({ flow }) => flow),
      ...identityFlows(workloads.get(file.namespace) ?? new Map()),
    ]),
  );
  checkPlatformNeeds(environment, workloads, reportStack);
  checkRuleQuota(environment, flows, reportStack);
  const namespaces = sources.map(({ file, source, salvaged }): Namespace => {
    const report = reportIn(source, salvaged);
    const declared = placed.get(file.namespace) ?? [];
    const resolved = [...(workloads.get(file.namespace)?.values() ?? [])].map((workload) =>
      resolveExposures(workload, declared, environment, report),
    );
    const override = lookUp(environment.namespaces, file.namespace);
    checkNamespace(file.namespace, override?.existing ?? false, resolved, report);
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
    stack,
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
    deployment: environment.deployment,
    namespaces,
    flows,
    places: placesOf(sources, placed),
    deployed: nothingDeployed,
  };
  return { ...declaration, warnings: warningsOf(declaration) };
}

/** Where something stands in the file, when parts of its lists were left out. */
function placeOf(path: readonly PropertyKey[], salvaged: Salvaged | undefined): readonly PropertyKey[] {
  const [part, index, ...rest] = path;
  if (!salvaged || (part !== "flows" && part !== "never") || typeof index !== "number") return path;
  return [part, salvaged.places[part][index] ?? index, ...rest];
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

/** AWS's default is 60 rules for a security group and direction; the nodes' group has a few of its own. */
const mostOutsideRules = 50;

/** Every range and port outside the VPC is a rule of the nodes' security group. */
function checkRuleQuota({ cluster }: Environment, flows: readonly Flow[], report: Report): void {
  if (cluster.kind !== "eks") return;
  const rules = new Set(
    outsideOpenings(flows).map(
      ({ cidr, ports: { protocol, port, endPort } }) => `${cidr} ${protocol} ${port} ${endPort}`,
    ),
  );
  if (rules.size > mostOutsideRules) {
    report(
      ["network"],
      `${rules.size} pairs of range and port that flows open outside the VPC`,
      `at most ${mostOutsideRules}, because AWS limits a security group's rules; join ranges or ports`,
    );
  }
}

function checkNamespace(
  name: string,
  existing: boolean,
  workloads: readonly Workload[],
  report: Report,
): void {
  if (name === "default" && !existing) {
    report(
      ["namespace"],
      '"default", which every cluster has',
      "another name, or basalt:namespaces.default.existing: true in the stack file",
    );
  }
  const services = new Map<string, string>();
  for (const workload of workloads) {
    if (!workload.rendered) continue;
    for (const { service } of workload.exposures) {
      const twin = services.get(service);
      if (twin !== undefined)
        report(
          ["workloads", workload.name],
          `a Service called ${service}, as one of ${twin} is`,
          "another name for the workload or for the range",
        );
      services.set(service, workload.name);
      if (workloads.some((other) => other.name === service)) {
        report(
          ["workloads", service],
          `the name of a Service by which ${workload.name} is reached`,
          `another name than ${service}`,
        );
      }
    }
  }
}

/** Where flows and assertions stand, as messages name it: `namespaces/shop.yaml:93 flows[3]`. */
function placesOf(
  sources: readonly NamespaceSource[],
  placed: ReadonlyMap<string, readonly PlacedFlow[]>,
): Declaration["places"] {
  const places = new Map<object, string>();
  for (const { file, source } of sources) {
    const placeAt = (path: readonly [string, number]) => {
      const line = source.lineOf(path);
      return `${source.file}${line === undefined ? "" : `:${line}`} ${formatPath(path)}`;
    };
    for (const { flow, index } of placed.get(file.namespace) ?? [])
      places.set(flow, placeAt(["flows", index]));
    for (const [index, never] of file.never.entries()) places.set(never, placeAt(["never", index]));
  }
  return places;
}

function distinctFlows(flows: readonly Flow[]): Flow[] {
  return [...new Map(flows.map((flow) => [flowKey(flow), flow])).values()];
}
