import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { calicoImages } from "../../../config/calicoSchema.js";
import type { PromotionReport } from "../../../cli/pins/promotionReport.js";
import { command } from "../../support/io.js";
import { eksProject, existingProject, type Files } from "../../support/project.js";
import { inProjectAsync } from "../../support/temporary.js";

const base = eksProject["Pulumi.test.yaml"]!;
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

/** One text that occurs once becomes another. */
function with_(text: string, ...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((before, [found, replacement]) => {
    const parts = before.split(found);
    assert.equal(parts.length, 2, `${JSON.stringify(found)} must occur once`);
    return parts.join(replacement);
  }, text);
}

const charts = (version: string): readonly (readonly [string, string])[] => [
  ["vendor/crds.tgz", `https://example.com/${version}/crds-${version}.tgz`],
  ["vendor/operator.tgz", `https://example.com/${version}/operator-${version}.tgz`],
];

/** What is deployed where the pins go to: its own name, account, sizes, mirrors and comments. */
const target = with_(
  base.replaceAll("111122223333", "222233334444"),
  ["name: base", "name: staging # another cluster"],
  ["min: 1, max: 2", "min: 3, max: 9"],
  ["token: { secure: AAABAMz1 }", "token: { secure: BBBBBMz1 }"],
  ["registry.example.com/app:1.0.0", "mirror.example.com/eu/app:1.0.0"],
  ["vendor/crds.tgz", "mirror/crds-3.32.2.tgz"],
  ["vendor/operator.tgz", "https://mirror.example.com/operator-v3.32.2.tgz"],
  ["quay.io/tigera", "mirror.example.com/tigera"],
);

/** What was tried before. */
const source = with_(
  base.replaceAll(digest("f"), digest("9")),
  ['version: "1.35"', 'version: "1.36"'],
  ["1.66.0-1ad6b4a4", "1.67.0-0123abcd"],
  ["version: v3.32.2", "version: v3.32.4"],
  ...charts("v3.32.4"),
  [digest("c"), digest("1")],
  [digest("d"), digest("2")],
  [`operator:v1.42.6@${digest("e")}`, `operator:v1.42.9@${digest("3")}`],
  ["v1.35.3-eksbuild.29", "v1.36.0-eksbuild.2"],
  ["v1.13.2-eksbuild.31", "v1.14.0-eksbuild.9"],
  [`1.0.0@${digest("a")}`, `1.2.0@${digest("4")}`],
);

/** The target with the source's pins, as a careful person would write it. */
const promoted = with_(
  target.replaceAll(digest("f"), digest("9")),
  ['version: "1.35"', 'version: "1.36"'],
  ["1.66.0-1ad6b4a4", "1.67.0-0123abcd"],
  ["version: v3.32.2", "version: v3.32.4"],
  ["mirror/crds-3.32.2.tgz", "mirror/crds-3.32.4.tgz"],
  ["operator-v3.32.2.tgz", "operator-v3.32.4.tgz"],
  [digest("c"), digest("1")],
  [digest("d"), digest("2")],
  [`operator:v1.42.6@${digest("e")}`, `operator:v1.42.9@${digest("3")}`],
  ["v1.35.3-eksbuild.29", "v1.36.0-eksbuild.2"],
  ["v1.13.2-eksbuild.31", "v1.14.0-eksbuild.9"],
  [`1.0.0@${digest("a")}`, `1.2.0@${digest("4")}`],
);

interface Found {
  readonly code: number;
  readonly err: string;
  readonly report: PromotionReport;
  readonly file: string;
}

async function promote(from: string, to: string, ...args: readonly string[]): Promise<Found> {
  const files: Files = {
    "Pulumi.yaml": "name: test\nruntime: nodejs\n",
    "Pulumi.dev.yaml": from,
    "Pulumi.staging.yaml": to,
  };
  return inProjectAsync(files, async (directory) => {
    const all = ["promote", "--from", "dev", "--to", "staging", "--json", ...args];
    const { code, out, err } = await command(all, directory);
    assert.equal(readFileSync(join(directory, "Pulumi.dev.yaml"), "utf8"), from);
    const file = readFileSync(join(directory, "Pulumi.staging.yaml"), "utf8");
    return { code, err, report: (out === "" ? {} : JSON.parse(out)) as PromotionReport, file };
  });
}

