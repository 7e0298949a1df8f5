import assert from "node:assert/strict";
import { rules } from "../../../policies/index.js";
import { clusterAuditLogs } from "../../../policies/rules/cluster-audit-logs.js";
import { cluster, declared, eksCluster, keyArn, logTypes } from "../support/clusters.js";
import { judge, secret, unknown } from "../support/judge.js";
import { judges } from "../support/table.js";
import { Verdicts } from "../support/verdicts.js";

describe("encrypted-cluster-secrets", () => {
  const says = new Verdicts(
    "encrypted-cluster-secrets",
    "an EKS cluster encrypts Kubernetes secrets with a KMS key of the account",
    'Name a KMS key: encryptionConfig with resources ["secrets"] and provider.keyArn, or encryptionConfigKeyArn of the eks component. It cannot be taken off again.',
  );
  const encrypted = (encryptionConfig: unknown) => cluster({ encryptionConfig });
  const provider = { keyArn };
  const arn = "the ARN of a KMS key";
  const list = 'a list with "secrets"';
  const refused = (path: string, found: string, allowed: string) => [
    says.refused(cluster(), `encryptionConfig${path}`, found, allowed),
  ];

  judges(
    [
      ["accepts a key", cluster(), []],
      ["accepts it beside other resources", encrypted({ resources: ["other", "secrets"], provider }), []],
      ["refuses no encryption", encrypted(undefined), refused("", "nothing", 'a KMS key for "secrets"')],
      [
        "refuses other resources",
        encrypted({ resources: ["other"], provider }),
        refused(".resources", "a list of 1", list),
      ],
      ["refuses none", encrypted({ provider }), refused(".resources", "nothing", list)],
      ["refuses no key", encrypted({ resources: ["secrets"] }), refused(".provider.keyArn", "nothing", arn)],
      [
        "refuses an empty key",
        encrypted({ resources: ["secrets"], provider: { keyArn: "" } }),
        refused(".provider.keyArn", "an empty text", arn),
      ],
      [
        "does not show a secret",
        encrypted({ resources: ["secrets"], provider: { keyArn: secret("") } }),
        refused(".provider.keyArn", "a secret", arn),
      ],
      [
        "is undecided about a key that is not made yet",
        encrypted({ resources: ["secrets"], provider: { keyArn: unknown } }),
        [says.undecided(cluster(), "encryptionConfig.provider.keyArn")],
      ],
      ["is undecided about all of it", encrypted(unknown), [says.undecided(cluster(), "encryptionConfig")]],
      [
        "is undecided about unknown resources",
        encrypted({ resources: unknown, provider }),
        [says.undecided(cluster(), "encryptionConfig.resources")],
      ],
      [
        "is undecided where one of them could be secrets",
        encrypted({ resources: ["other", unknown], provider }),
        [says.undecided(cluster(), "encryptionConfig.resources[1]")],
      ],
      ["is decided by a known one", encrypted({ resources: [unknown, "secrets"], provider }), []],
      [
        "refuses a component without a key",
        eksCluster({ encryptionConfigKeyArn: undefined }),
        [says.refused(eksCluster(), "encryptionConfigKeyArn", "nothing", arn)],
      ],
      [
        "is undecided about the key of a component",
        eksCluster({ encryptionConfigKeyArn: unknown }),
        [says.undecided(eksCluster(), "encryptionConfigKeyArn")],
      ],
    ],
    declared,
  );
});

describe("cluster-audit-logs", () => {
  const says = new Verdicts(
    "cluster-audit-logs",
    "an EKS cluster writes all logs of its control plane",
    "List the log types in enabledClusterLogTypes.",
  );
  const logs = (enabledClusterLogTypes: unknown) => cluster({ enabledClusterLogTypes });
  const all = logTypes.join(", ");
  const refused = (found: string, allowed = all) => [
    says.refused(cluster(), "enabledClusterLogTypes", found, allowed),
  ];
  const required = (...types: string[]) => ({ "cluster-audit-logs": { types } });

  judges(
    [
      ["accepts all logs, in any order", logs([...logTypes].reverse()), []],
      ["refuses none", logs(undefined), refused(`nothing, without ${all}`)],
      ["refuses an empty list", logs([]), refused(`a list of 0, without ${all}`)],
      [
        "names those that are missing",
        logs(["api", "authenticator", "controllerManager"]),
        refused("a list of 3, without audit, scheduler"),
      ],
      [
        "does not show a secret",
        logs(secret(["api"])),
        refused(`a secret, without ${logTypes.slice(1).join(", ")}`),
      ],
      ["accepts what its configuration asks for", logs(["audit"]), [], required("audit")],
      [
        "asks for what its configuration names",
        logs(["api"]),
        refused("a list of 1, without audit", "audit, api"),
        required("audit", "api"),
      ],
      [
        "is undecided about an unknown list",
        logs(unknown),
        [says.undecided(cluster(), "enabledClusterLogTypes")],
      ],
      [
        "is undecided where an unknown type could be the missing one",
        logs([...logTypes.slice(1), unknown]),
        [says.undecided(cluster(), "enabledClusterLogTypes[4]")],
      ],
      [
        "refuses what one unknown type cannot mend",
        logs([...logTypes.slice(2), unknown]),
        refused("a list of 4, without api, audit"),
      ],
      ["is decided where nothing is missing", logs([unknown, ...logTypes]), []],
      [
        "judges the component of @pulumi/eks",
        eksCluster({ enabledClusterLogTypes: logTypes.slice(1) }),
        [says.refused(eksCluster(), "enabledClusterLogTypes", "a list of 4, without api", all)],
      ],
    ],
    declared,
  );

  it("asks for less where a type is not required", () => {
    assert.deepEqual(clusterAuditLogs.weakenedBy!({ types: logTypes }), []);
    assert.deepEqual(clusterAuditLogs.weakenedBy!({ types: logTypes.slice(1) }), ["types"]);
  });
});

