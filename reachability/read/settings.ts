import type { AddressRange } from "../sets/addresses.js";

/** What the manifests themselves do not say. */
export interface ReadSettings {
  /** Minor version of Calico 3 that enforces: 31 for v3.31.x. It decides which kinds are enforced. */
  readonly calicoMinor: number;
  /** Ranges that pods get addresses from. Default: what the manifests say (IPPool, Installation, Node), else Calico's own default. */
  readonly pods?: readonly AddressRange[];
  /** Where nodes are. Default: what Node objects say, else every private range. */
  readonly nodes?: readonly AddressRange[];
  /** Whether staged policies are taken as enforced: "what if". */
  readonly staged: boolean;
}
