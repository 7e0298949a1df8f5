import type { Flow } from "../flows/flow.js";
import { addressPlan, resolverAddress } from "./addressPlan.js";
import {
  awsServices,
  nodeServices,
  placeOf,
  sessionManagerServices,
  type AwsService,
} from "./awsServices.js";
import type { Cluster, ClusterAddresses } from "./declaration.js";
import type { Environment } from "./environmentSchema.js";
import { awsPeerName } from "./peers.js";

/** The cluster's own ranges. */
export function clusterAddresses(environment: Environment): ClusterAddresses {
  const { cluster, network, calico } = environment;
  if (cluster.kind === "existing") {
    const { podCidr, serviceCidr, nodeCidrs, kubernetesApi, dnsUpstreams } = cluster;
    return { podCidr, serviceCidr, nodeCidrs, kubernetesApi, dnsUpstreams };
  }
  // checkEnvironment has refused an EKS cluster without these two.
  const { vpcCidr, serviceCidr } = network!;
  return {
    podCidr: calico!.podCidr,
    serviceCidr,
    nodeCidrs: [vpcCidr],
    kubernetesApi: { cidrs: addressPlan(network!).map((zone) => zone.controlPlane), port: 443 },
    dnsUpstreams: [`${resolverAddress(network!)}/32`],
  };
}

/** The cluster, with what its flows need of AWS. */
export function clusterOf(environment: Environment, flows: readonly Flow[]): Cluster {
  const { cluster } = environment;
  if (cluster.kind === "existing") return { kind: "existing", existing: cluster };
  const nodes = environment.nodes!;
  const called = new Set(flows.map(({ to }) => (to.kind === "addresses" ? to.name : "")));
  const used = awsServices.filter((service) => called.has(awsPeerName(service)));
  const services: readonly AwsService[] = [
    ...nodeServices,
    ...(nodes.some((group) => group.ssm) ? sessionManagerServices : []),
    ...used,
  ];
  return {
    kind: "eks",
    eks: cluster,
    network: environment.network!,
    nodes,
    addons: environment.addons!,
    registry: environment.registry,
    endpoints: [...new Set(services)].sort((a, b) => placeOf(a) - placeOf(b)),
  };
}