describe("cluster-deletion-protection", () => {
  const says = new Verdicts(
    "cluster-deletion-protection",
    "an EKS cluster is protected against deletion",
    "Set deletionProtection to true; versions of the provider that do not know it yet have to be updated.",
  );
  const protectedBy = (deletionProtection: unknown) => cluster({ deletionProtection });
  const refused = (found: string) => [says.refused(cluster(), "deletionProtection", found, "true")];

  judges(
    [
      ["accepts true", protectedBy(true), []],
      ["accepts true as a text", protectedBy("true"), []],
      ["refuses false", protectedBy(false), refused("false (a boolean)")],
      ["refuses nothing, for that is false", protectedBy(undefined), refused("nothing")],
      ["refuses what is neither", protectedBy("yes"), refused('"yes"')],
      ["does not show a secret", protectedBy(secret(false)), refused("a secret")],
      ["is undecided", protectedBy(unknown), [says.undecided(cluster(), "deletionProtection")]],
      [
        "judges the component of @pulumi/eks",
        eksCluster({ deletionProtection: undefined }),
        [says.refused(eksCluster(), "deletionProtection", "nothing", "true")],
      ],
      [
        "only tells where an environment says so",
        protectedBy(false),
        refused("false (a boolean)").map((verdict) => verdict.replace("[mandatory]", "[advisory]")),
        { "cluster-deletion-protection": { level: "advisory" } },
      ],
    ],
    declared,
  );
});

describe("no-self-managed-addons", () => {
  const says = new Verdicts(
    "no-self-managed-addons",
    "an EKS cluster is made without self-managed default add-ons",
    "Set bootstrapSelfManagedAddons to false when the cluster is made, and declare each add-on with its version. It cannot be changed afterwards: an existing cluster needs a successor.",
  );
  const made = (bootstrapSelfManagedAddons: unknown) => cluster({ bootstrapSelfManagedAddons });
  const at = "bootstrapSelfManagedAddons";
  const refused = (found: string) => [says.refused(cluster(), at, found, "false")];

  judges(
    [
      ["accepts false", made(false), []],
      ["accepts false as a text", made("false"), []],
      ["refuses true", made(true), refused("true (a boolean)")],
      ["refuses nothing, for that is true", made(undefined), refused("nothing")],
      ["does not show a secret", made(secret(true)), refused("a secret")],
      ["is undecided", made(unknown), [says.undecided(cluster(), at)]],
      [
        "refuses a component that says nothing",
        eksCluster({ bootstrapSelfManagedAddons: undefined }),
        [says.refused(eksCluster(), at, "nothing", "false")],
      ],
    ],
    declared,
  );

  it("knows that the component has none with Auto Mode, and AWS's cluster has to say so", async () => {
    const automatic = eksCluster({ bootstrapSelfManagedAddons: undefined, autoMode: { enabled: true } });
    assert.deepEqual(says.among(await judge([automatic], declared)), []);
    const unknownMode = eksCluster({ bootstrapSelfManagedAddons: true, autoMode: { enabled: unknown } });
    assert.deepEqual(says.among(await judge([unknownMode], declared)), [
      says.undecided(eksCluster(), "autoMode.enabled"),
    ]);
    const own = cluster({ bootstrapSelfManagedAddons: undefined, computeConfig: { enabled: true } });
    assert.deepEqual(says.among(await judge([own])), refused("nothing"));
  });
});

describe("the component of @pulumi/eks, told without its arguments as by older SDKs", () => {
  it("is judged by what it makes alone", async () => {
    const about = new Set(rules.filter(({ area }) => area === "cluster").map(({ name }) => name));
    const verdicts = await judge([{ type: "eks:index:Cluster", properties: {} }]);
    assert.deepEqual(
      verdicts.filter((verdict) => about.has(verdict.split(" ")[1]!)),
      [],
    );
  });
});
