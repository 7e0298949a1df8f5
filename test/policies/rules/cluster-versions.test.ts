import assert from "node:assert/strict";
import { Analyzer } from "../../../policies/analyzer/analyzer.js";
import { clusterMinor, clusterVersions, oldestSupported } from "../../../policies/aws/clusterVersions.js";
import { supportedClusterVersion } from "../../../policies/rules/supported-cluster-version.js";
import { cluster, declared, eksCluster } from "../support/clusters.js";
import { judge, secret, unknown, type TestResource, type Verdict } from "../support/judge.js";
import { Verdicts } from "../support/verdicts.js";

describe("pinned-cluster-version", () => {
  const says = new Verdicts(
    "pinned-cluster-version",
    "an EKS cluster names its Kubernetes version",
    'Give `version` as a text with both numbers, in quotes where it is YAML: "1.35".',
  );
  const refused = (resource: TestResource, found: string) => [
    says.refused(resource, "version", found, 'a text such as "1.35"'),
  ];

  const cases: readonly (readonly [string, unknown, string | undefined])[] = [
    ["accepts a version", "1.99", undefined],
    ["refuses none", undefined, "nothing"],
    ["refuses an empty one", "", "an empty text"],
    ["refuses what YAML made of 1.30", 1.3, "1.3 (a number)"],
    ["refuses a number with both digits", 1.35, "1.35 (a number)"],
    ["refuses one digit", "1.3", '"1.3"'],
    ["refuses three digits", "1.350", '"1.350"'],
    ["refuses a patch version, which EKS does not take", "1.35.2", '"1.35.2"'],
    ["refuses a prefix", "v1.35", '"v1.35"'],
    ["refuses a word", "latest", '"latest"'],
    ["does not show a secret", secret("latest"), "a secret"],
  ];
  for (const [title, version, found] of cases)
    it(title, async () => {
      for (const resource of [cluster({ version }), eksCluster({ version })])
        assert.deepEqual(
          await judge([resource], declared),
          found === undefined ? [] : refused(resource, found),
        );
    });

  it("is undecided, as supported-cluster-version is, where only a deployment can tell", async () =>
    assert.deepEqual(await judge([cluster({ version: unknown })]), [
      says.undecided(cluster(), "version"),
      "[advisory] supported-cluster-version aws:eks/cluster:Cluster::it: undecided: version: only a deployment can tell; required: an EKS cluster's Kubernetes version is one that AWS supports",
    ]));
});

describe("supported-cluster-version", () => {
  const says = new Verdicts(
    "supported-cluster-version",
    "an EKS cluster's Kubernetes version is one that AWS supports",
    "Update the cluster one minor version at a time, and its nodes and add-ons with it, before support ends.",
  );

  const on = (day: string, version: unknown, properties: Record<string, unknown> = {}): Verdict[] => {
    const analyzer = new Analyzer([supportedClusterVersion], () => new Date(`${day}T12:00:00Z`));
    analyzer.configure(
      new Map([["supported-cluster-version", { enforcementLevel: "mandatory", properties }]]),
    );
    const { type, properties: given } = cluster({ version });
    return analyzer
      .analyze({ urn: "urn", type, name: "it", properties: given, options: options })
      .map(({ message }) => message.split("; fix")[0]!);
  };
  const options = { protect: false, ignoreChanges: [] };

  it("asks the day of the process, which is the one of all tests", async () => {
    const ended = cluster({ version: "1.33" });
    assert.deepEqual(await judge([cluster({ version: "1.34" }), ended]), [
      says.refused(ended, "version", '"1.33", whose support ended on 2026-07-29', "1.34 or newer"),
    ]);
  });

  const cases: readonly (readonly [string, Verdict[], readonly string[]])[] = [
    ["accepts a version on the last day of its standard support", on("2026-07-28", "1.33"), []],
    [
      "refuses it on the day on which that ends",
      on("2026-07-29", "1.33"),
      ['version: found "1.33", whose support ended on 2026-07-29; allowed: 1.34 or newer'],
    ],
    ["accepts extended support where configured", on("2027-07-28", "1.33", { extendedSupport: true }), []],
    [
      "refuses what is out of extended support",
      on("2027-07-29", "1.33", { extendedSupport: true }),
      ['version: found "1.33", whose support ended on 2027-07-29; allowed: 1.34 or newer'],
    ],
    [
      "refuses what is older than its list",
      on("2026-01-01", "1.31"),
      ['version: found "1.31"; allowed: 1.32 or newer'],
    ],
    [
      "refuses a supported version below the minimum",
      on("2026-07-28", "1.33", { minimum: "1.34" }),
      ['version: found "1.33"; allowed: 1.34 or newer'],
    ],
    ["accepts the minimum itself", on("2026-07-28", "1.33", { minimum: "1.33" }), []],
    ["asks for no less where the minimum is old", on("2026-07-28", "1.33", { minimum: "1.20" }), []],
    ["accepts what is newer than its list", on("2040-01-01", "1.37"), []],
    [
      "refuses all of its list once that is out of support",
      on("2040-01-01", "1.36"),
      ['version: found "1.36", whose support ended on 2027-08-02; allowed: 1.37 or newer'],
    ],
    [
      "does not show a secret",
      on("2040-01-01", secret("1.36")),
      ["version: found a secret; allowed: 1.37 or newer"],
    ],
    ["leaves what is no version to the other rule", on("2026-07-28", "1.3"), []],
  ];
  for (const [title, found, expected] of cases) it(title, () => assert.deepEqual(found, expected));

  it("tells over the wire", async () => {
    const old = eksCluster({ version: "1.28" });
    const [found, ...more] = await judge([old], declared);
    assert.deepEqual(more, []);
    assert.match(
      found!,
      /^\[mandatory\] supported-cluster-version eks:index:Cluster::it: version: found "1\.28"; /,
    );
  });

  it("takes a minimum that is a version only", () => {
    for (const minimum of ["1.3", "v1.33", "1.333"])
      assert.throws(
        () => on("2026-07-28", "1.33", { minimum }),
        /^Error: policy configuration supported-cluster-version\.minimum: found "/,
      );
  });

  it("asks for less only with extended support", () =>
    assert.deepEqual(
      [
        { extendedSupport: false, minimum: "1.10" },
        { extendedSupport: true, minimum: "1.40" },
      ].map((settings) => supportedClusterVersion.weakenedBy!(settings)),
      [[], ["extendedSupport"]],
    ));

  it("has its list in order, with a year of extended support", () => {
    for (const [index, { minor, standardUntil, extendedUntil }] of clusterVersions.entries()) {
      assert.equal(minor, clusterVersions[0]!.minor + index);
      assert.equal(
        extendedUntil,
        standardUntil.replace(/^\d+/, (year) => String(Number(year) + 1)),
      );
      assert.equal(oldestSupported(standardUntil, false), minor + 1);
    }
    assert.equal(clusterMinor("1.05"), 5);
    assert.equal(clusterMinor(undefined), undefined);
  });

  it("says nothing of other resources", async () =>
    assert.deepEqual(
      says.among(await judge([{ type: "aws:eks/nodeGroup:NodeGroup", properties: { version: "1.20" } }])),
      [],
    ));
});
