import assert from "node:assert/strict";
import { inShop, inStack, type Change } from "../support/project.js";
import type { Cluster } from "../../config/declaration.js";
import { deployed, deployedOf } from "../support/deployed.js";
import { declared, type Recorded } from "../support/recorded.js";

const groups = ["control-plane", "endpoints", "nodes"] as const;

/** Images, Calico's included, from the registry of this account and region. */
const everythingFromEcr: Change = (files) => ({
  ...files,
  "Pulumi.test.yaml": files["Pulumi.test.yaml"]!.replace(
    "registry.example.com/app",
    `${ecr("eu-central-1")}app`,
  )
    .replace("quay.io/tigera/operator", `${ecr("eu-central-1")}tigera/operator`)
    .replace(
      "    images:\n      apiserver",
      `    registry: ${ecr("eu-central-1")}\n    images:\n      apiserver`,
    ),
});

function ecr(region: string): string {
  return `111122223333.dkr.ecr.${region}.amazonaws.com/`;
}

describe("SecurityGroups", () => {
  let run: Recorded;
  before(async () => {
    run = await deployed();
  });

  it("are three, without rules inside them, and only the nodes' is the cloud controller's", () => {
    const descriptions = ["API server interfaces", "VPC endpoints", "Nodes"];
    assert.deepEqual(
      run.all("SecurityGroup").map(({ inputs }) => inputs),
      groups.map((suffix, index) => ({
        vpcId: "network",
        description: descriptions[index],
        revokeRulesOnDelete: true,
        tags: {
          Name: `base-${suffix}`,
          ...(suffix === "nodes" && { "kubernetes.io/cluster/base": "owned" }),
        },
      })),
    );
  });

  it("open exactly what nodes, control plane and endpoints need, on both sides", () => {
    const inside = [
      "control-plane -> nodes tcp 10250",
      "control-plane -> nodes tcp 5443",
      "nodes -> control-plane tcp 443",
      "nodes -> endpoints tcp 443",
      "nodes -> nodes tcp 5473",
      "nodes -> nodes udp 4789",
    ];
    const administrators = administratorsOf(run);
    assert.deepEqual(
      rulesOf(run, "SecurityGroupIngressRule").filter((rule) => !administrators.includes(rule)),
      inside,
    );
    assert.deepEqual(
      rulesOf(run, "SecurityGroupEgressRule"),
      [
        ...inside,
        "nodes -> 0.0.0.0/0 tcp 443",
        "nodes -> 203.0.113.0/24 tcp 443",
        "nodes -> S3 tcp 443",
      ].sort(),
    );
  });

  it("let declared administrators to the API server, and nobody else from outside the VPC", async () => {
    const declaration = declared();
    assert.ok(declaration.cluster.kind === "eks");
    const { eks } = declaration.cluster;
    const open = (privateAccess: string[]) =>
      deployedOf({
        ...declaration,
        cluster: { ...declaration.cluster, kind: "eks", eks: { ...eks, privateAccess } } as Cluster,
      });
    assert.deepEqual(administratorsOf(await open([])), []);
    assert.deepEqual(administratorsOf(await open(["10.200.0.0/16", "10.201.0.0/24"])), [
      "10.200.0.0/16 -> control-plane tcp 443",
      "10.201.0.0/24 -> control-plane tcp 443",
    ]);
  });

  it("let nothing out to everywhere when every image is in the region's ECR and no flow needs it", async () => {
    const closed = await deployed({ changes: [everythingFromEcr] });
    assert.deepEqual(outside(closed), ["nodes -> 203.0.113.0/24 tcp 443", "nodes -> S3 tcp 443"]);
  });

  it("let images out that are in another region's ECR, which has no endpoint here", async () => {
    const elsewhere = await deployed({
      changes: [everythingFromEcr, inStack(`${ecr("eu-central-1")}app:`, `${ecr("us-east-1")}app:`)],
    });
    assert.deepEqual(outside(elsewhere), [
      "nodes -> 0.0.0.0/0 tcp 443",
      "nodes -> 203.0.113.0/24 tcp 443",
      "nodes -> S3 tcp 443",
    ]);
    const [rule] = elsewhere
      .all("SecurityGroupEgressRule")
      .filter(({ inputs }) => inputs["cidrIpv4"] === "0.0.0.0/0");
    assert.equal(
      rule?.inputs["description"],
      "Image registries 111122223333.dkr.ecr.us-east-1.amazonaws.com",
    );
  });

  const flows = [
    ["nothing for workloads, AWS services and the Kubernetes API", "", []],
    [
      "a range of ports",
      "ports: [{ port: 8000, endPort: 8100 }]",
      ["nodes -> 198.51.100.0/24 tcp 8000-8100"],
    ],
    ["UDP", "ports: [{ port: 514, protocol: UDP }]", ["nodes -> 198.51.100.0/24 udp 514"]],
    [
      "SCTP as a whole, once, because EC2 knows no ports of it",
      "ports: [{ port: 3868, protocol: SCTP }, { port: 3869, protocol: SCTP }]",
      ["nodes -> 198.51.100.0/24 132"],
    ],
  ] as const;
  for (const [title, ports, rules] of flows) {
    it(`let out what flows to addresses declare: ${title}`, async () => {
      const flow = `- { from: cart, to: { cidr: 198.51.100.0/24, name: partner }, ${ports} }`;
      const more = await deployed({
        changes: [
          everythingFromEcr,
          inShop(
            "  - { from: cart, to: redis }",
            `  - { from: cart, to: redis }\n${rules.length > 0 ? `  ${flow}` : ""}`,
          ),
        ],
      });
      assert.deepEqual(outside(more), [...rules, "nodes -> 203.0.113.0/24 tcp 443", "nodes -> S3 tcp 443"]);
    });
  }

  it("let flows to the Internet out on their ports, and only those", async () => {
    const open = await deployed({
      changes: [
        everythingFromEcr,
        inShop(
          "  - { from: cart, to: redis }",
          "  - { from: cart, to: redis }\n  - { from: cart, to: internet, ports: [25] }",
        ),
      ],
    });
    assert.deepEqual(outside(open), [
      "nodes -> 0.0.0.0/0 tcp 25",
      "nodes -> 203.0.113.0/24 tcp 443",
      "nodes -> S3 tcp 443",
    ]);
  });
});

