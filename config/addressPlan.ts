import { placeOf, type AwsService } from "./awsServices.js";
import { addressAt, cidr, formatCidr, subnetAt } from "./cidr.js";

/*
 * How a VPC is cut up. Every range is known before anything is deployed, so policies can name the API
 * server's and the endpoints' addresses exactly.
 *
 *   first three quarters   private subnets: nodes, one a zone
 *   last quarter           three sixteenths: public subnets, one a zone
 *                          last sixteenth: /28 for the control plane's interfaces, one a zone, at its start;
 *                          the last three of its eight blocks for VPC endpoints
 */

/** The subnets of one availability zone, as canonical CIDRs. */
export interface ZoneAddresses {
  readonly zone: string;
  readonly private: string;
  readonly public: string;
  /** Only the interfaces that EKS makes for its API server live here. */
  readonly controlPlane: string;
  /** Only interface endpoints live here. */
  readonly endpoints: string;
}

/** VPC sizes that leave room for every part: nodes, and an endpoint for every service of the catalogue. */
export const vpcPrefix = { shortest: 16, longest: 20 } as const;

/** The subnets of a VPC over three zones. */
export function addressPlan(network: {
  readonly vpcCidr: string;
  readonly zones: readonly string[];
}): ZoneAddresses[] {
  const vpc = cidr(network.vpcCidr);
  const infrastructure = subnetAt(vpc, vpc.prefix + 4, 15);
  return network.zones.map((zone, index) => ({
    zone,
    private: formatCidr(subnetAt(vpc, vpc.prefix + 2, index)),
    public: formatCidr(subnetAt(vpc, vpc.prefix + 4, 12 + index)),
    controlPlane: formatCidr(subnetAt(infrastructure, 28, index)),
    endpoints: formatCidr(subnetAt(infrastructure, infrastructure.prefix + 3, 5 + index)),
  }));
}

/** AWS keeps the first four addresses of a subnet (https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html). */
const reservedAddresses = 4;

/** The fixed address of a service's endpoint in one zone. */
export function endpointAddress(zone: ZoneAddresses, service: AwsService): string {
  return addressAt(cidr(zone.endpoints), reservedAddresses + placeOf(service));
}

/** The VPC's own resolver: the address two places after the VPC's first. */
export function resolverAddress(network: { readonly vpcCidr: string }): string {
  return addressAt(cidr(network.vpcCidr), 2);
}
