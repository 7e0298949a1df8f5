import assert from "node:assert/strict";
import { judgeStack, unknown, type TestConfiguration, type TestResource } from "../support/judge.js";
import { nodeGroup } from "../support/nodes.js";
import { Verdicts } from "../support/verdicts.js";

describe("private-node-subnets", () => {
  const verdicts = new Verdicts(
    "private-node-subnets",
    "node groups are in private subnets only",
    "Put node groups into subnets without mapPublicIpOnLaunch and without a route to an Internet gateway, and let them out by a NAT gateway or VPC endpoints.",
  );
  const said = async (resources: readonly TestResource[], configuration?: TestConfiguration) =>
    verdicts.among(await judgeStack(resources, configuration));

  const tokens = {
    subnet: "aws:ec2/subnet:Subnet",
    table: "aws:ec2/routeTable:RouteTable",
    defaultTable: "aws:ec2/defaultRouteTable:DefaultRouteTable",
    association: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    mainAssociation: "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
    route: "aws:ec2/route:Route",
    gateway: "aws:ec2/internetGateway:InternetGateway",
    nat: "aws:ec2/natGateway:NatGateway",
    vpc: "aws:ec2/vpc:Vpc",
  };
  type Token = keyof typeof tokens;
  const urn = (token: Token, name = "it") => `urn:pulumi:test::basalt::${tokens[token]}::${name}`;
  /** A resource whose properties come from others; those are unknown. */
  const make = (
    token: Token,
    from: Readonly<Record<string, string>> = {},
    properties: Readonly<Record<string, unknown>> = {},
    name = "it",
  ): TestResource => ({
    type: tokens[token],
    name,
    properties: { ...Object.fromEntries(Object.keys(from).map((key) => [key, unknown])), ...properties },
    propertyDependencies: Object.fromEntries(Object.entries(from).map(([key, value]) => [key, [value]])),
  });
  const group: TestResource = {
    ...nodeGroup({ subnetIds: [unknown] }),
    propertyDependencies: { subnetIds: [urn("subnet")] },
  };
  const subnet = make("subnet", { vpcId: urn("vpc") });
  const vpc = make("vpc");
  const associated = make("association", { subnetId: urn("subnet"), routeTableId: urn("table") });
  const refused = (found: string, resource = group) =>
    verdicts.refused(resource, "subnetIds", found, "private subnets");
  const byRoute = refused("subnet it, whose route table it leads to an Internet gateway");
  const byAddress = refused("subnet it, which gives instances public addresses");
  const toGateway = make("route", { routeTableId: urn("table"), gatewayId: urn("gateway") });

  const stacks: readonly (readonly [string, readonly TestResource[], readonly string[]])[] = [
    ["accepts a subnet without routes", [subnet], []],
    ["refuses one with public addresses", [make("subnet", {}, { mapPublicIpOnLaunch: true })], [byAddress]],
    ["accepts one that says it has none", [make("subnet", {}, { mapPublicIpOnLaunch: false })], []],
    [
      "refuses a route to an Internet gateway",
      [subnet, associated, make("table"), make("gateway"), toGateway],
      [byRoute],
    ],
    [
      "accepts a route to a NAT gateway",
      [
        subnet,
        associated,
        make("table"),
        make("nat"),
        make("route", { routeTableId: urn("table"), natGatewayId: urn("nat") }),
      ],
      [],
    ],
    [
      "accepts a route to something else that stands in its place",
      [
        subnet,
        associated,
        make("table"),
        make("route", { routeTableId: urn("table") }, { gatewayId: "vgw-0a" }),
      ],
      [],
    ],
    [
      "refuses a route to a gateway's id",
      [
        subnet,
        associated,
        make("table"),
        make("route", { routeTableId: urn("table") }, { gatewayId: "igw-0a" }),
      ],
      [byRoute],
    ],
    [
      "accepts the route of another table",
      [
        subnet,
        associated,
        make("table"),
        make("table", {}, {}, "public"),
        make("gateway"),
        make("route", { routeTableId: urn("table", "public"), gatewayId: urn("gateway") }),
      ],
      [],
    ],
    [
      "accepts the table of another subnet",
      [
        subnet,
        make("subnet", {}, {}, "public"),
        make("association", { subnetId: urn("subnet", "public"), routeTableId: urn("table") }),
        make("table"),
        make("gateway"),
        toGateway,
      ],
      [],
    ],
    [
      "refuses a gateway among a table's own routes",
      [
        subnet,
        associated,
        make("table", {}, { routes: [{ natGatewayId: "nat-0a" }, { gatewayId: "igw-0a" }] }),
      ],
      [byRoute],
    ],
    [
      "refuses a gateway of the stack there",
      [
        subnet,
        associated,
        make("table", { routes: urn("gateway") }, { routes: [{ gatewayId: unknown }] }),
        make("gateway"),
      ],
      [byRoute],
    ],
    [
      "refuses it where all routes are unknown",
      [subnet, associated, make("table", { routes: urn("gateway") }), make("gateway")],
      [byRoute],
    ],
    [
      "accepts a NAT gateway of the stack there",
      [
        subnet,
        associated,
        make("table", { routes: urn("nat") }, { routes: [{ natGatewayId: unknown }] }),
        make("nat"),
      ],
      [],
    ],
    [
      "accepts an unknown gateway there that is none of the stack's Internet gateways",
      [subnet, associated, make("table", {}, { routes: [{ gatewayId: unknown }] }), make("gateway")],
      [],
    ],
    [
      "refuses it for a subnet and a table that are named by id",
      [
        make("subnet", {}, { id: "subnet-0a" }),
        make("table", {}, { id: "rtb-0a", routes: [{ gatewayId: "igw-0a" }, { gatewayId: "local" }] }),
        make("association", {}, { subnetId: "subnet-0a", routeTableId: "rtb-0a" }),
      ],
      [byRoute],
    ],
    [
      "refuses the main table of the VPC, for a subnet without one",
      [
        subnet,
        vpc,
        make("defaultTable", { defaultRouteTableId: urn("vpc") }, { routes: [{ gatewayId: "igw-0a" }] }),
      ],
      [byRoute],
    ],
    [
      "accepts that of another VPC",
      [
        subnet,
        vpc,
        make("vpc", {}, {}, "other"),
        make(
          "defaultTable",
          { defaultRouteTableId: urn("vpc", "other") },
          { routes: [{ gatewayId: "igw-0a" }] },
        ),
      ],
      [],
    ],
    [
      "accepts it for a subnet with a table of its own",
      [
        subnet,
        vpc,
        associated,
        make("table"),
        make("defaultTable", { defaultRouteTableId: urn("vpc") }, { routes: [{ gatewayId: "igw-0a" }] }),
      ],
      [],
    ],
    [
      "refuses a table that is made the main one",
      [
        subnet,
        vpc,
        make("mainAssociation", { vpcId: urn("vpc"), routeTableId: urn("table") }),
        make("table"),
        make("gateway"),
        toGateway,
      ],
      [byRoute],
    ],
    [
      "accepts one that is made the main one of another VPC",
      [
        subnet,
        vpc,
        make("vpc", {}, {}, "other"),
        make("mainAssociation", { vpcId: urn("vpc", "other"), routeTableId: urn("table") }),
        make("table"),
        make("gateway"),
        toGateway,
      ],
      [],
    ],
  ];
  for (const [title, resources, expected] of stacks)
    it(title, async () => assert.deepEqual(await said([group, ...resources]), expected));

  it("finds subnets by id", async () => {
    const known = nodeGroup({ subnetIds: ["subnet-0a", "subnet-0b"] });
    const resources = [
      known,
      make("subnet", {}, { id: "subnet-0a" }, "a"),
      make("subnet", {}, { id: "subnet-0b", mapPublicIpOnLaunch: true }, "b"),
    ];
    assert.deepEqual(await said(resources), [
      refused("subnet b, which gives instances public addresses", known),
    ]);
  });

  it("is undecided about subnets that the stack does not make, unless it is told the private ones", async () => {
    const known = nodeGroup({ subnetIds: ["subnet-0a", "subnet-0b"] });
    const configured = (...privateSubnets: string[]) => ({ "private-node-subnets": { privateSubnets } });
    assert.deepEqual(await said([known]), [verdicts.undecided(known, "subnetIds[0]", "subnetIds[1]")]);
    assert.deepEqual(await said([known], configured("subnet-0a", "subnet-0b")), []);
    assert.deepEqual(await said([known], configured("subnet-0a")), [
      verdicts.refused(
        known,
        "subnetIds[1]",
        '"subnet-0b"',
        "a private subnet of this stack, or one of privateSubnets",
      ),
    ]);
    const open = nodeGroup({ subnetIds: [unknown, "subnet-0a"] });
    assert.deepEqual(await said([open], configured("subnet-0a")), [verdicts.undecided(open, "subnetIds[0]")]);
    const list = nodeGroup({ subnetIds: unknown });
    assert.deepEqual(await said([list], configured("subnet-0a")), [verdicts.undecided(list, "subnetIds")]);
  });

  it("is decided by as many subnets of the stack as there are ids", async () => {
    const both = {
      ...nodeGroup({ subnetIds: ["subnet-0a", "subnet-0b"] }),
      propertyDependencies: { subnetIds: [urn("subnet", "a"), urn("subnet", "b")] },
    };
    const [a, b] = [make("subnet", {}, {}, "a"), make("subnet", {}, {}, "b")];
    assert.deepEqual(await said([both, a, b]), []);
    assert.deepEqual(await said([both, a]), [verdicts.undecided(both, "subnetIds[0]", "subnetIds[1]")]);
    const whole = { ...both, properties: { ...both.properties, subnetIds: unknown } };
    assert.deepEqual(await said([whole, a, b]), []);
  });

  describe("with the private subnets of a component, which depend on all that it makes", () => {
    const made = [
      make("vpc"),
      make("subnet", {}, { id: "subnet-0a" }, "private"),
      make("subnet", {}, { id: "subnet-0b", mapPublicIpOnLaunch: true }, "public"),
    ];
    const from = (subnetIds: unknown, resources = made): TestResource => ({
      ...nodeGroup({ subnetIds }),
      propertyDependencies: {
        subnetIds: resources.map(({ type, name = "it" }) => `urn:pulumi:test::basalt::${type}::${name}`),
      },
    });
    const refusedPublic = (resource: TestResource) =>
      refused("subnet public, which gives instances public addresses", resource);

    it("judges those that the ids name", async () => {
      assert.deepEqual(await said([from(["subnet-0a"]), ...made]), []);
      const open = from(["subnet-0b"]);
      assert.deepEqual(await said([open, ...made]), [refusedPublic(open)]);
    });

    it("is undecided where only a deployment can tell which they are", async () => {
      const list = from(unknown);
      assert.deepEqual(await said([list, ...made]), [verdicts.undecided(list, "subnetIds")]);
      const item = from([unknown]);
      assert.deepEqual(await said([item, ...made]), [verdicts.undecided(item, "subnetIds[0]")]);
    });

    it("is decided where all are public, or none", async () => {
      const [vpc, hidden, shown] = made as [TestResource, TestResource, TestResource];
      const second = { ...shown, name: "second" };
      const list = from(unknown, [vpc, shown, second]);
      assert.deepEqual(await said([list, vpc, shown, second]), [
        refusedPublic(list),
        refused("subnet second, which gives instances public addresses", list),
      ]);
      assert.deepEqual(await said([from(unknown, [vpc, hidden]), vpc, hidden]), []);
    });

    it("takes a list of nothing but subnets for all of them", async () => {
      const [, hidden, shown] = made as [TestResource, TestResource, TestResource];
      const list = from(unknown, [hidden, shown]);
      assert.deepEqual(await said([list, hidden, shown]), [refusedPublic(list)]);
    });
  });

  it("is undecided where only a deployment can tell of public addresses", async () => {
    const open = make("subnet", {}, { mapPublicIpOnLaunch: unknown });
    assert.deepEqual(await said([group, open]), [verdicts.undecided(open, "mapPublicIpOnLaunch")]);
  });

  it("says nothing of subnets without node groups", async () =>
    assert.deepEqual(await said([make("subnet", {}, { mapPublicIpOnLaunch: true })]), []));
});
