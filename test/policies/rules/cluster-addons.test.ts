import assert from "node:assert/strict";
import { noVpcCni } from "../../../policies/rules/no-vpc-cni.js";
import { addon, cluster, declared, eksCluster } from "../support/clusters.js";
import { judge, secret, unknown, type TestResource } from "../support/judge.js";
import { judges } from "../support/table.js";
import { Verdicts } from "../support/verdicts.js";

describe("no-vpc-cni", () => {
  const says = new Verdicts(
    "no-vpc-cni",
    "an EKS cluster with a CNI of its own does not run the Amazon VPC CNI as well",
    "Leave out the vpc-cni add-on and the aws-node DaemonSet. The eks component needs useDefaultVpcCni: true, which only says that it does not manage one, and bootstrapSelfManagedAddons: false. Where the VPC CNI is the cluster's only one, set the parameter cni to vpc-cni.",
  );
  const alone = "the cluster's own CNI alone";
  const named = (addonName: unknown) => addon({ addonName });
  const manages = (found: string) => [
    says.refused(eksCluster(), "useDefaultVpcCni", found, "true"),
    // An add-on that is not wanted is not pinned either.
    `[mandatory] pinned-addon-version eks:index:Cluster::it: vpcCniOptions.addonVersion: found nothing; allowed: an exact version such as "v1.35.3-eksbuild.29"; fix: Name the version as aws eks describe-addon-versions tells it: v1.35.3-eksbuild.29. The eks component has kubeProxyAddonOptions.version, corednsAddonOptions.version and vpcCniOptions.addonVersion.`,
  ];
  const ours = (cni: string) => ({ "no-vpc-cni": { cni } });

  judges(
    [
      ["accepts other add-ons", named("coredns"), []],
      ["refuses the add-on", named("vpc-cni"), [says.refused(addon(), "addonName", '"vpc-cni"', alone)]],
      [
        "does not show a secret",
        named(secret("vpc-cni")),
        [says.refused(addon(), "addonName", "a secret", alone)],
      ],
      ["is undecided about an unknown add-on", named(unknown), [says.undecided(addon(), "addonName")]],
      ["accepts it where it is the cluster's CNI", named("vpc-cni"), [], ours("vpc-cni")],
      [
        "refuses it beside any other",
        named("vpc-cni"),
        [says.refused(addon(), "addonName", '"vpc-cni"', alone)],
        ours("other"),
      ],
      [
        "refuses a component that manages it by default",
        eksCluster({ useDefaultVpcCni: undefined }),
        manages("nothing"),
      ],
      ["refuses one that says so", eksCluster({ useDefaultVpcCni: false }), manages("false (a boolean)")],
      [
        "is undecided about a component",
        eksCluster({ useDefaultVpcCni: unknown, vpcCniOptions: { addonVersion: "v1.2.3-eksbuild.4" } }),
        [says.undecided(eksCluster(), "useDefaultVpcCni")],
      ],
      [
        "refuses Auto Mode, whose nodes have it built in",
        cluster({ computeConfig: { enabled: true } }),
        [says.refused(cluster(), "computeConfig.enabled", "true (a boolean)", "false, or nothing")],
      ],
      ["accepts its absence", cluster({ computeConfig: { enabled: false } }), []],
      [
        "is undecided about it",
        cluster({ computeConfig: { enabled: unknown } }),
        [says.undecided(cluster(), "computeConfig.enabled")],
      ],
    ],
    declared,
  );

  it("tells Auto Mode of the component once, whatever else it says", async () => {
    const automatic = eksCluster({ autoMode: { enabled: true }, useDefaultVpcCni: undefined });
    assert.deepEqual(says.among(await judge([automatic], declared)), [
      says.refused(eksCluster(), "autoMode.enabled", "true (a boolean)", "false, or nothing"),
    ]);
  });

  it("refuses the component of the add-on, whatever it says", async () => {
    const component = { type: "eks:index:VpcCniAddon", properties: { addonVersion: "v1.20.4-eksbuild.1" } };
    assert.deepEqual(await judge([component]), [says.refused(component, "", "the VPC CNI", alone)]);
    assert.deepEqual(await judge([component], ours("vpc-cni")), []);
  });

  it("refuses the DaemonSet of the add-on in kube-system alone", async () => {
    const daemonSet = (type: string, name: string, namespace: string): TestResource => ({
      type,
      properties: { metadata: { name, namespace } },
    });
    const judged = async (...given: Parameters<typeof daemonSet>) =>
      says.among(await judge([daemonSet(...given)]));
    const type = "kubernetes:apps/v1:DaemonSet";
    assert.deepEqual(await judged(type, "aws-node", "kube-system"), [
      says.refused({ type }, "metadata.name", '"aws-node"', alone),
    ]);
    assert.deepEqual(await judged(type, "node-exporter", "kube-system"), []);
    assert.deepEqual(await judged(type, "aws-node", "shop"), []);
    assert.deepEqual(await judged("kubernetes:apps/v1:Deployment", "aws-node", "kube-system"), []);
    assert.deepEqual(await judged("kubernetes:example.org/v1:DaemonSet", "aws-node", "kube-system"), []);
  });

  it("asks for less only where the VPC CNI is the cluster's own", () =>
    assert.deepEqual(
      ["calico", "other", "vpc-cni"].map((cni) => noVpcCni.weakenedBy!({ cni })),
      [[], [], ["cni"]],
    ));
});