describe("basalt promote", () => {
  it("copies versions, releases and digests, and keeps names, sizes, secrets, mirrors and comments", async () => {
    const { code, report, file } = await promote(source, target);
    assert.deepEqual(report.refusals, []);
    assert.deepEqual([code, report.written], [0, true]);
    assert.equal(file, promoted);
    assert.deepEqual(
      report.updates.map(({ pin, from, to }) => `${pin}: ${from} -> ${to}`),
      [
        "kubernetes: 1.35 -> 1.36",
        "nodes/general: 1.66.0-1ad6b4a4 -> 1.67.0-0123abcd",
        "calico: v3.32.2 -> v3.32.4",
        "addons/kube-proxy: v1.35.3-eksbuild.29 -> v1.36.0-eksbuild.2",
        "addons/coredns: v1.13.2-eksbuild.31 -> v1.14.0-eksbuild.9",
        `images/app: mirror.example.com/eu/app:1.0.0@${digest("a")} -> mirror.example.com/eu/app:1.2.0@${digest("4")}`,
      ],
    );
    assert.equal(report.updates[2]!.edits.length, 1 + 4 + 1 + calicoImages.length + 3);
    const again = await promote(source, promoted);
    assert.deepEqual([again.code, again.report.updates, again.file], [0, [], promoted]);
  });

  it("only tells with --check", async () => {
    const { code, report, file } = await promote(source, target, "--check");
    assert.deepEqual([code, report.written, report.updates.length], [1, false, 6]);
    assert.equal(file, target);
  });

  it("copies those alone that --only chooses", async () => {
    const { code, file } = await promote(source, target, "--only", "images/*", "--only", "addons/coredns");
    assert.equal(code, 0);
    assert.equal(
      file,
      with_(
        target,
        ["v1.13.2-eksbuild.31", "v1.14.0-eksbuild.9"],
        [`1.0.0@${digest("a")}`, `1.2.0@${digest("4")}`],
      ),
    );
  });

  it("tells of a pin that is older where it comes from", async () => {
    const { code, report } = await promote(
      base,
      with_(target, ["1.66.0-1ad6b4a4", "1.66.1-1ad6b4a4"]),
      "--only",
      "nodes/*",
    );
    assert.equal(code, 0);
    assert.deepEqual(report.remarks, [{ pin: "nodes/general", text: "is older in dev than in staging" }]);
  });

  const second =
    "    - { name: batch, release: 1.66.0-1ad6b4a4, instanceTypes: [m7i.large], size: { min: 0, max: 1 } }\n";
  const arm = (text: string) =>
    with_(text, ["instanceTypes: [m7i.large]", "architecture: arm64\n      instanceTypes: [m7g.large]"]);
  const nodeVersion = (text: string, version: string) =>
    with_(text, ["instanceTypes: [m7i.large]", `version: "${version}"\n      instanceTypes: [m7i.large]`]);
  const refusals: readonly (readonly [string, string, string, string, RegExp])[] = [
    [
      "a Kubernetes version that would go back",
      base,
      with_(target, ['version: "1.35"', 'version: "1.36"']),
      "kubernetes",
      /^staging runs 1\.36, dev only 1\.35: no control plane goes back; leave it out by --only$/,
    ],
    [
      "a Kubernetes version that would skip one",
      with_(base, ['version: "1.35"', 'version: "1.37"']),
      target,
      "kubernetes",
      /^from 1\.35 to 1\.37 is more than one minor version; go to 1\.36 first$/,
    ],
    [
      "a node group that the other does not have",
      with_(base, ["  basalt:calico:\n", `${second}  basalt:calico:\n`]),
      target,
      "nodes/batch",
      /^staging does not have it$/,
    ],
    [
      "a release of another architecture",
      arm(base),
      target,
      "nodes/general",
      /^its architecture is arm64 in dev and x86_64 in staging/,
    ],
    [
      "a version of nodes that only one says",
      nodeVersion(base, "1.34"),
      target,
      "nodes/general",
      /^only one of dev and staging says/,
    ],
    [
      "an add-on that the other does not have",
      with_(base, [
        "    coredns: v1.13.2-eksbuild.31\n",
        "    coredns: v1.13.2-eksbuild.31\n    eks-pod-identity-agent: v1.3.10-eksbuild.1\n",
      ]),
      target,
      "addons/eks-pod-identity-agent",
      /^staging does not have it$/,
    ],
    [
      "a chart whose place names no version",
      source,
      with_(target, ["mirror/crds-3.32.2.tgz", "mirror/crds.tgz"]),
      "calico",
      /^the place of staging's chart crds names no version/,
    ],
  ];
  for (const [title, from, to, pin, problem] of refusals) {
    it(`refuses ${title}, and writes nothing at all`, async () => {
      const { code, report, file } = await promote(from, to);
      assert.deepEqual([code, report.written], [2, false]);
      assert.equal(file, to);
      assert.deepEqual(
        report.refusals.map(({ pin: name }) => name),
        [pin],
      );
      assert.match(report.refusals[0]!.text, problem);
    });
  }

  it("copies the version of nodes that both files say", async () => {
    const { file } = await promote(
      nodeVersion(base, "1.34"),
      nodeVersion(target, "1.33"),
      "--only",
      "nodes/*",
    );
    assert.equal(file, nodeVersion(target, "1.34"));
  });

  it("refuses to write a file that would be no declaration any more, with --check too", async () => {
    const al2023 = (text: string, release: string) =>
      with_(text, ["release: 1.66.0-1ad6b4a4", `family: al2023\n      release: ${release}`]);
    const from = al2023(with_(base, ['version: "1.35"', 'version: "1.36"']), "1.36.1-20261104");
    const to = al2023(target, "1.35.7-20260911");
    for (const args of [[], ["--check"]]) {
      const { code, err, file } = await promote(from, to, "--only", "nodes/*", ...args);
      assert.equal(code, 2);
      assert.match(
        err,
        /would no longer be right with these pins alone; nothing was written\.\n.*a release of AL2023 for Kubernetes 1\.35/s,
      );
      assert.equal(file, to);
    }
  });

  it("copies what a cluster of somebody else's runs too, by --only", async () => {
    const { code, report } = await promote(base, existingProject["Pulumi.test.yaml"]!);
    assert.equal(code, 2);
    assert.deepEqual(
      report.refusals.map(({ pin }) => pin),
      ["kubernetes", "nodes/general", "addons/kube-proxy", "addons/coredns"],
    );
  });

  for (const [args, message] of [
    [["--from", "dev"], "found no --to; allowed: --from NAME --to NAME"],
    [[], "found no --from and no --to; allowed: --from NAME --to NAME"],
    [["--from", "dev", "--to", "dev"], '--to: found "dev" again; allowed: another stack'],
    [["--from", "../x", "--to", "dev"], '--from: found "../x"; allowed: letters'],
    [["--from", "dev", "--to", "prod"], "Pulumi.prod.yaml: found no such file"],
    [
      ["--from", "dev", "--to", "staging", "--only", "nodes/x"],
      '--only: found "nodes/x", which matches no pin; allowed: kubernetes, nodes/general, calico,',
    ],
  ] as const) {
    it(`could not run ${JSON.stringify(args)}, and says why`, async () => {
      const files: Files = {
        "Pulumi.yaml": "name: test\nruntime: nodejs\n",
        "Pulumi.dev.yaml": base,
        "Pulumi.staging.yaml": target,
      };
      const { code, out, err } = await inProjectAsync(files, (directory) =>
        command(["promote", ...args], directory),
      );
      assert.deepEqual([code, out], [2, ""]);
      assert.ok(err.includes(message), err);
    });
  }
});
