import type { Declaration, Workload } from "../../../config/declaration.js";
import type { Flow, Peer } from "../../../flows/flow.js";
import { keyOf, type State } from "./observer.js";
import { hasCondition, type KubernetesObject } from "./kubernetes/objects.js";
import { matches } from "./kubernetes/selectors.js";
import type { End } from "./observerPolicies.js";

/** One port of one declared flow: what a caller asks for. */
export interface Need {
  readonly from: Peer;
  readonly to: Peer;
  readonly protocol: string;
  /** Of a workload its Service's port, behind which pods serve on whichever they do; else the port itself. */
  readonly port: number;
}

/** A version of a declaration, by what it needs. */
export interface Version {
  readonly declaration: Declaration;
  /** By what identifies it in every version. */
  readonly needs: ReadonlyMap<string, Need>;
}

/** What a declaration needs. */
export function versionOf(declaration: Declaration): Version {
  const flows = declaration.namespaces.flatMap((namespace) => namespace.flows);
  const needs = flows.flatMap((flow) => needsOf(flow, declaration));
  return { declaration, needs: new Map(needs.map((need) => [nameOf(need), need])) };
}

/** Whom it is from, to whom, on which port; not the labels by which pods are found. */
export function nameOf({ from, to, protocol, port }: Need): string {
  return `${endName(from)} -> ${endName(to)}:${protocol === "TCP" ? "" : protocol}${port}`;
}

/** Every declared workload by `namespace/name`. */
export function workloadsOf({ namespaces }: Declaration): Map<string, Workload> {
  return new Map(
    namespaces.flatMap(({ workloads }) => workloads.map((workload) => [endName(workload.peer), workload])),
  );
}

function endName(peer: Peer): string {
  return peer.kind === "workload" ? `${peer.namespace}/${peer.workload}` : peer.name;
}

function needsOf({ from, to, ports }: Flow, declaration: Declaration): Need[] {
  if (to.kind === "addresses") return ports.map(({ protocol, port }) => ({ from, to, protocol, port }));
  const served = workloadsOf(declaration).get(endName(to))!.ports;
  return ports.map(({ protocol, port }) => ({
    from,
    to,
    protocol,
    port: served.find((one) => one.port === port && one.protocol === protocol)!.service,
  }));
}

/** A pod that may connect or be connected to. */
export interface Runner {
  readonly pod: KubernetesObject;
  readonly end: End;
  readonly isReady: boolean;
}

/** Pods that run or start, without those that end. */
export function runnersIn({ objects }: State): Runner[] {
  return [...objects.Pod.values()]
    .filter(
      ({ metadata, status }) =>
        metadata.deletionTimestamp === undefined && !["Succeeded", "Failed"].includes(status?.phase ?? ""),
    )
    .map((pod) => ({
      pod,
      end: {
        pod: { namespace: pod.metadata.namespace!, labels: pod.metadata.labels ?? {} },
        ...(pod.status?.podIP === undefined ? {} : { address: pod.status.podIP }),
      },
      isReady: hasCondition(pod, "Ready"),
    }));
}

/** The ends that a peer means: its pods, or an address for each of its ranges. */
export function endsOf(peer: Peer, runners: readonly Runner[]): (Runner | End)[] {
  if (peer.kind === "workload")
    return runners.filter(
      ({ end }) =>
        end.pod!.namespace === peer.namespace && matches({ matchLabels: peer.selector }, end.pod!.labels),
    );
  return peer.cidrs.map((cidr) => ({ address: cidr === "0.0.0.0/0" ? "8.8.8.8" : cidr.split("/")[0]! }));
}

/** The port on which a pod serves a Service's port; undefined where it does not. */
export function servedPort(
  { pod }: Runner,
  protocol: string,
  service: number,
  declared: Workload,
): number | undefined {
  const ports = containerPorts(pod);
  const named = ports.find(({ name }) => name === `${protocol.toLowerCase()}-${service}`);
  if (declared.rendered || named) return named?.containerPort;
  const { port } = declared.ports.find((one) => one.service === service && one.protocol === protocol)!;
  return ports.find((one) => one.containerPort === port)?.containerPort;
}

/** Ports that a pod's containers say they serve. */
export function containerPorts({ spec }: KubernetesObject): ContainerPort[] {
  return (spec?.containers ?? []).flatMap(
    (container) => (container as { ports?: ContainerPort[] }).ports ?? [],
  );
}

interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol?: string;
}

/** A pod's name with its namespace. */
export const podName = ({ pod }: Runner): string => keyOf(pod);