/** Ingress rules from ranges, sorted. */
function administratorsOf(run: Recorded): string[] {
  return rulesOf(run, "SecurityGroupIngressRule").filter((rule) => /^\d/.test(rule));
}

/** Egress rules that lead out of the VPC, sorted. */
function outside(run: Recorded): string[] {
  return rulesOf(run, "SecurityGroupEgressRule").filter(
    (rule) => !/-> (nodes|control-plane|endpoints) /.test(rule),
  );
}

/** Rules of a direction, `from -> to protocol ports`, sorted. */
function rulesOf(run: Recorded, kind: "SecurityGroupIngressRule" | "SecurityGroupEgressRule"): string[] {
  return run
    .all(kind)
    .map(({ inputs }) => inputs as Record<string, string | number | undefined>)
    .map(({ securityGroupId, referencedSecurityGroupId, cidrIpv4, prefixListId, ...rule }) => {
      const peer =
        cidrIpv4 ??
        (prefixListId === "pl-endpoints-s3-gateway" ? "S3" : groupName(referencedSecurityGroupId));
      const ends = [groupName(securityGroupId), peer];
      const [from, to] = kind === "SecurityGroupEgressRule" ? ends : [...ends].reverse();
      return `${from!} -> ${to!} ${rule["ipProtocol"]!}${portsOf(rule["fromPort"], rule["toPort"])}`;
    })
    .sort();
}

function groupName(id: string | number | undefined): string {
  return String(id).replace("security-groups-", "");
}

function portsOf(from?: string | number, to?: string | number): string {
  if (from === undefined || to === undefined) return "";
  return from === to ? ` ${from}` : ` ${from}-${to}`;
}
