import type { Resource } from "../model/resource.js";
import type { Stack } from "../model/rule.js";
import type { Value } from "../model/value.js";
import type { References } from "./references.js";

export const subnetType = "aws:ec2/subnet:Subnet";
const routeTableType = "aws:ec2/routeTable:RouteTable";
const defaultRouteTableType = "aws:ec2/defaultRouteTable:DefaultRouteTable";
const gatewayType = "aws:ec2/internetGateway:InternetGateway";
const vpcType = "aws:ec2/vpc:Vpc";

/** Tells which subnets of a stack the Internet can reach, as far as the stack says it. */
export class PublicSubnets {
  private readonly associations: readonly Resource[];
  private readonly mainAssociations: readonly Resource[];
  private readonly defaultTables: readonly Resource[];
  private readonly routes: readonly Resource[];

  constructor(
    stack: Stack,
    private readonly references: References,
  ) {
    const ofType = (type: string) => stack.resources.filter((resource) => resource.type === type);
    this.associations = ofType("aws:ec2/routeTableAssociation:RouteTableAssociation");
    this.mainAssociations = ofType("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation");
    this.defaultTables = ofType(defaultRouteTableType);
    this.routes = ofType("aws:ec2/route:Route");
  }

  /** Why a subnet is public; undefined where nothing says that it is. */
  reason(subnet: Resource): string | undefined {
    if (subnet.properties.at("mapPublicIpOnLaunch").flag() === true)
      return `subnet ${subnet.name}, which gives instances public addresses`;
    const table = this.tablesOf(subnet).find((candidate) => this.leadsToGateway(candidate));
    return table && `subnet ${subnet.name}, whose route table ${table.name} leads to an Internet gateway`;
  }

  /** The route tables of a subnet; without one of its own it has its VPC's main one. */
  private tablesOf(subnet: Resource): Resource[] {
    const own = this.associations.filter((association) =>
      this.references.named(association, "subnetId", subnetType).includes(subnet),
    );
    if (own.length > 0) return this.tablesNamedBy(own);
    const [vpc] = this.references.named(subnet, "vpcId", vpcType);
    if (!vpc) return [];
    const main = this.mainAssociations.filter((association) =>
      this.references.named(association, "vpcId", vpcType).includes(vpc),
    );
    if (main.length > 0) return this.tablesNamedBy(main);
    return this.defaultTables.filter((table) =>
      this.references.from(table, "defaultRouteTableId", vpcType).includes(vpc),
    );
  }

  private tablesNamedBy(associations: readonly Resource[]): Resource[] {
    return associations.flatMap((association) =>
      this.references.named(association, "routeTableId", routeTableType),
    );
  }

  private leadsToGateway(table: Resource): boolean {
    const gateways = this.references.from(table, "routes", gatewayType).length > 0;
    const routes = table.properties.at("routes");
    const inline = routes.unknown ? [] : routes.items();
    return (
      (gateways && (routes.unknown || inline.some((route) => route.at("gatewayId").unknown))) ||
      inline.some((route) => isGateway(route.at("gatewayId"))) ||
      this.routes.some(
        (route) =>
          this.references.named(route, "routeTableId", table.type).includes(table) &&
          (this.references.from(route, "gatewayId", gatewayType).length > 0 ||
            isGateway(route.properties.at("gatewayId"))),
      )
    );
  }
}

/** Whether a known id is that of an Internet gateway; VPN gateways and local routes stand in the same place. */
function isGateway(gatewayId: Value): boolean {
  return !gatewayId.unknown && (gatewayId.text() ?? "").startsWith("igw-");
}
