import type { Declaration } from "../config/declaration.js";
import { peerName, portName } from "../flows/flow.js";
import type { NodeGroup } from "./nodeGroup.js";
import { repositoryUrl } from "./registry.js";

/** What a stack tells about itself: what runs, who may talk to whom, what makes up its nodes. */
export function stackOutputs(
  declaration: Declaration,
  nodeGroups: readonly NodeGroup[],
): Record<string, unknown> {
  const { cluster } = declaration;
  return {
    cluster:
      cluster.kind === "eks"
        ? { kind: "eks", name: cluster.eks.name, region: cluster.eks.region, account: cluster.eks.account }
        : { kind: "existing", name: cluster.existing.name, context: cluster.existing.context },
    kubeconfigCommand:
      cluster.kind === "eks"
        ? `aws eks update-kubeconfig --region ${cluster.eks.region} --name ${cluster.eks.name}`
        : // Not `use-context`: whose cluster the next command means should not change behind anybody's back.
          `kubectl ${cluster.existing.kubeconfig === undefined ? "" : `--kubeconfig ${cluster.existing.kubeconfig} `}--context ${cluster.existing.context}`,
    pins: pinsOf(declaration),
    ...(cluster.kind === "eks" && cluster.registry
      ? {
          repositories: Object.fromEntries(
            cluster.registry.repositories.map((name) => [name, repositoryUrl(name, cluster.eks)]),
          ),
        }
      : {}),
    nodeGroups: Object.fromEntries(nodeGroups.map(({ name, contentHash }) => [name, contentHash])),
    flows: flowsOf(declaration),
  };
}

/** Everything that runs, by what it is pinned to. */
export function pinsOf({ cluster, calico, images, namespaces }: Declaration): Record<string, string> {
  return {
    ...(cluster.kind === "eks"
      ? {
          kubernetes: cluster.eks.version,
          ...Object.fromEntries(
            cluster.nodes.map(({ name, family, release }) => [`nodes/${name}`, `${family} ${release}`]),
          ),
          ...Object.fromEntries(
            Object.entries(cluster.addons).map(([name, version]: [string, string]) => [
              `addons/${name}`,
              version,
            ]),
          ),
        }
      : { kubernetes: cluster.existing.version }),
    ...(calico
      ? {
          calico: calico.version,
          "calico/charts/crds": calico.charts.crds.sha256,
          "calico/charts/operator": calico.charts.operator.sha256,
          "calico/operator": calico.operatorImage,
          ...Object.fromEntries(
            Object.entries(calico.images).map(([image, digest]) => [`calico/images/${image}`, digest]),
          ),
        }
      : {}),
    ...imagesOf(namespaces, images),
  };
}

/** Every image that a workload runs: by its pin's name, or by the workload's where it names the image itself. */
function imagesOf(
  namespaces: Declaration["namespaces"],
  pinned: Declaration["images"],
): Record<string, string> {
  const pins = new Map(Object.entries(pinned).map(([name, image]) => [image, name]));
  const running = namespaces.flatMap(({ name, workloads }) =>
    workloads.flatMap((workload) =>
      workload.rendered
        ? [[`images/${pins.get(workload.image) ?? `${name}/${workload.name}`}`, workload.image] as const]
        : [],
    ),
  );
  return Object.fromEntries(running.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Every declared flow, one line each. */
export function flowsOf({ flows }: Pick<Declaration, "flows">): string[] {
  return flows.map(
    ({ from, to, ports }) => `${peerName(from)} -> ${peerName(to)} [${ports.map(portName).join(", ")}]`,
  );
}
