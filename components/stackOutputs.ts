import type { Declaration } from "../config/declaration.js";
import { peerName, portName } from "../flows/flow.js";
import type { NodeGroup } from "./nodeGroup.js";

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
        : `kubectl config use-context ${cluster.existing.context}`,
    pins: pinsOf(declaration),
    nodeGroups: Object.fromEntries(nodeGroups.map(({ name, contentHash }) => [name, contentHash])),
    flows: flowsOf(declaration),
  };
}

/** Everything that runs, by what it is pinned to. */
export function pinsOf({ cluster, calico, images }: Declaration): Record<string, string> {
  return {
    ...(cluster.kind === "eks"
      ? {
          kubernetes: cluster.eks.version,
          ...Object.fromEntries(
            cluster.nodes.map(({ name, family, release }) => [`nodes/${name}`, `${family} ${release}`]),
          ),
          "addons/kube-proxy": cluster.addons["kube-proxy"],
          "addons/coredns": cluster.addons.coredns,
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
    ...Object.fromEntries(Object.entries(images).map(([name, image]) => [`images/${name}`, image])),
  };
}

/** Every declared flow, one line each. */
export function flowsOf({ flows }: Pick<Declaration, "flows">): string[] {
  return flows.map(
    ({ from, to, ports }) => `${peerName(from)} -> ${peerName(to)} [${ports.map(portName).join(", ")}]`,
  );
}
