import { vpcPrefix } from "./addressPlan.js";
import { cidr, overlaps } from "./cidr.js";
import { checkDistinct } from "./distinct.js";
import type { EksCluster } from "./environmentSchema.js";
import { isPrivate } from "./ranges.js";
import type { Report } from "./report.js";
import type { UsableParts } from "./standIn.js";

/** Services may not be in this one, pods and nodes may (RFC 6598). */
const shared = cidr("100.64.0.0/10");

const privateOnly = "a range inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10";

/** The ranges of the VPC, of Services and of pods, and the zones. */
export function checkNetwork(
  { network, calico }: UsableParts,
  cluster: EksCluster | undefined,
  report: Report,
): void {
  if (!network) return;
  const vpc = cidr(network.vpcCidr);
  if (vpc.prefix < vpcPrefix.shortest || vpc.prefix > vpcPrefix.longest) {
    report(["network", "vpcCidr"], `a /${vpc.prefix}`, `a /${vpcPrefix.shortest} to /${vpcPrefix.longest}`);
  }
  if (!isPrivate(vpc)) report(["network", "vpcCidr"], network.vpcCidr, privateOnly);
  const service = cidr(network.serviceCidr);
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html
  if (service.prefix < 12 || service.prefix > 24 || !isPrivate(service) || overlaps(service, shared)) {
    report(
      ["network", "serviceCidr"],
      network.serviceCidr,
      "a /12 to /24 inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
    );
  }
  const ranges = [
    { path: ["network", "vpcCidr"], range: network.vpcCidr },
    { path: ["network", "serviceCidr"], range: network.serviceCidr },
  ];
  if (calico) {
    const { prefix } = cidr(calico.podCidr);
    if (!isPrivate(cidr(calico.podCidr))) report(["calico", "podCidr"], calico.podCidr, privateOnly);
    if (prefix < 12 || prefix > 20) report(["calico", "podCidr"], `a /${prefix}`, "a /12 to /20");
    ranges.push({ path: ["calico", "podCidr"], range: calico.podCidr });
  }
  checkDisjoint(ranges, report);
  for (const [index, zone] of network.zones.entries()) {
    if (cluster && zone.slice(0, -1) !== cluster.region)
      report(["network", "zones", index], `"${zone}"`, `a zone of ${cluster.region}`);
  }
  checkDistinct(network.zones, (index, zone) =>
    report(["network", "zones", index], `"${zone}" again`, "three different zones"),
  );
}

/** Tells of each range that shares an address with an earlier one. */
export function checkDisjoint(
  ranges: readonly { readonly path: readonly PropertyKey[]; readonly range: string }[],
  report: Report,
): void {
  for (const [index, { path, range }] of ranges.entries()) {
    const other = ranges.slice(0, index).find((earlier) => overlaps(cidr(earlier.range), cidr(range)));
    if (other)
      report(
        path,
        `${range}, which overlaps ${other.path.join(".")} ${other.range}`,
        "ranges of pods, Services and nodes that share no address",
      );
  }
}
