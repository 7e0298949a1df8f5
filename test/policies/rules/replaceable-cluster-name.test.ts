import assert from "node:assert/strict";
import { cluster, eksCluster } from "../support/clusters.js";
import { judgeStack, secret, unknown, type TestResource, type Verdict } from "../support/judge.js";

describe("replaceable-cluster-name", () => {
  const fix =
    "fix: Leave out the name, so that each cluster has its own; or protect the cluster against replacement, and give its successor another name. Give the provider a clusterIdentifier that is the cluster's name.";
  const told = ({ type }: TestResource, text: string) =>
    `[advisory] replaceable-cluster-name ${type}::it: ${text}`;
  const fixed = (resource: TestResource, found: string) =>
    told(resource, `name: found ${found}; allowed: no name, or protection against replacement; ${fix}`);
  const undecided = (resource: TestResource, path: string) =>
    told(
      resource,
      `undecided: ${path}: only a deployment can tell; required: a cluster that is replaced has another name, and its objects are made anew in it`,
    );
  const urn = (type: string) => `urn:pulumi:test::basalt::${type}::it`;

  const provider = (clusterIdentifier: unknown, ...sources: string[]): TestResource => ({
    type: "pulumi:providers:kubernetes",
    properties: { kubeconfig: unknown, ...(clusterIdentifier === undefined ? {} : { clusterIdentifier }) },
    propertyDependencies: { kubeconfig: sources },
  });
  const strange = (found: string) =>
    told(provider(""), `clusterIdentifier: found ${found}; allowed: the name of the cluster; ${fix}`);

  const cases: readonly (readonly [string, readonly TestResource[], readonly Verdict[]])[] = [
    ["accepts a cluster without a name", [cluster()], []],
    ["accepts the name that the engine made up", [cluster({ name: "it-1a2b3c4" })], []],
    ["tells of a name", [cluster({ name: "prod" })], [fixed(cluster(), '"prod"')]],
    [
      "tells of names that only look made up",
      [cluster({ name: "it-1a2b3c" }), eksCluster({ name: "at-1a2b3c4" })],
      [fixed(cluster(), '"it-1a2b3c"'), fixed(eksCluster(), '"at-1a2b3c4"')],
    ],
    ["tells of one that goes on", [cluster({ name: "it-1a2b3c45" })], [fixed(cluster(), '"it-1a2b3c45"')]],
    ["does not show a secret", [cluster({ name: secret("prod") })], [fixed(cluster(), "a secret")]],
    ["is undecided about a name", [cluster({ name: unknown })], [undecided(cluster(), "name")]],
    [
      "accepts a name of a protected cluster, which nothing replaces",
      [{ ...cluster({ name: "prod" }), options: { protect: true } }],
      [],
    ],
    [
      "tells of a component and not again of its cluster",
      [
        eksCluster({ name: "prod" }),
        { ...cluster({ name: "prod" }), options: { parent: urn("eks:index:Cluster") } },
      ],
      [fixed(eksCluster(), '"prod"')],
    ],
    [
      "tells of the cluster where its component does not say the name",
      [
        eksCluster(),
        { ...cluster({ name: "prod" }), options: { parent: urn("eks:index:Cluster") } },
        provider("prod", urn("eks:index:Cluster")),
      ],
      [fixed(cluster(), '"prod"')],
    ],
    [
      "tells of an identifier that neither component nor cluster has for a name",
      [
        eksCluster(),
        { ...cluster(), options: { parent: urn("eks:index:Cluster") } },
        provider("prod", urn("eks:index:Cluster")),
      ],
      [strange('"prod"')],
    ],
    [
      "tells of a cluster inside another component",
      [{ ...cluster({ name: "prod" }), options: { parent: urn("my:platform:Platform") } }],
      [fixed(cluster(), '"prod"')],
    ],
    ["has nothing to say without a cluster", [provider("prod")], []],
    [
      "tells of an identifier that is not the cluster's name",
      [cluster(), provider("prod", urn(cluster().type))],
      [strange('"prod"')],
    ],
    [
      "does not show a secret identifier",
      [cluster(), provider(secret("prod"), urn(cluster().type))],
      [strange("a secret")],
    ],
    [
      "accepts one that is",
      [
        { ...cluster({ name: "prod" }), options: { protect: true } },
        provider("prod", urn("aws:iam/role:Role"), urn(cluster().type)),
      ],
      [],
    ],
    ["accepts none", [cluster(), provider(undefined, urn(cluster().type))], []],
    ["accepts one that follows from the cluster", [cluster(), provider(unknown, urn(cluster().type))], []],
    ["accepts one for a cluster of another stack", [cluster(), provider("prod")], []],
    [
      "is undecided about the name of its cluster",
      [cluster({ name: unknown }), provider("prod", urn(cluster().type))],
      [undecided(cluster(), "name")],
    ],
    [
      "has nothing to say of other providers",
      [cluster(), { ...provider("prod", urn(cluster().type)), type: "pulumi:providers:helm" }],
      [],
    ],
  ];
  for (const [title, resources, expected] of cases)
    it(title, async () => assert.deepEqual(await judgeStack(resources), expected));

  it("believes a program that says that it refuses to replace its cluster", async () =>
    assert.deepEqual(
      await judgeStack([cluster({ name: "prod" }), provider("test", urn(cluster().type))], {
        "replaceable-cluster-name": { replacementRefused: true },
      }),
      [strange('"test"')],
    ));
});
