import type { AddressPeer, Flow, Peer } from "../flows/flow.js";
import { addressPlan, endpointAddress } from "./addressPlan.js";
import { awsService, awsServices } from "./awsServices.js";
import { listNames } from "./listNames.js";
import { awsPeerName, definedPeers, podIdentityAgent } from "./peers.js";
import { refusePeer, type InternetPeers, type NamedRange } from "./ranges.js";
import type { Report } from "./report.js";
import { lookUp } from "./lookUp.js";
import type { ClusterAddresses, Workload } from "./declaration.js";
import type { Environment } from "./environmentSchema.js";
import type { FlowDeclaration, NamespaceFile } from "./namespaceSchema.js";
import { resolvePorts } from "./resolvePorts.js";
import { parseReference } from "./workloadReference.js";

/** What flows are resolved against. */
export interface Scope {
  readonly environment: Environment;
  readonly addresses: ClusterAddresses;
  /** The Internet, as what flows come from and go to. */
  readonly internet: InternetPeers;
  /** Ranges of the cluster's own, which no flow names by address. */
  readonly own: readonly NamedRange[];
  /** Namespaces, and workloads as namespace/name, that have problems of their own: what they declare is not known. */
  readonly unread: ReadonlySet<string>;
  /** Workloads by namespace, then name. */
  readonly workloads: ReadonlyMap<string, ReadonlyMap<string, Workload>>;
}

/** A resolved flow and its place in the file, for later checks. */
export interface PlacedFlow {
  readonly flow: Flow;
  readonly index: number;
  readonly tls?: string;
}

/** Looks up every name of one namespace's flows; what does not exist is reported. */
export function resolveFlows(file: NamespaceFile, scope: Scope, report: Report): PlacedFlow[] {
  const placed: PlacedFlow[] = [];
  const seen = new Map<string, number>();
  for (const [index, declared] of file.flows.entries()) {
    const at: Report = (path, found, allowed) => report(["flows", index, ...path], found, allowed);
    const flow = resolveFlow(declared, file.namespace, scope, at);
    if (!flow) continue;
    const key = flowKey(flow);
    const earlier = seen.get(key);
    if (earlier !== undefined) at([], `the same flow as flows[${earlier}]`, "each flow once");
    else placed.push({ flow, index, ...(declared.tls === undefined ? {} : { tls: declared.tls }) });
    seen.set(key, earlier ?? index);
  }
  return placed;
}

/** Same connection, same key: who, to whom, on which ports. */
export function flowKey(flow: Flow): string {
  return JSON.stringify([
    pairKey(flow),
    flow.ports.map(({ protocol, port, endPort }) => [protocol, port, endPort]),
  ]);
}

/** Who and to whom. */
export function pairKey(flow: Flow): string {
  return JSON.stringify(
    [flow.from, flow.to].map((peer) =>
      peer.kind === "workload" ? [peer.namespace, peer.workload] : [peer.name, peer.cidrs, peer.except],
    ),
  );
}

function resolveFlow(
  declared: FlowDeclaration,
  namespace: string,
  scope: Scope,
  report: Report,
): Flow | undefined {
  const from = resolveFrom(declared.from, namespace, scope, (found, allowed) =>
    report(["from"], found, allowed),
  );
  const to = resolveTo(declared.to, namespace, scope, (path, found, allowed) =>
    report(["to", ...path], found, allowed),
  );
  const ports = to && resolvePorts(declared, to, scope, report);
  if (declared.tls !== undefined) {
    if (from?.kind === "workload")
      report(
        ["tls"],
        "a certificate for a flow inside the cluster",
        "tls only where the flow comes from the Internet or from a range",
      );
    if (lookUp(scope.environment.certificates, declared.tls) === undefined) {
      report(
        ["tls"],
        `"${declared.tls}"`,
        `a name under basalt:certificates of the stack file (${listNames(Object.keys(scope.environment.certificates))})`,
      );
    }
  }
  if (!from || !to || !ports) return undefined;
  const own = (peer: Peer) => peer.kind === "workload" && peer.namespace === namespace;
  if (!own(from) && !own(to)) {
    report([], "a flow between others", `a flow that a workload of ${namespace} opens or accepts`);
    return undefined;
  }
  return { namespace, from, to, ports };
}

/** The one path that a role in AWS needs: from its workload to the agent that hands out its credentials. */
export function identityFlows(workloads: ReadonlyMap<string, Workload>): Flow[] {
  return [...workloads.values()].flatMap((workload) =>
    workload.rendered && workload.aws
      ? [
          {
            namespace: workload.peer.namespace,
            from: workload.peer,
            to: podIdentityAgent,
            ports: [{ protocol: "TCP", port: 80, endPort: 80 }],
          },
        ]
      : [],
  );
}

