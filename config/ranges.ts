import { cidr, contains, formatCidr, overlaps, sizeOf, type Cidr } from "./cidr.js";
import type { AddressPeer } from "../flows/flow.js";
import type { ClusterAddresses } from "./declaration.js";
import type { Environment } from "./environmentSchema.js";

/* Which address ranges may stand where. */

/** The parts of an environment that have addresses. */
export type Networks = Pick<Environment, "cluster" | "network" | "calico">;

/** What is wrong with a range, and what would not be. */
export interface Refusal {
  readonly found: string;
  readonly allowed: string;
}

/** Ranges for private networks (RFC 1918) and shared ones (RFC 6598), in which a cluster's own may lie. */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].map(cidr);

/** Ranges that are nobody's Internet: private, shared, link-local (RFC 3927). */
const notInternet = ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];

const linkLocal = cidr("169.254.0.0/16");

/** The widest that a range with a name of its own may be; wider ones would be the Internet under another name. */
const widestPrefix = 8;

/** Whether every address of a range is private or shared. */
export function isPrivate(range: Cidr): boolean {
  return privateRanges.some((outer) => contains(outer, range));
}

/** Why a list of ranges is too wide to be declared by name, or undefined. */
export function refuseWidth(cidrs: readonly string[]): Refusal | undefined {
  const ranges = [...new Set(cidrs)].map(cidr);
  const wide = ranges.find(({ prefix }) => prefix < widestPrefix);
  const allowed = `ranges that are together no wider than a /${widestPrefix}; everything is called internet`;
  if (wide) return { found: `a /${wide.prefix}`, allowed };
  const total = ranges.reduce((sum, range) => sum + sizeOf(range), 0);
  return total > 2 ** (32 - widestPrefix) ? { found: `${total} addresses`, allowed } : undefined;
}

/** Why a range must not be a flow's peer, or undefined when it may. `own` is what {@link ownRanges} says. */
export function refusePeer(text: string, own: readonly NamedRange[]): Refusal | undefined {
  const range = cidr(text);
  if (range.prefix < widestPrefix) {
    return {
      found: `${text}, wider than a /${widestPrefix}`,
      allowed: "internet, which leaves the cluster's own ranges out",
    };
  }
  return refuseLinkLocal(text) ?? refuseOverlap(text, own);
}

/** Why a range must not be where the cluster's own services are, on a cluster that exists, or undefined. */
export function refuseServiceAddress(text: string, environment: Networks): Refusal | undefined {
  const range = cidr(text);
  if (range.prefix < 16) return { found: `${text}, wider than a /16`, allowed: "the addresses themselves" };
  return refuseOverlap(text, podAndServiceRanges(environment));
}

/** Why a range must not cover link-local addresses, or undefined. */
export function refuseLinkLocal(text: string): Refusal | undefined {
  return overlaps(cidr(text), linkLocal)
    ? {
        found: `${text}, which covers link-local addresses such as instance metadata`,
        allowed: "a range outside 169.254.0.0/16",
      }
    : undefined;
}

/** Why a range must not be one of the Internet, or undefined. */
export function refuseNotInternet(text: string): Pick<Refusal, "found"> | undefined {
  const hit = notInternet.find((range) => overlaps(cidr(range), cidr(text)));
  return hit === undefined
    ? undefined
    : { found: `${text}, which overlaps ${hit}, a range of no public addresses` };
}

/** A range of the cluster's own, and what it is. */
export interface NamedRange {
  readonly name: string;
  readonly range: Cidr;
}

function refuseOverlap(text: string, own: readonly NamedRange[]): Refusal | undefined {
  const range = cidr(text);
  const hit = own.find((each) => overlaps(each.range, range));
  return (
    hit && {
      found: `${text}, which overlaps ${hit.name} ${formatCidr(hit.range)}`,
      allowed:
        "addresses outside the cluster; pods are named as workloads, the API server as kubernetes-api, AWS services as { aws }",
    }
  );
}

function podAndServiceRanges({ cluster, network, calico }: Networks): NamedRange[] {
  const pods = cluster.kind === "existing" ? cluster.podCidr : calico?.podCidr;
  const services = cluster.kind === "existing" ? cluster.serviceCidr : network?.serviceCidr;
  return [
    ...(pods === undefined ? [] : [{ name: "the pods' range", range: cidr(pods) }]),
    ...(services === undefined ? [] : [{ name: "the Services' range", range: cidr(services) }]),
  ];
}

/** Everything that belongs to the cluster: a flow names it by what it is. */
export function ownRanges(environment: Networks): NamedRange[] {
  const { cluster, network } = environment;
  const named = (name: string, ranges: readonly string[]) =>
    ranges.map((range) => ({ name, range: cidr(range) }));
  return [
    ...podAndServiceRanges(environment),
    ...(cluster.kind === "existing"
      ? [
          ...named("the nodes' range", cluster.nodeCidrs),
          ...named("the API server's range", cluster.kubernetesApi?.cidrs ?? []),
          ...named("the DNS resolvers' range", cluster.dnsUpstreams),
          ...named("the AWS endpoints' range", Object.values(cluster.awsEndpoints).flat()),
        ]
      : named("the VPC", network ? [network.vpcCidr] : [])),
  ];
}

export interface InternetPeers {
  readonly from: AddressPeer;
  readonly to: AddressPeer;
}

/** What the Internet is to a cluster with these addresses. */
export function internetPeers(addresses: ClusterAddresses): InternetPeers {
  const internet = (except: string[]): AddressPeer => ({
    kind: "addresses",
    name: "internet",
    cidrs: ["0.0.0.0/0"],
    except,
  });
  return {
    // Only the cluster's own ranges are left out: a client in a private network that is routed here
    // does arrive, and the load balancer admits it.
    from: internet(exceptions([], addresses)),
    to: internet(exceptions(notInternet, addresses)),
  };
}

/** Distinct ranges to leave out of 0.0.0.0/0, none inside another. */
function exceptions(
  further: readonly string[],
  { podCidr, serviceCidr, nodeCidrs }: ClusterAddresses,
): string[] {
  const all = [...new Set([podCidr, serviceCidr, ...nodeCidrs, ...further])];
  const inside = (inner: string, outer: string) =>
    inner !== outer && cidr(outer).prefix < cidr(inner).prefix && overlaps(cidr(outer), cidr(inner));
  return all.filter((candidate) => !all.some((other) => inside(candidate, other))).sort();
}
