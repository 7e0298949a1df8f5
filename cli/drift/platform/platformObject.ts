import type { KubernetesObject } from "../cluster/kubernetesObject.js";
import { liveKindOf } from "../cluster/liveKinds.js";
import type { Difference } from "../compare/differences.js";
import type { Repair } from "../report.js";

/** Objects that somebody makes by whom the cluster runs, and that no declaration makes. */
export interface PlatformObjects {
  /** `group/Kind namespace/name`. */
  readonly names: readonly string[];
  readonly reason: string;
  /** How one that has such a name is not what its maker makes; a name alone is anybody's. */
  readonly judge?: (object: KubernetesObject) => Deviation | undefined;
}

/** How an object is not what the one makes whose it seems to be. */
export interface Deviation {
  readonly differences: readonly Difference[];
  /** The object without that. Absent where nothing of it is known. */
  readonly known?: KubernetesObject;
  /** What its maker writes is not known here: told only where it opens something. */
  readonly doubted?: true;
  readonly repair: Repair;
}

/** What an object is called in {@link PlatformObjects}. */
export function platformName({ apiVersion, kind, metadata }: KubernetesObject): string {
  const group = liveKindOf(apiVersion, kind)?.group ?? "";
  const where = metadata.namespace === undefined ? "" : `${metadata.namespace}/`;
  return `${group}/${kind} ${where}${metadata.name}`;
}
