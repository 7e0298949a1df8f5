import type { Endpoint } from "./endpoints.js";
import type { Direction, Packet, Settings } from "./packet.js";

export type Action = "Allow" | "Deny" | "Pass";

/** A packet among everything that selectors choose from. */
export interface Scene {
  readonly objects: readonly unknown[];
  readonly endpoints: readonly Endpoint[];
  readonly packet: Packet;
  readonly settings: Settings;
}

/** A policy of any kind, as the tiers see it. */
export interface OrderedPolicy {
  readonly tier: string;
  readonly order: number;
  /** Decides between policies of one order: the smaller text comes first. */
  readonly tie: string;
  /** Whether it governs a direction of a pod, whatever its rules say. */
  applies(pod: Endpoint, direction: Direction): boolean;
  /** What its first matching rule that is not Log does; undefined when no rule matches. */
  decide(scene: Scene, direction: Direction): Action | undefined;
}

/** The text by which Calico orders policies of one order; before 3.32 another than since. */
export function tieOf(
  settings: Settings,
  name: {
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
    readonly prefix?: string;
  },
): string {
  // felix/calc/policy_sorter.go (PolKVLess) of v3.32.0
  if (settings.calicoMinor >= 32) return `${name.name}/${name.namespace ?? ""}/${name.kind}`;
  // The same function of v3.31.7, with the keys of updateprocessors/networkpolicyprocessor.go: the tier's name in
  // front, and the namespace in front of that.
  const isPrefixed = name.prefix === undefined && name.name.includes(".");
  const tiered = isPrefixed ? name.name : `${name.prefix ?? "default."}${name.name}`;
  return name.namespace === undefined ? tiered : `${name.namespace}/${tiered}`;
}
