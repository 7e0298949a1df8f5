import { cluster, declared, eksCluster } from "../support/clusters.js";
import { secret, unknown, type TestResource } from "../support/judge.js";
import { judges } from "../support/table.js";
import { Verdicts } from "../support/verdicts.js";

describe("api-authentication", () => {
  const says = new Verdicts(
    "api-authentication",
    "who may enter an EKS cluster is told by access entries only, never by the aws-auth ConfigMap",
    "Set the authentication mode to API, and declare who may enter by aws.eks.AccessEntry. A cluster goes from CONFIG_MAP by API_AND_CONFIG_MAP to API, and never back.",
  );
  const bootstrapClusterCreatorAdminPermissions = false;
  const mode = (authenticationMode: unknown) =>
    cluster({
      accessConfig:
        authenticationMode === undefined
          ? { bootstrapClusterCreatorAdminPermissions }
          : { authenticationMode, bootstrapClusterCreatorAdminPermissions },
    });
  const at = "accessConfig.authenticationMode";
  const refused = (found: string) => [says.refused(cluster(), at, found, '"API"')];
  const mappings = (name: string, found: string) => [
    says.refused(eksCluster(), name, found, "nothing: accessEntries instead"),
  ];

  judges(
    [
      ["accepts access entries alone", mode("API"), []],
      ["refuses the ConfigMap", mode("CONFIG_MAP"), refused('"CONFIG_MAP"')],
      ["refuses both", mode("API_AND_CONFIG_MAP"), refused('"API_AND_CONFIG_MAP"')],
      ["refuses nothing, for that is the ConfigMap", mode(undefined), refused("nothing")],
      ["refuses another spelling", mode("api"), refused('"api"')],
      ["does not show a secret", mode(secret("CONFIG_MAP")), refused("a secret")],
      ["is undecided", mode(unknown), [says.undecided(cluster(), at)]],
      [
        "judges the component of @pulumi/eks",
        eksCluster({ authenticationMode: "CONFIG_MAP" }),
        [says.refused(eksCluster(), "authenticationMode", '"CONFIG_MAP"', '"API"')],
      ],
      [
        "refuses roles that the component writes into the ConfigMap",
        eksCluster({ roleMappings: [{ roleArn: "a" }] }),
        mappings("roleMappings", "a list of 1"),
      ],
      [
        "refuses users",
        eksCluster({ userMappings: [{ userArn: "a" }, { userArn: "b" }] }),
        mappings("userMappings", "a list of 2"),
      ],
      ["accepts empty lists of them", eksCluster({ roleMappings: [], userMappings: [] }), []],
      [
        "is undecided about unknown ones",
        eksCluster({ roleMappings: unknown }),
        [says.undecided(eksCluster(), "roleMappings")],
      ],
      ["asks AWS's cluster for no mappings", cluster({ roleMappings: [{ roleArn: "a" }] }), []],
    ],
    declared,
  );

  const configMap = (metadata: unknown, type = "kubernetes:core/v1:ConfigMap"): TestResource => ({
    type,
    properties: { immutable: true, metadata },
  });
  const instead = "access entries instead of this ConfigMap";
  const found = (resource: TestResource, path = "metadata.name") => [
    says.refused(resource, path, '"aws-auth"', instead),
  ];
  const awsAuth = { name: "aws-auth", namespace: "kube-system" };
  const settings = { name: "settings", namespace: "shop" };
  const list = {
    type: "kubernetes:core/v1:ConfigMapList",
    properties: {
      items: [
        { immutable: true, metadata: settings },
        { immutable: true, metadata: awsAuth },
      ],
    },
  };
  judges([
    ["accepts other ConfigMaps", configMap(settings), []],
    ["refuses aws-auth in kube-system", configMap(awsAuth), found(configMap(awsAuth))],
    ["refuses it where no namespace is named", configMap({ name: "aws-auth" }), found(configMap({}))],
    ["accepts that name elsewhere", configMap({ ...awsAuth, namespace: "shop" }), []],
    ["accepts another name there", configMap({ ...awsAuth, name: "aws-auth-2" }), []],
    ["accepts a name that Pulumi makes up", configMap({ namespace: "kube-system" }), []],
    ["finds it in a list", list, found(list, "items[1].metadata.name")],
    [
      "does not show a secret",
      configMap({ ...awsAuth, name: secret("aws-auth") }),
      [says.refused(configMap({}), "metadata.name", "a secret", instead)],
    ],
    [
      "is undecided about a name in kube-system",
      configMap({ ...awsAuth, name: unknown }),
      [says.undecided(configMap({}), "metadata.name")],
    ],
    [
      "is undecided about the namespace of one of that name",
      configMap({ ...awsAuth, namespace: unknown }),
      [says.undecided(configMap({}), "metadata.namespace")],
    ],
    ["is decided by another name", configMap({ name: "settings", namespace: unknown }), []],
    [
      "says nothing of a Secret of that name",
      { type: "kubernetes:core/v1:Secret", properties: { immutable: true, metadata: awsAuth } },
      [],
    ],
  ]);
});
