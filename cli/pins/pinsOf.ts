import type { Environment } from "../../config/environmentSchema.js";
import type { Pin } from "./pin.js";

/**
 * Everything that a stack file pins, in the file's order. Not the version of a cluster that somebody else runs, which the
 * file only describes, nor images that workloads name themselves: those are in the namespaces' files.
 */
export function pinsOf({ cluster, nodes = [], addons, calico, images }: Environment): Pin[] {
  return [
    ...(cluster.kind === "eks"
      ? [{ kind: "kubernetes", name: "kubernetes", version: cluster.version } as const]
      : []),
    ...nodes.map((group, index) => ({ kind: "nodes", name: `nodes/${group.name}`, index, group }) as const),
    ...(calico ? [{ kind: "calico", name: "calico", calico } as const] : []),
    ...Object.entries<string | undefined>(addons ?? {}).flatMap(([addon, version]) =>
      version === undefined ? [] : [{ kind: "addon", name: `addons/${addon}`, addon, version } as const],
    ),
    ...Object.entries(images).map(
      ([key, image]) => ({ kind: "image", name: `images/${key}`, key, image }) as const,
    ),
  ];
}
