import type { Value } from "../model/value.js";
import type { Block } from "./block.js";

/** A rule of a network policy that allows something. What it says is read only when somebody asks. */
export interface Opening {
  readonly direction: "ingress" | "egress";
  readonly rule: Value;
  /** Where it says whom it lets in, or whom to. */
  readonly peers: Value;
  /** Whether it names nobody, and so means everyone: pods, nodes and every address. */
  readonly everyone: () => boolean;
  /** Peers that are every pod of every namespace. */
  readonly everyPod: () => readonly Value[];
  readonly blocks: () => readonly Block[];
  /** Where it says the ports. */
  readonly ports: Value;
  /** Whether it names no ports, or most of them. */
  readonly allPorts: () => boolean;
}

/** A rule with more ports than these names none: half of all. */
const mostPorts = 32768;

/** All ports of a protocol. */
export const portsOfProtocol = 65536;

/** Whether so many ports, of which some may be in the list twice, are as good as all. */
export function areAllPorts(counts: readonly number[]): boolean {
  return counts.reduce((sum, count) => sum + count, 0) > mostPorts;
}

/** How many ports from one to another; one where either is no number. */
export function portsBetween(first: number | undefined, last: number | undefined): number {
  return first === undefined || last === undefined ? 1 : last - first + 1;
}
