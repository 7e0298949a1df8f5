import type { Cluster, PodVariant, Service, ServicePort, TransportProtocol } from "../model/cluster.js";
import {
  emptySet,
  interval,
  membersOf,
  setOf,
  union,
  unionAll,
  type IntervalSet,
} from "../sets/intervals.js";
import type { AddressRange } from "../sets/addresses.js";
import type { Endpoint } from "./endpoints.js";
import type { IndexedPod, PodIndex } from "./podIndex.js";
import { protocolNumbers, toPorts, trafficOf } from "./traffic.js";
import type { Universe } from "./universe.js";

/** Pods, and the number by which they serve a port of a Service. */
export interface ServedPort {
  readonly port: ServicePort;
  readonly number: number;
  /** Numbers of endpoints. */
  readonly endpoints: IntervalSet;
}

/** A Service, by its name. */
export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
}

/** Looks up what is behind Services. */
export class Backends {
  private readonly byName: ReadonlyMap<string, Service>;

  /** @param universe asked for only when elements are */
  constructor(
    private readonly cluster: Cluster,
    private readonly endpoints: readonly Endpoint[],
    private readonly pods: PodIndex,
    private readonly universe: () => Universe,
  ) {
    this.byName = new Map(
      cluster.services.map((service) => [`${service.namespace}/${service.name}`, service]),
    );
  }

  /** The Service of this name. */
  find({ namespace, name }: ServiceName): Service | undefined {
    return this.byName.get(`${namespace}/${name}`);
  }

  /** How pods behind a Service serve its ports; a pod without a port of the target's name does not serve it. */
  servedPorts(service: Service): ServedPort[] {
    const behind = this.podsOf(service);
    return service.ports.flatMap((port) => {
      const numbers = new Map<number, number[]>();
      for (const { endpoint, pod } of behind) {
        const number = targetOf(port, pod);
        if (number !== undefined) numbers.set(number, [...(numbers.get(number) ?? []), endpoint]);
      }
      return [...numbers].map(([number, members]) => ({ port, number, endpoints: setOf(members) }));
    });
  }

  /** Pods behind a Service, those on the host's network included. */
  endpointsBehind(service: Service): IntervalSet {
    return setOf(this.podsOf(service).map(({ endpoint }) => endpoint));
  }

  /** Pods, and for those on the host's network the addresses of their nodes. */
  private elementsOf(endpoints: IntervalSet): IntervalSet {
    const onHosts = [...membersOf(endpoints)]
      .map((number) => this.endpoints[number]!)
      .filter(({ hostNetwork }) => hostNetwork);
    const nodes = onHosts.flatMap(({ addresses }) => addresses ?? this.cluster.addresses.nodes);
    return union(this.universe().ofEndpoints(endpoints), this.at(nodes));
  }

  private at(addresses: readonly AddressRange[]): IntervalSet {
    const universe = this.universe();
    return universe.atAddresses(universe.space.partsIn(addresses));
  }

  private podsOf({ selector, namespace }: Service): IndexedPod[] {
    return selector ? this.pods.find(namespace, selector) : [];
  }

  /** Elements that are behind a Service, by address. A Service that is not there has none. */
  addressesOf(name: ServiceName): IntervalSet {
    const service = this.find(name);
    if (!service) return emptySet;
    const written = service.endpoints.flatMap(({ addresses }) => addresses);
    return unionAll([this.elementsOf(this.endpointsBehind(service)), this.at(written)]);
  }

  /** Elements that are behind a Service, and the traffic to them that the Service makes. */
  portsOf(name: ServiceName): { readonly elements: IntervalSet; readonly traffic: IntervalSet }[] {
    const service = this.find(name);
    if (!service) return [];
    return [
      ...this.servedPorts(service).map(({ port, number, endpoints }) => ({
        elements: this.elementsOf(endpoints),
        traffic: toPorts(protocolNumbers[port.protocol], interval(number, number)),
      })),
      ...service.endpoints.flatMap(({ addresses, ports }) =>
        ports.map(({ protocol, port }) => ({
          elements: this.at(addresses),
          traffic: trafficTo(protocol, port),
        })),
      ),
    ];
  }
}

function targetOf({ target, protocol }: ServicePort, { ports }: PodVariant): number | undefined {
  if (typeof target === "number") return target;
  // Of several containers' ports of one name, the first counts (kubernetes, pkg/api/v1/pod FindPort).
  return ports.find((port) => port.name === target && port.protocol === protocol && !port.ends)?.port;
}

function trafficTo(protocol: TransportProtocol, port: number | undefined): IntervalSet {
  const number = protocolNumbers[protocol];
  return port === undefined ? trafficOf(number) : toPorts(number, interval(port, port));
}
