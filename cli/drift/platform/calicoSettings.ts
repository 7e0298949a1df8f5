import type { KubernetesObject } from "../cluster/kubernetesObject.js";
import { liveKindOf } from "../cluster/liveKinds.js";
import { compareObject } from "../compare/compareObject.js";
import type { Deviation, PlatformObjects } from "./platformObject.js";
import { platformName } from "./platformObject.js";

/** What Calico makes for itself: for the whole cluster, and for each node. */
const made =
  /^projectcalico\.org\/(FelixConfiguration (default|node\..+)|KubeControllersConfiguration default)$/;

/** How Calico enforces: what its own pods and its operator write, who fill in what is not said. */
export function calicoSetting(object: KubernetesObject): PlatformObjects | undefined {
  const name = platformName(object);
  if (!made.test(name)) return undefined;
  return { names: [name], reason: "Calico makes these settings of its own", judge: judgeSetting };
}

/** How one of them says what nobody declared, and what is not what Calico does by itself. */
function judgeSetting(object: KubernetesObject): Deviation | undefined {
  const { apiVersion, kind, metadata, spec = {} } = object;
  const known = liveKindOf(apiVersion, kind);
  if (!known) return undefined;
  const { name } = metadata;
  const own = { apiVersion, kind, metadata: { name }, spec: {} };
  const differences = compareObject(own, { ...own, spec }, known);
  if (differences.length === 0) return undefined;
  const because = "Calico made it, and does not look at these fields again: write them back by hand";
  return { differences, known: object, repair: { by: "none", because } };
}
