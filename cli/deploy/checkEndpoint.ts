import { cidr, contains, parseCidr } from "../../config/cidr.js";
import type { EksCluster, NetworkDeclaration } from "../../config/environmentSchema.js";
import type { Check } from "./check.js";

/** What this machine can tell about its own place in the network. */
export interface NetworkPlace {
  /** Whether this is one of GitHub's own runners, which are on the Internet and nowhere else. */
  readonly hostedRunner: boolean;
  /** Whether a proxy stands between, so that a connection of our own says nothing. */
  readonly proxy: boolean;
  /** This machine's IPv4 addresses. */
  readonly addresses: readonly string[];
  /** Tries to connect; answers why it could not, or undefined where it could. */
  readonly connect: (host: string, port: number) => Promise<string | undefined>;
}

const todoPrivate =
  "run this on a machine inside the VPC or a range of basalt:cluster.privateAccess; in the shipped workflows the repository's variable RUNNERS names such a runner";

/**
 * Whether the API server of an EKS cluster is reachable from here. An update that cannot reach it fails half-way, when
 * AWS's part has been changed.
 *
 * @param server its address; undefined where the cluster does not exist yet
 */
export async function checkEksEndpoint(
  cluster: EksCluster,
  network: NetworkDeclaration,
  server: string | undefined,
  place: NetworkPlace,
): Promise<Check> {
  const isPrivate = cluster.publicAccess === undefined;
  if (isPrivate && place.hostedRunner)
    return {
      name: "endpoint",
      status: "failed",
      found: `the API endpoint of ${cluster.name} ${server === undefined ? "will be" : "is"} private, and this is a runner that GitHub hosts, on the Internet`,
      todo: todoPrivate,
    };
  if (server !== undefined) return checkServer(server, place, isPrivate ? todoPrivate : todoPublic(cluster));
  if (!isPrivate)
    return {
      name: "endpoint",
      status: "unknown",
      found: `it will be there for ${cluster.publicAccess!.join(", ")}; whether this machine is among them shows when the cluster exists`,
    };
  const inside = [network.vpcCidr, ...(cluster.privateAccess ?? [])];
  const own = place.addresses.find((address) => isInside(address, inside));
  return own === undefined
    ? {
        name: "endpoint",
        status: "unknown",
        found: `it will be private, for ${inside.join(", ")}; this machine has no address there, and has to be routed`,
      }
    : { name: "endpoint", status: "ok", found: `it will be private, and ${own} is inside` };
}

/** Whether something answers at an API server's address. */
export async function checkServer(server: string, place: NetworkPlace, todo: string): Promise<Check> {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url?.protocol !== "https:")
    return {
      name: "endpoint",
      status: "failed",
      found: `${JSON.stringify(server)}, which is no https address`,
      todo,
    };
  if (place.proxy)
    return { name: "endpoint", status: "unknown", found: `${url.host} is behind a proxy; not tried` };
  // Brackets belong to a URL's IPv6 address, not to the address.
  const why = await place.connect(url.hostname.replace(/^\[(.*)\]$/, "$1"), Number(url.port || "443"));
  return why === undefined
    ? { name: "endpoint", status: "ok", found: `${url.host} answers` }
    : { name: "endpoint", status: "failed", found: `${url.host} does not answer (${why})`, todo };
}

function todoPublic({ publicAccess = [] }: EksCluster): string {
  return `run this from ${publicAccess.join(", ")}, which basalt:cluster.publicAccess names, or from inside the VPC`;
}

function isInside(address: string, ranges: readonly string[]): boolean {
  const host = parseCidr(`${address}/32`);
  return host !== undefined && ranges.some((range) => contains(cidr(range), host));
}