describe("pinned-addon-version", () => {
  const says = new Verdicts(
    "pinned-addon-version",
    "every EKS add-on names its exact version",
    "Name the version as aws eks describe-addon-versions tells it: v1.35.3-eksbuild.29. The eks component has kubeProxyAddonOptions.version, corednsAddonOptions.version and vpcCniOptions.addonVersion.",
  );
  const exact = 'an exact version such as "v1.35.3-eksbuild.29"';
  const versioned = (addonVersion: unknown) => addon({ addonVersion });
  const refused = (found: string) => [says.refused(addon(), "addonVersion", found, exact)];
  const component = (path: string, found = "nothing") => [says.refused(eksCluster(), path, found, exact)];
  const kubeProxy = "kubeProxyAddonOptions.version";
  const coredns = "corednsAddonOptions.version";
  const version = "v1.13.2-eksbuild.31";

  judges(
    [
      ["accepts an exact version", versioned(version), []],
      ["accepts a suffix", versioned("v1.13.2-rc.1-eksbuild.31"), []],
      ["refuses none", versioned(undefined), refused("nothing")],
      ["refuses a word", versioned("latest"), refused('"latest"')],
      ["refuses a version without a build", versioned("v1.13.2"), refused('"v1.13.2"')],
      ["refuses half a version", versioned("v1.13-eksbuild.31"), refused('"v1.13-eksbuild.31"')],
      ["refuses an unnumbered build", versioned("v1.13.2-eksbuild."), refused('"v1.13.2-eksbuild."')],
      ["refuses what comes before", versioned(`>=${version}`), refused(`">=${version}"`)],
      ["refuses what comes after", versioned(`${version}+`), refused(`"${version}+"`)],
      ["refuses a number", versioned(1.13), refused("1.13 (a number)")],
      ["does not show a secret", versioned(secret("latest")), refused("a secret")],
      ["is undecided", versioned(unknown), [says.undecided(addon(), "addonVersion")]],
      [
        "judges the components of @pulumi/eks",
        { type: "eks:index:Addon", properties: { addonName: "coredns" } },
        [says.refused({ type: "eks:index:Addon" }, "addonVersion", "nothing", exact)],
      ],
      [
        "refuses the kube-proxy that a cluster's component adds",
        eksCluster({ kubeProxyAddonOptions: undefined }),
        component(kubeProxy),
      ],
      ["accepts that it adds none", eksCluster({ kubeProxyAddonOptions: { enabled: false } }), []],
      [
        "is undecided whether it does",
        eksCluster({ kubeProxyAddonOptions: { enabled: unknown } }),
        [says.undecided(eksCluster(), "kubeProxyAddonOptions.enabled")],
      ],
      [
        "refuses the one for Fargate",
        eksCluster({ fargate: true, corednsAddonOptions: {} }),
        component(coredns),
      ],
      [
        "refuses the one that is asked for",
        eksCluster({ corednsAddonOptions: { enabled: true, version: "v1" } }),
        component(coredns, '"v1"'),
      ],
      [
        "refuses the one that is configured",
        eksCluster({ corednsAddonOptions: { configurationValues: { replicaCount: 3 } } }),
        component(coredns),
      ],
      ["accepts a pinned one", eksCluster({ corednsAddonOptions: { enabled: true, version } }), []],
      [
        "refuses the one that is configured, whether enabled or not",
        eksCluster({ corednsAddonOptions: { enabled: false, configurationValues: { replicaCount: 3 } } }),
        component(coredns),
      ],
      ["accepts that Fargate is not used", eksCluster({ fargate: false }), []],
      [
        "accepts that Fargate goes without",
        eksCluster({ fargate: true, corednsAddonOptions: { enabled: false } }),
        [],
      ],
      [
        "is undecided about Fargate",
        eksCluster({ fargate: unknown }),
        [says.undecided(eksCluster(), "fargate")],
      ],
      [
        "asks nothing of Fargate where coredns is pinned",
        eksCluster({ fargate: unknown, corednsAddonOptions: { version } }),
        [],
      ],
    ],
    declared,
  );

  it("refuses the coredns that a component adds for nodes of its own", async () => {
    const judged = async (changes: Record<string, unknown>) =>
      says.among(await judge([eksCluster(changes)], declared));
    assert.deepEqual(await judged({ skipDefaultNodeGroup: undefined }), component(coredns));
    assert.deepEqual(
      await judged({ skipDefaultNodeGroup: false, corednsAddonOptions: { enabled: false } }),
      [],
    );
  });

  it("knows what Auto Mode leaves out of a component", async () => {
    const automatic = eksCluster({
      autoMode: { enabled: true },
      useDefaultVpcCni: undefined,
      kubeProxyAddonOptions: undefined,
    });
    assert.deepEqual(says.among(await judge([automatic], declared)), component(coredns));
  });

  it("pins the VPC CNI of a component that manages it", async () => {
    const ownCni = (vpcCniOptions: unknown) => eksCluster({ useDefaultVpcCni: undefined, vpcCniOptions });
    const configuration = { ...declared, "no-vpc-cni": { cni: "vpc-cni" } };
    assert.deepEqual(await judge([ownCni({})], configuration), component("vpcCniOptions.addonVersion"));
    assert.deepEqual(await judge([ownCni({ addonVersion: "v1.20.4-eksbuild.1" })], configuration), []);
  });
});
