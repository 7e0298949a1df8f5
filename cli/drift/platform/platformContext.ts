import type { Addons, Declaration } from "../../../config/declaration.js";
import { listOf, mappingOf, type KubernetesObject, type Mapping } from "../cluster/kubernetesObject.js";
import type { DeclaredObjects } from "../declaredObjects.js";

/** Who makes objects in a cluster besides the declaration, and of what. */
export interface PlatformContext {
  /** Present where the declaration makes the cluster. */
  readonly eks?: { readonly region: string; readonly addons: Addons };
  /** Present where the declaration installs Calico. */
  readonly calico?: {
    /** References of all its images. */
    readonly images: ReadonlySet<string>;
    /** Pools of its Installation, by name. */
    readonly pools: ReadonlyMap<string, Mapping>;
    readonly observation: boolean;
  };
}

/** What a declaration leaves to others to make. */
export function platformContext(
  { cluster, calico }: Declaration,
  declared: DeclaredObjects,
): PlatformContext {
  const eks = cluster.kind === "eks" ? { region: cluster.eks.region, addons: cluster.addons } : undefined;
  if (!calico) return eks ? { eks } : {};
  const images = new Set(
    Object.entries(calico.images).map(([name, digest]) => `${calico.registry}calico/${name}@${digest}`),
  );
  const pools = new Map<string, Mapping>([["pods", { cidr: calico.podCidr }]]);
  const all = [...declared.values()];
  for (const { object } of all.filter((each) => each.object.kind === "Installation"))
    for (const pool of poolsOf(object)) pools.set(String(pool["name"]), pool);
  // Until the next update the operator runs what was deployed last.
  const registries = all.flatMap(({ deployed }) =>
    deployed?.kind === "Installation" ? [String(deployed.spec?.["registry"])] : [],
  );
  for (const { deployed } of all)
    if (deployed?.kind === "ImageSet")
      for (const image of listOf(deployed.spec?.["images"]).map(mappingOf))
        for (const registry of registries)
          images.add(`${registry}${String(image["image"])}@${String(image["digest"])}`);
  return { ...(eks ? { eks } : {}), calico: { images, pools, observation: calico.observation } };
}

function poolsOf({ spec }: KubernetesObject): Mapping[] {
  return listOf(mappingOf(spec?.["calicoNetwork"])["ipPools"]).map(mappingOf);
}