type PeerReport = (found: string, allowed: string) => void;

function resolveFrom(
  from: FlowDeclaration["from"],
  namespace: string,
  scope: Scope,
  report: PeerReport,
): Peer | undefined {
  if (typeof from === "object") return range(from, namespace, scope, report);
  if (from === "internet") return scope.internet.from;
  return workloadPeer(from, namespace, scope, report);
}

function resolveTo(
  to: FlowDeclaration["to"],
  namespace: string,
  scope: Scope,
  report: Report,
): Peer | undefined {
  const here: PeerReport = (found, allowed) => report([], found, allowed);
  if (typeof to === "object") {
    return "aws" in to
      ? awsPeer(to.aws, scope, (found, allowed) => report(["aws"], found, allowed))
      : range(to, namespace, scope, here);
  }
  if (to === "internet") return scope.internet.to;
  if (to === "kubernetes-api") {
    const api = scope.addresses.kubernetesApi;
    if (api) return { kind: "addresses", name: "kubernetes-api", cidrs: [...api.cidrs].sort(), except: [] };
    here(
      "kubernetes-api, whose address is not declared",
      "basalt:cluster.kubernetesApi in the stack file, as `kubectl get endpointslices kubernetes` prints it",
    );
    return undefined;
  }
  return workloadPeer(to, namespace, scope, here);
}

/** The workload that a reference names; reports what does not exist. */
export function workloadPeer(
  reference: string,
  namespace: string,
  scope: Scope,
  report: PeerReport,
): Peer | undefined {
  const { namespace: owner, name } = parseReference(reference, namespace);
  const workloads = scope.workloads.get(owner);
  const workload = workloads?.get(name);
  if (workload) return workload.peer;
  if (scope.unread.has(owner) || scope.unread.has(`${owner}/${name}`)) return undefined;
  if (!workloads)
    report(
      `"${reference}", but no file declares namespace ${owner}`,
      `a declared namespace (${listNames([...scope.workloads.keys()])})`,
    );
  else
    report(
      `"${reference}", but ${owner} has no such workload`,
      `a workload of ${owner} (${listNames([...workloads.keys()])})`,
    );
  return undefined;
}

function awsPeer(name: string, scope: Scope, report: PeerReport): AddressPeer | undefined {
  const { cluster, network } = scope.environment;
  if (cluster.kind === "existing") {
    const cidrs = lookUp(cluster.awsEndpoints, name);
    if (cidrs) return { kind: "addresses", name: awsPeerName(name), cidrs: [...cidrs].sort(), except: [] };
    report(
      `"${name}", whose endpoint is not declared`,
      `a service under basalt:cluster.awsEndpoints of the stack file (${listNames(Object.keys(cluster.awsEndpoints))})`,
    );
    return undefined;
  }
  const service = awsService(name);
  if (!service || !network) {
    if (!service)
      report(
        `"${name}"`,
        `a service with an interface endpoint (${awsServices.join(", ")}), or a { cidr, name }`,
      );
    return undefined;
  }
  const cidrs = addressPlan(network).map((zone) => `${endpointAddress(zone, service)}/32`);
  return { kind: "addresses", name: awsPeerName(service), cidrs: cidrs.sort(), except: [] };
}

function range(
  declared: { readonly cidr?: string | undefined; readonly name: string },
  namespace: string,
  scope: Scope,
  report: PeerReport,
): AddressPeer | undefined {
  if (definedPeers.includes(declared.name)) {
    const itself =
      declared.name === podIdentityAgent.name ? "" : `, or ${declared.name} itself without a CIDR`;
    report(`a range called ${declared.name}`, `another name${itself}`);
    return undefined;
  }
  if (scope.workloads.get(namespace)?.has(declared.name)) {
    report(
      `a range called ${declared.name}, as a workload is`,
      "a name that no workload of this namespace has",
    );
    return undefined;
  }
  const override = lookUp(lookUp(scope.environment.namespaces, namespace)?.cidrs ?? {}, declared.name);
  const cidrs = override ?? (declared.cidr === undefined ? undefined : [declared.cidr]);
  if (!cidrs) {
    report(
      `the range "${declared.name}" without a CIDR`,
      `a cidr here, or one under basalt:namespaces.${namespace}.cidrs.${declared.name} of the stack file`,
    );
    return undefined;
  }
  // Ranges of the stack file are checked where they stand, once.
  const refusal = override ? undefined : refusePeer(cidrs[0]!, scope.own);
  if (refusal) {
    report(refusal.found, refusal.allowed);
    return undefined;
  }
  return { kind: "addresses", name: declared.name, cidrs: [...new Set(cidrs)].sort(), except: [] };
}
