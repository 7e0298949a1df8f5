import type { TransportProtocol } from "../model/cluster.js";
import { setOf, type IntervalSet } from "../sets/intervals.js";
import type { Endpoint } from "./endpoints.js";

/** A number that a name has on some endpoints. */
export interface NamedPort {
  readonly port: number;
  readonly endpoints: IntervalSet;
}

/** A port name, a protocol and a number: the endpoints that give the name to this number. */
export class NamedPorts {
  private readonly byName: ReadonlyMap<string, readonly NamedPort[]>;

  constructor(endpoints: readonly Endpoint[]) {
    const members = new Map<string, Map<number, number[]>>();
    for (const [number, endpoint] of endpoints.entries()) {
      for (const { name, protocol, port } of endpoint.ports) {
        const key = `${protocol}/${name}`;
        const numbers = members.get(key) ?? new Map<number, number[]>();
        members.set(key, numbers);
        const having = numbers.get(port);
        if (having) having.push(number);
        else numbers.set(port, [number]);
      }
    }
    // Made once: each rule that uses a name asks, and every pod may have it.
    this.byName = new Map(
      [...members].map(([key, numbers]) => [
        key,
        [...numbers].map(([port, having]) => ({ port, endpoints: setOf(having) })),
      ]),
    );
  }

  /** For each number that the name has on some endpoint, those endpoints. */
  find(protocol: TransportProtocol, name: string): readonly NamedPort[] {
    return this.byName.get(`${protocol}/${name}`) ?? [];
  }

  /** Every set of endpoints that share a number of a name. */
  get all(): IntervalSet[] {
    return [...this.byName.values()].flatMap((numbers) => numbers.map(({ endpoints }) => endpoints));
  }
}
