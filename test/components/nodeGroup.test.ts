import assert from "node:assert/strict";
import type { NodeGroupDeclaration } from "../../config/environmentSchema.js";
import { deployed } from "../support/deployed.js";
import { inStack } from "../support/project.js";
import { declared, recorded, recordedOf, unknown, type Recorded } from "../support/recorded.js";

const bottlerocketData = `[settings.kubernetes]
max-pods = 110

[settings.kernel]
lockdown = "integrity"

[settings.host-containers.admin]
enabled = false

[settings.host-containers.control]
enabled = false
`;

const al2023Data = `MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="basalt"

--basalt
Content-Type: application/node.eks.aws

apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      maxPods: 58

--basalt--
`;

const al2023 = { family: "al2023", release: "1.35.7-20260911" } as const;

const zones = ["a", "b", "c"].map((letter) => `general-eu-central-1${letter}`);

describe("NodeGroup", () => {
  let run: Recorded;
  before(async () => {
    run = await recorded();
  });

  it("is one EKS node group a zone, with these inputs and no name of its own", () => {
    for (const name of zones) {
      assert.deepEqual(run.inputs("NodeGroup", name), {
        clusterName: "base",
        version: "1.35",
        releaseVersion: "1.66.0-1ad6b4a4",
        amiType: "BOTTLEROCKET_x86_64",
        instanceTypes: ["m7i.large"],
        capacityType: "ON_DEMAND",
        nodeRoleArn: unknown,
        subnetIds: [unknown],
        launchTemplate: { id: unknown, version: unknown },
        labels: { "basalt/node-group": "general" },
        taints: [],
        scalingConfig: { minSize: 1, maxSize: 2, desiredSize: 1 },
        updateConfig: { maxUnavailable: 1 },
        nodeRepairConfig: { enabled: true },
        tags: {
          Name: `base-${name}`,
          "basalt:node-group": "general",
          "basalt:zone": name.slice("general-".length),
        },
      });
    }
    assert.deepEqual(
      run.all("NodeGroup").map(({ name }) => name),
      zones,
    );
  });

  it("replaces on content, leaves the desired size alone, and is created before its predecessor goes", () => {
    for (const { options } of run.all("NodeGroup")) {
      assert.deepEqual(options.replaceOnChanges, [
        "amiType",
        "capacityType",
        "clusterName",
        "instanceTypes",
        "labels",
        "launchTemplate",
        "nodeRoleArn",
        "region",
        "releaseVersion",
        "subnetIds",
        "taints",
        "version",
      ]);
      assert.deepEqual(options.ignoreChanges, ["scalingConfig.desiredSize"]);
      assert.equal(options.deleteBeforeReplace, false);
    }
  });

  it("gives each group the subnet of its zone, and all the role, the template and the nodes' security group", async () => {
    const known = await deployed();
    for (const zone of ["eu-central-1a", "eu-central-1b", "eu-central-1c"]) {
      const { subnetIds, nodeRoleArn, launchTemplate } = known.inputs("NodeGroup", `general-${zone}`);
      assert.deepEqual(
        { subnetIds, nodeRoleArn, launchTemplate },
        {
          subnetIds: [`network-private-${zone}`],
          nodeRoleArn: "arn:base-general",
          launchTemplate: { id: "base-general", version: "1" },
        },
      );
    }
    assert.deepEqual(known.inputs("LaunchTemplate")["vpcSecurityGroupIds"], ["security-groups-nodes"]);
    assert.equal(known.inputs("AccessEntry")["principalArn"], "arn:base-general");
  });

  it("goes zone by zone, after its role, its access entry, the control plane, the endpoints and Calico", () => {
    const [a, b, c] = zones.map((name) => run.one("NodeGroup", name));
    run.assertOrder(a!, b!, c!);
    for (const earlier of [
      run.one("Cluster"),
      run.one("AccessEntry"),
      ...run.all("RolePolicyAttachment"),
      ...run.all("VpcEndpoint"),
      run.one("Installation"),
    ])
      run.assertOrder(earlier, a!);
  });

  it("has a launch template of hardened metadata and encrypted volumes, without a key pair, that any change replaces", () => {
    const { inputs, options } = run.one("LaunchTemplate");
    const ebs = { encrypted: "true", volumeType: "gp3", deleteOnTermination: "true" };
    assert.deepEqual(inputs, {
      userData: Buffer.from(bottlerocketData).toString("base64"),
      vpcSecurityGroupIds: [unknown],
      blockDeviceMappings: [
        { deviceName: "/dev/xvda", ebs },
        { deviceName: "/dev/xvdb", ebs: { ...ebs, volumeSize: 50 } },
      ],
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: "disabled",
      },
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({
        resourceType,
        tags: { Name: "base-general" },
      })),
    });
    assert.deepEqual(options.replaceOnChanges, ["*"]);
    assert.ok(run.waitsFor(run.one("LaunchTemplate"), run.one("SecurityGroup", "security-groups-nodes")));
  });

  it("gives its role what nodes need, and an access entry of its own", () => {
    const role = run.one("Role");
    assert.deepEqual(JSON.parse(role.inputs["assumeRolePolicy"] as string), {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    assert.deepEqual(policies(run), ["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"]);
    assert.deepEqual(run.inputs("AccessEntry"), {
      clusterName: "base",
      principalArn: unknown,
      type: "EC2_LINUX",
    });
    run.assertOrder(role, run.one("AccessEntry"));
  });

  it("has Session Manager only where asked: policy, and Bottlerocket's control container", async () => {
    const withSessions = await recorded({
      changes: [inStack("instanceTypes: [m7i.large]", "instanceTypes: [m7i.large]\n      ssm: true")],
    });
    assert.ok(policies(withSessions).includes("AmazonSSMManagedInstanceCore"));
    assert.equal(
      userDataOf(withSessions),
      bottlerocketData.replace(/(host-containers\.control\]\nenabled = )false/, "$1true"),
    );
  });

  it("is AL2023 where asked, with one volume and its own user data", async () => {
    const other = await withGroup({ ...al2023, maxPods: 58, disk: { sizeGiB: 80 } });
    assert.equal(userDataOf(other), al2023Data);
    assert.deepEqual(other.inputs("LaunchTemplate")["blockDeviceMappings"], [
      {
        deviceName: "/dev/xvda",
        ebs: { encrypted: "true", volumeType: "gp3", deleteOnTermination: "true", volumeSize: 80 },
      },
    ]);
    assert.equal(other.inputs("NodeGroup", zones[0])["releaseVersion"], "1.35.7-20260911");
  });

  const amiTypes = [
    [{}, "BOTTLEROCKET_x86_64"],
    [{ architecture: "arm64" }, "BOTTLEROCKET_ARM_64"],
    [al2023, "AL2023_x86_64_STANDARD"],
    [{ ...al2023, architecture: "arm64" }, "AL2023_ARM_64_STANDARD"],
  ] as const;
  for (const [patch, amiType] of amiTypes) {
    it(`runs ${amiType} where its family and architecture say so`, async () => {
      assert.equal((await withGroup(patch)).inputs("NodeGroup", zones[0])["amiType"], amiType);
    });
  }

  it("carries declared labels, taints, capacity and version to EKS", async () => {
    const { labels, taints, capacityType, version } = (
      await withGroup({
        labels: { tier: "batch" },
        taints: [
          { key: "a", value: "1", effect: "NoSchedule" },
          { key: "b", value: "2", effect: "NoExecute" },
          { key: "c", value: "3", effect: "PreferNoSchedule" },
        ],
        capacity: "spot",
        version: "1.34",
      })
    ).inputs("NodeGroup", zones[0]);
    assert.deepEqual(
      { labels, taints, capacityType, version },
      {
        labels: { tier: "batch", "basalt/node-group": "general" },
        taints: [
          { key: "a", value: "1", effect: "NO_SCHEDULE" },
          { key: "b", value: "2", effect: "NO_EXECUTE" },
          { key: "c", value: "3", effect: "PREFER_NO_SCHEDULE" },
        ],
        capacityType: "SPOT",
        version: "1.34",
      },
    );
  });

  it("shows on its nodes when they were last to be replaced, and changes nothing else by it", async () => {
    const rotated = await withGroup({ rotated: "2026-11-22" });
    assert.deepEqual(rotated.inputs("NodeGroup", zones[0]), {
      ...run.inputs("NodeGroup", zones[0]),
      labels: { "basalt/node-group": "general", "basalt/rotated": "2026-11-22" },
    });
    assert.deepEqual(rotated.inputs("LaunchTemplate"), run.inputs("LaunchTemplate"));
  });

  it("wants one node at first where none is the least", async () => {
    const { inputs } = (await withGroup({ size: { min: 0, max: 3 } })).one("NodeGroup", zones[0]);
    assert.deepEqual(inputs["scalingConfig"], { minSize: 0, maxSize: 3, desiredSize: 1 });
  });

  it("is looked after by the hook, under the name that state keeps, and nothing else is", () => {
    assert.deepEqual(
      run.resources
        .filter(({ options }) => options.hooks.length > 0)
        .map(({ name, options }) => [name, options.hooks]),
      zones.map((name) => [name, ["basalt:lifecycle"]]),
    );
  });

  describe("whose bounds change while it runs", () => {
    const size = { min: 2, max: 5 };
    const liveCases = [
      ["keeps the nodes that it has", 4, 4],
      ["gets the least where it has fewer", 1, 2],
      ["gets the least where it has none", 0, 2],
      ["gets the most where it has more", 7, 5],
    ] as const;
    for (const [title, live, desiredSize] of liveCases) {
      it(`${title}: ${live} of 2 to 5`, async () => {
        const { inputs, options } = (await withGroup({ size }, new Map([[zones[1]!, live]]))).one(
          "NodeGroup",
          zones[1],
        );
        assert.deepEqual(inputs["scalingConfig"], { minSize: 2, maxSize: 5, desiredSize });
        assert.deepEqual(options.ignoreChanges, []);
      });
    }

    it("leaves the desired size of another zone alone", async () => {
      const { inputs, options } = (await withGroup({ size }, new Map([[zones[1]!, 4]]))).one(
        "NodeGroup",
        zones[0],
      );
      assert.deepEqual(inputs["scalingConfig"], { minSize: 2, maxSize: 5, desiredSize: 2 });
      assert.deepEqual(options.ignoreChanges, ["scalingConfig.desiredSize"]);
    });

    it("may have no nodes where none is the least", async () => {
      const none = await withGroup({ size: { min: 0, max: 3 } }, new Map([[zones[0]!, 0]]));
      assert.deepEqual(none.inputs("NodeGroup", zones[0])["scalingConfig"], {
        minSize: 0,
        maxSize: 3,
        desiredSize: 0,
      });
    });
  });

  describe("its content hash", () => {
    /** One other value for each property: does not compile when the declaration gets one. */
    const others: { readonly [Property in keyof Required<NodeGroupDeclaration>]: Patch } = {
      name: { name: "other" },
      family: { family: "al2023" },
      release: { release: "1.66.1-1ad6b4a4" },
      rotated: { rotated: "2026-11-22" },
      version: { version: "1.34" },
      architecture: { architecture: "arm64" },
      instanceTypes: { instanceTypes: ["m7i.xlarge"] },
      capacity: { capacity: "spot" },
      size: { size: { min: 2, max: 9 } },
      disk: { disk: { sizeGiB: 51 } },
      labels: { labels: { tier: "batch" } },
      taints: { taints: [{ key: "a", value: "1", effect: "NoSchedule" }] },
      maxPods: { maxPods: 58 },
      drainTimeoutSeconds: { drainTimeoutSeconds: 60 },
      ssm: { ssm: true },
    };
    for (const [property, patch] of Object.entries(others)) {
      const changes = property !== "size" && property !== "drainTimeoutSeconds";
      it(`${changes ? "changes" : "stays"} with ${property}`, async () => {
        const [before, after] = [hashOf(run), hashOf(await withGroup(patch))];
        assert.equal(before !== after, changes);
      });
    }

    it("changes with the control plane's version, which is the nodes' default", async () => {
      const newer = await recorded({ changes: [inStack('version: "1.35"', 'version: "1.36"')] });
      assert.notEqual(hashOf(newer), hashOf(run));
    });

    it("stays when the version that holds by default is written down", async () => {
      assert.equal(hashOf(await withGroup({ version: "1.35" })), hashOf(run));
    });

    it("stays under another order of labels", async () => {
      const [one, other] = await inTurn({ labels: { a: "1", b: "2" } }, { labels: { b: "2", a: "1" } });
      assert.equal(one, other);
    });
  });
});

