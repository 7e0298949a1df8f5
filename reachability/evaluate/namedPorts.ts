import type { TransportProtocol } from "../model/cluster.js";
import { setOf, type IntervalSet } from "../sets/intervals.js";
import type { Endpoint } from "./endpoints.js";

/** A port name, a protocol and a number: the endpoints that give the name to this number. */
export class NamedPorts {
  private readonly byName = new Map<string, Map<number, number[]>>();

  constructor(endpoints: readonly Endpoint[]) {
    for (const [number, endpoint] of endpoints.entries()) {
      for (const { name, protocol, port } of endpoint.ports) {
        const key = `${protocol}/${name}`;
        const numbers = this.byName.get(key) ?? new Map<number, number[]>();
        this.byName.set(key, numbers);
        numbers.set(port, [...(numbers.get(port) ?? []), number]);
      }
    }
  }

  /** For each number that the name has on some endpoint, those endpoints. */
  find(
    protocol: TransportProtocol,
    name: string,
  ): { readonly port: number; readonly endpoints: IntervalSet }[] {
    return [...(this.byName.get(`${protocol}/${name}`) ?? [])].map(([port, endpoints]) => ({
      port,
      endpoints: setOf(endpoints),
    }));
  }

  /** Every set of endpoints that share a number of a name. */
  get all(): IntervalSet[] {
    return [...this.byName.values()].flatMap((numbers) => [...numbers.values()].map(setOf));
  }
}
