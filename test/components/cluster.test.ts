import assert from "node:assert/strict";
import { deployed } from "../support/deployed.js";
import { inStack } from "../support/project.js";
import { recorded, unknown, type Recorded } from "../support/recorded.js";

const adminPolicy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";
const admin = (principalArn: string) => ({
  principalArn,
  accessPolicies: { admin: { policyArn: adminPolicy, accessScope: { type: "cluster" } } },
});
/** What the SDK fills in. */
const conflicts = { resolveConflictsOnCreate: "OVERWRITE", resolveConflictsOnUpdate: "OVERWRITE" };

describe("Cluster", () => {
  let run: Recorded;
  before(async () => {
    run = await recorded();
  });

  it("is private, encrypted, logged, without nodes and a CNI of AWS's, administered by access entries only", () => {
    assert.deepEqual(run.inputs("Cluster"), {
      name: "base",
      version: "1.35",
      vpcId: unknown,
      subnetIds: [unknown, unknown, unknown],
      kubernetesServiceIpAddressRange: "172.20.0.0/16",
      clusterSecurityGroup: run.one("SecurityGroup", "security-groups-control-plane").urn,
      skipDefaultSecurityGroups: true,
      skipDefaultNodeGroup: true,
      createInstanceRole: false,
      endpointPrivateAccess: true,
      endpointPublicAccess: false,
      authenticationMode: "API",
      accessEntries: { "111122223333:role/platform": admin("arn:aws:iam::111122223333:role/platform") },
      encryptionConfigKeyArn: unknown,
      enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
      deletionProtection: false,
      bootstrapSelfManagedAddons: false,
      useDefaultVpcCni: true,
      kubeProxyAddonOptions: { enabled: true, version: "v1.35.3-eksbuild.29", ...conflicts },
      corednsAddonOptions: { enabled: false, ...conflicts },
    });
  });

  it("has its interfaces in the isolated subnets, and its secrets under a key of its own that rotates", async () => {
    const known = await deployed();
    const { vpcId, subnetIds, encryptionConfigKeyArn } = known.inputs("Cluster");
    assert.deepEqual(
      { vpcId, subnetIds, encryptionConfigKeyArn },
      {
        vpcId: "network",
        subnetIds: ["a", "b", "c"].map((letter) => `network-control-plane-eu-central-1${letter}`),
        encryptionConfigKeyArn: "arn:cluster-secrets",
      },
    );
    assert.deepEqual(known.inputs("Key"), {
      description: "Kubernetes secrets of base",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
    });
  });

  it("keeps its logs as long as the stack says, in a group that exists before EKS makes one", () => {
    assert.deepEqual(run.inputs("LogGroup"), { name: "/aws/eks/base/cluster", retentionInDays: 90 });
    run.assertOrder(run.one("LogGroup"), run.one("Cluster"));
  });

  it("is public for the listed ranges only", async () => {
    const open = await recorded({
      changes: [inStack("admins:", "publicAccess: [198.51.100.0/24]\n    admins:")],
    });
    const { endpointPublicAccess, endpointPrivateAccess, publicAccessCidrs } = open.inputs("Cluster");
    assert.deepEqual(
      { endpointPublicAccess, endpointPrivateAccess, publicAccessCidrs },
      { endpointPublicAccess: true, endpointPrivateAccess: true, publicAccessCidrs: ["198.51.100.0/24"] },
    );
  });

  it("is protected from deletion where the stack says so", async () => {
    const kept = await recorded({ changes: [inStack("admins:", "deletionProtection: true\n    admins:")] });
    assert.equal(kept.inputs("Cluster")["deletionProtection"], true);
    // The engine then refuses at the beginning of a destroy, AWS only at its end.
    assert.equal(kept.one("Cluster").options.protect, true);
    assert.equal(run.one("Cluster").options.protect, false);
  });

  it("has an entry for every admin, also for namesakes", async () => {
    const arns = ["role/ops", "role/team-ops", "role/team/ops", "user/ops"].map(
      (principal) => `arn:aws:iam::111122223333:${principal}`,
    );
    const many = await recorded({
      changes: [inStack('["arn:aws:iam::111122223333:role/platform"]', JSON.stringify(arns))],
    });
    const entries = many.inputs("Cluster")["accessEntries"] as Record<string, unknown>;
    assert.deepEqual(Object.values(entries), arns.map(admin));
  });

  it("identifies its provider by the cluster's name, and takes over what a killed update made", () => {
    assert.deepEqual(run.inputs("kubernetes"), {
      kubeconfig: unknown,
      // Without it, an unknown kubeconfig would replace every object.
      clusterIdentifier: "base",
      upsertExistingObjects: "true",
    });
    run.assertOrder(run.one("Cluster"), run.one("kubernetes"));
  });

  it("runs in the declared account and region only, and tags what it makes", () => {
    const { allowedAccountIds, region, defaultTags } = run.inputs("aws");
    assert.deepEqual([allowedAccountIds, region].map(String), ['["111122223333"]', "eu-central-1"]);
    assert.deepEqual(JSON.parse(String(defaultTags)), {
      tags: { "basalt:stack": "test", "basalt:cluster": "base" },
    });
  });

  it("gets its DNS as a pinned add-on, after every node group", () => {
    assert.deepEqual(run.inputs("Addon"), {
      clusterName: "base",
      addonName: "coredns",
      addonVersion: "v1.13.2-eksbuild.31",
      ...conflicts,
    });
    for (const group of run.all("NodeGroup")) run.assertOrder(group, run.one("Addon"));
  });
});
