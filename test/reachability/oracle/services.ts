import { isIPv6 } from "./address.js";
import { addressesOf, portsOf } from "./endpoints.js";
import { selects } from "./labelSelector.js";
import {
  namespaceOf,
  ofKind,
  type EndpointSlice,
  type KubernetesObject,
  type Pod,
  type ServiceSpec,
} from "./objects.js";

/** An address behind a Service; without a port where the Service has none. */
export interface Served {
  readonly address: string;
  readonly protocol?: string;
  readonly port?: number;
}

/**
 * What is behind a Service: its EndpointSlices where there are any, otherwise what the controller would write
 * into them (https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/). Readiness is not looked
 * at, as felix/serviceindex/serviceindex.go does not either.
 */
export function servedBy(objects: readonly unknown[], namespace: string, name: string): readonly Served[] {
  const slices = (ofKind(objects, "discovery.k8s.io", "EndpointSlice") as readonly EndpointSlice[]).filter(
    (slice) =>
      namespaceOf(slice) === namespace && slice.metadata.labels?.["kubernetes.io/service-name"] === name,
  );
  if (slices.length > 0) return slices.flatMap(servedBySlice);
  const service = (ofKind(objects, "", "Service") as readonly KubernetesObject<ServiceSpec>[]).find(
    (one) => namespaceOf(one) === namespace && one.metadata.name === name,
  );
  const selector = service?.spec.selector;
  if (!service || !selector || Object.keys(selector).length === 0 || service.spec.type === "ExternalName") {
    return [];
  }
  return (ofKind(objects, "", "Pod") as readonly Pod[])
    .filter((pod) => namespaceOf(pod) === namespace)
    .filter((pod) => selects({ matchLabels: selector }, pod.metadata.labels ?? {}))
    .flatMap((pod) => servedByPod(service.spec, pod));
}

function servedBySlice({ endpoints, ports }: EndpointSlice): readonly Served[] {
  const addresses = (endpoints ?? []).flatMap((endpoint) => endpoint.addresses);
  // A slice without ports has addresses all the same: a source is matched by them.
  const known: readonly { port?: number; protocol?: string }[] = ports?.length ? ports : [{}];
  return addresses.flatMap((address) =>
    known.map(({ port, protocol = "TCP" }) => ({ address, port, protocol })),
  );
}

function servedByPod({ ipFamilies = ["IPv4"], ports = [] }: ServiceSpec, pod: Pod): readonly Served[] {
  const addresses = addressesOf(pod).filter((address) =>
    ipFamilies.includes(isIPv6(address) ? "IPv6" : "IPv4"),
  );
  const targets = ports.flatMap(({ port, protocol = "TCP", targetPort = port }) => {
    if (typeof targetPort === "number") return [{ protocol, port: targetPort }];
    // The first container port of that name and protocol.
    const named = portsOf(pod).find(
      (candidate) => candidate.name === targetPort && (candidate.protocol ?? "TCP") === protocol,
    );
    return named ? [{ protocol, port: named.containerPort }] : [];
  });
  // The controller lists a pod also where it has none of the ports.
  if (targets.length === 0) return addresses.map((address) => ({ address }));
  return addresses.flatMap((address) => targets.map((target) => ({ address, ...target })));
}
