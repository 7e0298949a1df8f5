import type { DeclaredNetwork } from "../flows/declaredNetwork.js";
import { newestCalico } from "../reachability/read/calicoVersions.js";
import type { ReadSettings } from "../reachability/read/settings.js";
import { rangesOf } from "./ranges.js";

/** What the objects of a cluster do not say, and its declaration does. */
export function readSettings({ calico, addresses }: DeclaredNetwork, staged: boolean): ReadSettings {
  // Where the declaration leaves a running Calico alone, nobody says which it is.
  const minor = /^v3\.(\d+)\./.exec(calico ?? "")?.[1];
  return {
    calicoMinor: minor === undefined ? newestCalico : Number(minor),
    pods: rangesOf([addresses.podCidr]),
    nodes: rangesOf(addresses.nodeCidrs),
    staged,
  };
}
