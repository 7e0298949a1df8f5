import type { Workload } from "../../../config/declaration.js";
import { isReady, type KubernetesObject, type Labels } from "./kubernetes/objects.js";
import { matches } from "./kubernetes/selectors.js";
import type { State } from "./observer.js";
import type { Break, Observed } from "./observerLaws.js";
import { containerPorts, workloadsOf } from "./observerNeeds.js";

/** How long Kubernetes' own controller may take to list what is behind a Service. */
const lagMilliseconds = 1000;

/** A Service that both versions have does not lose its last endpoint, nor do its slices for longer than they lag. */
export function* alwaysServed({ before, after, states, hasSlices }: Observed): Generator<Break> {
  if (!before) return;
  const later = workloadsOf(after);
  for (const [name, workload] of workloadsOf(before)) {
    const successor = later.get(name);
    if (!successor || !isServed(workload) || !isServed(successor)) continue;
    for (const { service, protocol } of workload.ports) {
      if (!successor.ports.some((port) => port.service === service && port.protocol === protocol)) continue;
      const port: ServicePort = { name, service, protocol };
      yield* gaps(states, (state) => hasPod(state, port), 0, `${name}:${service} has no pod`);
      if (hasSlices)
        yield* gaps(
          states,
          (state) => isListed(state, port),
          lagMilliseconds,
          `${name}:${service} has no endpoint`,
        );
    }
  }
}

/** Kubernetes itself interrupts a single replica of a StatefulSet, and a DaemonSet's pod on each node. */
function isServed(workload: Workload): boolean {
  if (!workload.rendered) return false;
  return workload.kind === "Deployment"
    ? workload.replicas > 0
    : workload.kind === "StatefulSet" && workload.replicas > 1;
}

function* gaps(
  states: readonly State[],
  isServing: (state: State) => boolean,
  tolerated: number,
  sentence: string,
): Generator<Break> {
  let servedUntil: number | undefined;
  for (const [index, state] of states.entries()) {
    // A state lasts until the next one.
    const until = states[index + 1]?.time ?? Infinity;
    if (isServing(state)) servedUntil = until;
    else if (servedUntil !== undefined && until - servedUntil > tolerated)
      yield { sentence, revision: state.revision };
  }
}

interface ServicePort {
  /** `namespace/name`. */
  readonly name: string;
  readonly service: number;
  readonly protocol: string;
}

function found({ objects }: State, { name, service, protocol }: ServicePort) {
  const object = objects.Service.get(name);
  const port = object?.spec?.ports?.find(
    (one) => one.port === service && (one.protocol ?? "TCP") === protocol,
  );
  return object && port && { object, port };
}

/** Whether a ready pod serves the port that the Service means in it. */
function hasPod(state: State, wanted: ServicePort): boolean {
  const service = found(state, wanted);
  if (!service) return false;
  const { object, port } = service;
  const { targetPort = port.port } = port;
  return [...state.objects.Pod.values()].some(
    (pod) =>
      pod.metadata.namespace === object.metadata.namespace &&
      matches({ matchLabels: object.spec?.selector as Labels }, pod.metadata.labels) &&
      isReady(pod) &&
      containerPorts(pod).some(
        ({ name, containerPort, protocol = "TCP" }) =>
          protocol === wanted.protocol && (name === targetPort || containerPort === targetPort),
      ),
  );
}

/** Whether a slice lists a ready pod, on a port that it serves. */
function isListed(state: State, wanted: ServicePort): boolean {
  const service = found(state, wanted);
  if (!service) return false;
  const { namespace, name } = service.object.metadata;
  const slices = [...state.objects.EndpointSlice.values()].filter(
    ({ metadata }) =>
      metadata.namespace === namespace && metadata.labels?.["kubernetes.io/service-name"] === name,
  ) as (KubernetesObject & Slice)[];
  return slices.some(({ ports, endpoints }) => {
    // kube-proxy finds the endpoints of a Service's port by the port's name.
    const listed = ports?.find((one) => (one.name ?? "") === (service.port.name ?? ""))?.port;
    return (endpoints ?? []).some(({ targetRef, conditions }) => {
      const pod = state.objects.Pod.get(`${namespace}/${targetRef?.name}`);
      return (
        conditions?.ready === true &&
        pod !== undefined &&
        isReady(pod) &&
        containerPorts(pod).some(
          ({ containerPort, protocol = "TCP" }) => containerPort === listed && protocol === wanted.protocol,
        )
      );
    });
  });
}

interface Slice {
  readonly ports?: readonly { name?: string; port?: number }[] | null;
  readonly endpoints?: readonly { targetRef?: { name: string }; conditions?: { ready?: boolean } }[] | null;
}
