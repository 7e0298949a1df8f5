import assert from "node:assert/strict";
import { noRemoteManifest } from "../../../policies/rules/no-remote-manifest.js";
import { pinnedChart } from "../../../policies/rules/pinned-chart.js";
import { judge, secret, unknown } from "../support/judge.js";
import { hash, verdictsOf } from "../support/workloads.js";

type Properties = Readonly<Record<string, unknown>>;

const commit = hash.slice(0, 40);

describe("pinned-chart", () => {
  const verdicts = verdictsOf(pinnedChart);
  const v4 = "kubernetes:helm.sh/v4:Chart";
  const repo = { repositoryOpts: { repo: "https://charts.example.com" } };
  const version = "one version such as 1.2.3";
  const address = "an address with a commit, a checksum or one version in it";
  const judged = async (properties: Properties, type = v4) =>
    verdicts.among(await judge([{ type, properties }]));

  const accepts: readonly (readonly [title: string, properties: Properties, type?: string])[] = [
    ["one version", { chart: "web", version: "1.2.3", ...repo }],
    [
      "one version of a v3 release",
      { chart: "web", version: "v1.2.3-rc.1+build.5", ...repo },
      "kubernetes:helm.sh/v3:Release",
    ],
    [
      "one version of a v3 chart",
      { chart: "web", version: "1.2.3", fetchOpts: { repo: "https://x.example" } },
      "kubernetes:helm.sh/v3:Chart",
    ],
    [
      "one version that a v2 chart fetches",
      { chart: "web", fetchOpts: { version: "10.20.30" } },
      "kubernetes:helm.sh/v2:Chart",
    ],
    ["a version with spaces around, as Helm does", { chart: "web", version: " 1.2.3 ", ...repo }],
    ["a version of an OCI chart", { chart: "oci://registry.example.com/web", version: "1.2.3" }],
    ["a version as the tag of an OCI chart", { chart: "oci://registry.example.com:5000/web:1.2.3-rc.1" }],
    ["a digest of an OCI chart", { chart: `oci://registry.example.com/web@sha256:${hash}` }],
    ["a digest before a range", { chart: `oci://registry.example.com/web:1@sha256:${hash}`, version: "*" }],
    ["an archive of the program", { chart: `.basalt/charts/${hash}.tgz` }],
    ["a directory of the program", { chart: "./charts/web" }],
    ["a directory above", { chart: " ../web" }],
    ["an absolute path", { chart: "/srv/charts/web" }],
    ["a path on Windows", { chart: "C:\\charts\\web" }],
    ["an archive that is named without a dot in front", { chart: "charts/web-1.tgz" }],
    ["another sort of archive", { chart: "charts/web.tar.gz" }],
    ["the path of a v3 chart", { path: "charts/web" }, "kubernetes:helm.sh/v3:Chart"],
    ["an address with one version", { chart: "https://example.com/charts/web-1.2.3.tgz?x=1" }],
    ["an address with a checksum", { chart: `https://example.com/${hash}.tgz` }],
    ["an address with a commit", { chart: `https://example.com/org/charts/${commit}/web.tgz` }],
    ["an unknown chart of one version", { chart: unknown, version: "1.2.3" }],
    ["an unknown repository", { chart: "web", version: "1.2.3", repositoryOpts: unknown }],
  ];
  for (const [title, properties, type] of accepts)
    it(`accepts ${title}`, async () => assert.deepEqual(await judged(properties, type), []));

  for (const range of [
    "^1.2.3",
    "~1.2.3",
    "1.2.x",
    "1.2",
    "1",
    "*",
    ">=1.2.3",
    "1.2.3 - 2.0.0",
    "1.2.3 || 2",
    "latest",
    "v1.2.3.4",
  ])
    it(`refuses ${range}`, async () =>
      assert.deepEqual(await judged({ chart: "web", version: range, ...repo }), [
        verdicts.refused({ type: v4 }, "version", JSON.stringify(range), version),
      ]));

  const refuses: readonly (readonly [
    title: string,
    properties: Properties,
    path: string,
    found: string,
    allowed: string,
  ])[] = [
    ["no version", { chart: "web", ...repo }, "version", "nothing", version],
    [
      "no version of what may be a directory or a repository",
      { chart: "stable/web" },
      "version",
      "nothing",
      version,
    ],
    [
      "no version of an OCI chart",
      { chart: "oci://registry.example.com/web" },
      "version",
      "nothing",
      version,
    ],
    [
      "a range as the tag of an OCI chart",
      { chart: "oci://registry.example.com:5000/web:1.2" },
      "version",
      "nothing",
      version,
    ],
    [
      "a port that is no tag",
      { chart: "oci://registry.example.com:1.2.3/web" },
      "version",
      "nothing",
      version,
    ],
    [
      "a digest that is too short",
      { chart: `oci://registry.example.com/web@sha256:${hash.slice(1)}` },
      "version",
      "nothing",
      version,
    ],
    ["a version that is not a text", { chart: "web", version: 1.2 }, "version", "1.2 (a number)", version],
    [
      "an archive at an address that may change",
      { chart: "https://example.com/web.tgz" },
      "chart",
      '"https://example.com/web.tgz"',
      address,
    ],
    [
      "one beside which a version is ignored",
      { chart: "https://example.com/web.tgz", version: "1.2.3" },
      "chart",
      '"https://example.com/web.tgz"',
      address,
    ],
    [
      "a version of the directory",
      { chart: "https://example.com/1.2.3/web.tgz" },
      "chart",
      '"https://example.com/1.2.3/web.tgz"',
      address,
    ],
    [
      "a part of a commit",
      { chart: `https://example.com/${commit.slice(1)}/web.tgz` },
      "chart",
      `"https://example.com/${commit.slice(1)}/web.tgz"`,
      address,
    ],
    [
      "an address, its password left out",
      { chart: "https://me:hunter2@example.com/web.tgz?token=hunter2" },
      "chart",
      '"https://…@example.com/web.tgz?…"',
      address,
    ],
    ["a secret address", { chart: secret("https://example.com/web.tgz") }, "chart", "a secret", address],
    ["a secret version", { chart: "web", version: secret("^1.2.3") }, "version", "a secret", version],
  ];
  for (const [title, properties, path, found, allowed] of refuses)
    it(`refuses ${title}`, async () =>
      assert.deepEqual(await judged(properties), [verdicts.refused({ type: v4 }, path, found, allowed)]));

  for (const type of ["v2:Chart", "v3:Chart", "v3:Release", "v4:Chart"])
    it(`asks a ${type}`, async () => {
      const resource = { type: `kubernetes:helm.sh/${type}`, properties: { chart: "web", ...repo } };
      assert.deepEqual(verdicts.among(await judge([resource])), [
        verdicts.refused(resource, "version", "nothing", version),
      ]);
    });

  it("is undecided where only a deployment can tell", async () => {
    const unknownVersion = { chart: "web", version: unknown };
    assert.deepEqual(await judged(unknownVersion), [verdicts.undecided({ type: v4 }, "version")]);
    assert.deepEqual(await judged({ chart: unknown, version: "^1.2.3" }), [
      verdicts.undecided({ type: v4 }, "chart"),
    ]);
    assert.deepEqual(await judged({ chart: "./web", version: unknown }), []);
  });

  for (const type of ["v2:Chart", "v3:Chart", "v4:Chart"])
    it(`is undecided about a ${type} of which nothing is told`, async () => {
      const resource = { type: `kubernetes:helm.sh/${type}`, properties: {} };
      assert.deepEqual(await judge([resource]), [verdicts.untold(resource)]);
    });

  it("says nothing of other resources", async () =>
    assert.deepEqual(
      await judge([{ type: "kubernetes:example.com/v3:Chart", properties: { chart: "web" } }]),
      [],
    ));
});