type Patch = Partial<NodeGroupDeclaration>;

/** The program with a node group that differs, and nodes that its zones have at the moment. */
async function withGroup(patch: Patch, liveSizes = new Map<string, number>()): Promise<Recorded> {
  const declaration = declared();
  const { cluster } = declaration;
  assert.ok(cluster.kind === "eks");
  const nodes = cluster.nodes.map((group) => ({ ...group, ...patch }));
  return recordedOf({
    ...declaration,
    cluster: { ...cluster, nodes },
    deployed: { ...declaration.deployed, liveSizes },
  });
}

async function inTurn(...patches: readonly Patch[]): Promise<string[]> {
  const hashes: string[] = [];
  for (const patch of patches) hashes.push(hashOf(await withGroup(patch)));
  return hashes;
}

function hashOf({ outputs }: Recorded): string {
  const [hash] = Object.values(outputs["nodeGroups"] as Record<string, string>);
  assert.match(hash!, /^[0-9a-f]{16}$/);
  return hash!;
}

function policies(run: Recorded): string[] {
  return run
    .all("RolePolicyAttachment")
    .map(({ inputs }) => (inputs["policyArn"] as string).replace("arn:aws:iam::aws:policy/", ""));
}

function userDataOf(run: Recorded): string {
  return Buffer.from(run.inputs("LaunchTemplate")["userData"] as string, "base64").toString();
}
