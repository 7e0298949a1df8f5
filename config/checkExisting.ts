import { checkDisjoint } from "./checkNetwork.js";
import type { ExistingCluster } from "./environmentSchema.js";
import { refuseLinkLocal, refuseServiceAddress, type Networks } from "./ranges.js";
import type { Report } from "./report.js";

/** The addresses of a cluster that somebody else made. */
export function checkExisting(environment: Networks, cluster: ExistingCluster, report: Report): void {
  checkDisjoint(
    [
      { path: ["cluster", "podCidr"], range: cluster.podCidr },
      { path: ["cluster", "serviceCidr"], range: cluster.serviceCidr },
      ...cluster.nodeCidrs.map((range, index) => ({ path: ["cluster", "nodeCidrs", index], range })),
    ],
    report,
  );
  const { calico } = environment;
  if (calico && calico.podCidr !== cluster.podCidr) {
    report(["calico", "podCidr"], calico.podCidr, `${cluster.podCidr}, as cluster.podCidr says`);
  }
  for (const [field, range] of Object.entries({
    podCidr: cluster.podCidr,
    serviceCidr: cluster.serviceCidr,
  })) {
    const refusal = refuseLinkLocal(range);
    if (refusal) report(["cluster", field], refusal.found, refusal.allowed);
  }
  checkServiceAddresses(environment, cluster, report);
}

/** Flows to these addresses open them: a wide range would be open under a harmless name. */
function checkServiceAddresses(environment: Networks, cluster: ExistingCluster, report: Report): void {
  const lists: readonly (readonly [
    path: readonly PropertyKey[],
    cidrs: readonly string[],
    linkLocal: boolean,
  ])[] = [
    [["kubernetesApi", "cidrs"], cluster.kubernetesApi?.cidrs ?? [], false],
    // Resolvers on the node's own link-local address are usual.
    [["dnsUpstreams"], cluster.dnsUpstreams, true],
    ...Object.entries(cluster.awsEndpoints).map(
      ([service, cidrs]) => [["awsEndpoints", service], cidrs, false] as const,
    ),
  ];
  for (const [path, cidrs, linkLocal] of lists) {
    for (const [index, range] of cidrs.entries()) {
      const refusal =
        refuseServiceAddress(range, environment) ?? (linkLocal ? undefined : refuseLinkLocal(range));
      if (refusal) report(["cluster", ...path, index], refusal.found, refusal.allowed);
    }
  }
}