describe("no-remote-manifest", () => {
  const verdicts = verdictsOf(noRemoteManifest);
  const file = "kubernetes:yaml/v2:ConfigFile";
  const group = "kubernetes:yaml/v2:ConfigGroup";
  const kustomize = "kubernetes:kustomize/v2:Directory";
  const allowed = "a file of the program, or an address with a full commit or a sha256 checksum in it";
  const raw = "https://raw.githubusercontent.com/org/project";
  const judged = async (type: string, properties: Properties) =>
    verdicts.among(await judge([{ type, properties }]));

  const accepts: readonly (readonly [title: string, type: string, properties: Properties])[] = [
    ["a file", file, { file: "manifests/crds.yaml" }],
    ["a file on Windows", file, { file: "C:\\manifests\\crds.yaml" }],
    ["a file that only looks like a repository", file, { file: "github.com/org/x.yaml" }],
    ["an address with a commit", file, { file: `${raw}/${commit}/install.yaml` }],
    ["an address with a checksum", file, { file: `https://example.com/sha256-${hash}/install.yaml` }],
    ["text", group, { yaml: "kind: ConfigMap", objs: [] }],
    ["files", group, { files: ["a.yaml", "b/*.yaml"] }],
    ["one file of a group", group, { files: "a.yaml" }],
    ["a directory", kustomize, { directory: "./overlays/prod" }],
    ["a directory with a dot", kustomize, { directory: "../my.app/overlays" }],
    [
      "a remote directory of a commit",
      kustomize,
      { directory: `github.com/org/project//deploy?ref=${commit}` },
    ],
    [
      "a commit on the page of a repository",
      kustomize,
      { directory: `https://github.com/org/project/tree/${commit}/deploy` },
    ],
  ];
  for (const [title, type, properties] of accepts)
    it(`accepts ${title}`, async () => assert.deepEqual(await judged(type, properties), []));

  const refuses: readonly (readonly [
    title: string,
    type: string,
    properties: Properties,
    path: string,
    found: string,
  ])[] = [
    ["a branch", file, { file: `${raw}/main/install.yaml` }, "file", `"${raw}/main/install.yaml"`],
    [
      "a branch in v1",
      "kubernetes:yaml:ConfigFile",
      { file: `${raw}/main/install.yaml` },
      "file",
      `"${raw}/main/install.yaml"`,
    ],
    [
      "a tag, which can be moved",
      file,
      { file: `${raw}/v1.2.3/install.yaml` },
      "file",
      `"${raw}/v1.2.3/install.yaml"`,
    ],
    [
      "a short commit",
      file,
      { file: `${raw}/${commit.slice(0, 7)}/install.yaml` },
      "file",
      `"${raw}/${commit.slice(0, 7)}/install.yaml"`,
    ],
    [
      "any other scheme",
      file,
      { file: "HTTP://example.com/install.yaml" },
      "file",
      '"HTTP://example.com/install.yaml"',
    ],
    [
      "an address among files",
      group,
      { files: ["a.yaml", "https://example.com/b.yaml"] },
      "files[1]",
      '"https://example.com/b.yaml"',
    ],
    [
      "the one address of a group in v1",
      "kubernetes:yaml:ConfigGroup",
      { files: "https://example.com/b.yaml" },
      "files",
      '"https://example.com/b.yaml"',
    ],
    [
      "a repository without a scheme",
      kustomize,
      { directory: "github.com/org/project//deploy?ref=v1" },
      "directory",
      '"github.com/org/project//deploy?…"',
    ],
    [
      "a repository without a ref",
      "kubernetes:kustomize:Directory",
      { directory: "github.com/org/project" },
      "directory",
      '"github.com/org/project"',
    ],
    [
      "a repository by SSH",
      kustomize,
      { directory: "git@github.com:org/project" },
      "directory",
      '"git@github.com:org/project"',
    ],
    [
      "a repository with git in front",
      kustomize,
      { directory: "git::ssh://x/y" },
      "directory",
      '"git::ssh://x/y"',
    ],
    [
      "a repository by its short name",
      kustomize,
      { directory: "gh:org/project" },
      "directory",
      '"gh:org/project"',
    ],
    [
      "a ref of whatever it is",
      kustomize,
      { directory: "org/project?ref=v1" },
      "directory",
      '"org/project?…"',
    ],
    [
      "an address, its password left out",
      file,
      { file: "https://me:hunter2@example.com/x.yaml" },
      "file",
      '"https://…@example.com/x.yaml"',
    ],
    [
      "an address, a password with signs left out",
      file,
      { file: "https://me:hun@ter/2@example.com/x.yaml#token" },
      "file",
      '"https://…@example.com/x.yaml#…"',
    ],
    [
      "an address without a scheme, its token left out",
      kustomize,
      { directory: "token@github.com/org/project?ref=v1" },
      "directory",
      '"…@github.com/org/project?…"',
    ],
    [
      "an address by git with a scheme",
      kustomize,
      { directory: "ssh://git@github.com/org/project" },
      "directory",
      '"ssh://git@github.com/org/project"',
    ],
    ["a secret", file, { file: secret("https://example.com/x.yaml") }, "file", "a secret"],
  ];
  for (const [title, type, properties, path, found] of refuses)
    it(`refuses ${title}`, async () =>
      assert.deepEqual(await judged(type, properties), [verdicts.refused({ type }, path, found, allowed)]));

  it("takes the name of a v1 file for its address, as it does", async () => {
    const named = (name: string) => ({ type: "kubernetes:yaml:ConfigFile", name, properties: {} });
    assert.deepEqual(verdicts.among(await judge([named("install.yaml")])), []);
    assert.deepEqual(verdicts.among(await judge([named("https://example.com/x.yaml")])), [
      verdicts.refused(named("https://example.com/x.yaml"), "file", '"https://example.com/x.yaml"', allowed),
    ]);
  });

  it("is undecided where only a deployment can tell", async () => {
    assert.deepEqual(await judged(file, { file: unknown }), [verdicts.undecided({ type: file }, "file")]);
    assert.deepEqual(await judged(group, { files: ["a.yaml", unknown] }), [
      verdicts.undecided({ type: group }, "files[1]"),
    ]);
    assert.deepEqual(await judged(group, { files: unknown }), [verdicts.undecided({ type: group }, "files")]);
  });

  for (const type of [
    file,
    group,
    kustomize,
    "kubernetes:yaml:ConfigGroup",
    "kubernetes:kustomize:Directory",
  ])
    it(`is undecided about a ${type} of which nothing is told`, async () => {
      const resource = { type, properties: {} };
      assert.deepEqual(await judge([resource]), [verdicts.untold(resource)]);
    });
});
