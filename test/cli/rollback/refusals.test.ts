import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { inFile, inStack, withFile, withoutFile, type Change } from "../../support/project.js";
import { commit, record } from "../history/records.js";
import {
  configurationOf,
  deployedRecords,
  git,
  methods,
  nothingHappened,
  rollbackRun,
  stackFile,
  stateOf,
  type Scene,
} from "./support/rollbackRun.js";

const same: Change = (files) => files;
const newer = inStack('version: "1.35"', 'version: "1.36"');

const cluster = (version: string) => ({
  urn: "urn:pulumi:test::basalt::aws:eks/cluster:Cluster::c",
  type: "aws:eks/cluster:Cluster",
  outputs: { version },
});
const provider = (name: string, version: string) => ({
  urn: `urn:pulumi:test::basalt::pulumi:providers:${name}::p`,
  type: `pulumi:providers:${name}`,
  inputs: { version },
});
const hooked = {
  urn: "urn:pulumi:test::basalt::aws:eks/nodeGroup:NodeGroup::g",
  type: "aws:eks/nodeGroup:NodeGroup",
  resourceHooks: { BeforeDelete: ["basalt:lifecycle", "basalt:later"] },
};
const creating = {
  type: "creating",
  resource: {
    urn: "urn:pulumi:test::basalt::aws:eks/nodeGroup:NodeGroup::general-a",
    type: "aws:eks/nodeGroup:NodeGroup",
  },
};
/** What is refused before the engine is asked for a preview. */
const before: readonly {
  readonly title: string;
  readonly scene: Scene;
  readonly reasons: readonly string[];
  readonly found: RegExp;
  readonly todo: RegExp;
}[] = [
  {
    title: "a version that was deployed with changes in no commit",
    scene: {
      versions: [same, same, same],
      records: (ids, directory) =>
        deployedRecords(ids, directory).map((each, index) =>
          index === 1 ? { ...each, environment: { "git.head": ids[1]!, "git.dirty": "true" } } : each,
        ),
    },
    reasons: ["dirty-commit"],
    found: /^2: deployed from commit [0-9a-f]{12} with changes that are in no commit$/,
    todo: /^choose another version: --to 3 or --to 1; or commit/,
  },
  {
    title: "a version whose commit is not in the repository",
    scene: {
      records: (ids, directory) => [record(1, commit("a")), ...deployedRecords(ids, directory).slice(1)],
    },
    reasons: ["missing-commit"],
    found: /^1: commit a{40} is not in this repository$/,
    todo: /^fetch it: git fetch origin a{40};/,
  },
  {
    title: "a version that was deployed from outside a repository",
    scene: {
      records: (ids, directory) => [record(1, undefined), ...deployedRecords(ids, directory).slice(1)],
    },
    reasons: ["no-commit"],
    found: /^1: deployed from outside a git repository/,
    todo: /^choose another version: --to 2$/,
  },
  {
    title: "an update that failed",
    scene: {
      args: ["--to", "1", "--yes"],
      records: (ids, directory) =>
        deployedRecords(ids, directory).map((each, index) =>
          index === 0 ? { ...each, result: "failed" } : each,
        ),
    },
    reasons: ["failed-version"],
    found: /^1: an update that failed$/,
    todo: /--to 2/,
  },
  {
    title: "what deployed no version",
    scene: {
      args: ["--to", "1", "--yes"],
      records: (ids, directory) =>
        deployedRecords(ids, directory).map((each, index) =>
          index === 0 ? { ...each, kind: "refresh" } : each,
        ),
    },
    reasons: ["failed-version"],
    found: /^1: a refresh, which deploys no version$/,
    todo: /--to 2/,
  },
  {
    title: "a version of another project",
    scene: {
      versions: [
        inFile("Pulumi.yaml", "name: basalt", "name: slate"),
        inFile("Pulumi.yaml", "slate", "basalt"),
      ],
    },
    reasons: ["other-project"],
    found: /its Pulumi.yaml names the project "slate", and the stack's state is of "basalt"/,
    todo: /^choose another version/,
  },
  {
    title: "a version without the stack",
    scene: {
      versions: [
        (files) => withFile("Pulumi.other.yaml", files[stackFile]!)(withoutFile(stackFile)(files)),
        (files) => withFile(stackFile, files["Pulumi.other.yaml"]!)(files),
      ],
      records: (ids) => ids.map((id, index) => record(index + 1, id)),
    },
    reasons: ["no-such-stack"],
    found: /that commit has no Pulumi.test.yaml in this folder/,
    todo: /^choose another version/,
  },
  {
    title: "a stack file that says something else than was deployed",
    scene: {
      records: (ids, directory) =>
        deployedRecords(ids, directory).map((each) => ({
          ...each,
          config: configurationOf(git(directory, "show", `HEAD:${stackFile}`).replace("max: 2", "max: 9")),
        })),
    },
    reasons: ["changed-values"],
    found: /^Pulumi.test.yaml: other values than were deployed, by the history: basalt:nodes$/,
    todo: /^choose a version that was deployed from its own stack file/,
  },
  {
    title: "a secret that the present stack file does not have",
    scene: { versions: [same, inStack("token: { secure: AAABAMz1 }", "other: { secure: AAABAMz1 }")] },
    reasons: ["missing-secret"],
    found: /^config\.?\S*basalt:secrets\S*token\S*: a secret of that version/,
    todo: /--old-secrets/,
  },
  {
    title: "an older control plane",
    scene: { versions: [same, newer], state: stateOf([cluster("1.36")]) },
    reasons: ["control-plane-downgrade"],
    found: /^Kubernetes 1.35, but the control plane runs 1.36/,
    todo: /docs\/guide.md, "A second cluster, side by side"/,
  },
  {
    title: "an older provider than the state's",
    scene: { state: stateOf([provider("aws", "7.50.1"), provider("kubernetes", "9.9.9")]) },
    reasons: ["newer-provider"],
    found: /^resources that the aws provider 7.50.1 wrote, but that version has 7.48.0/,
    todo: /^pass --declaration-only/,
  },
  {
    title: "a hook that the version does not register",
    scene: { state: stateOf([hooked]) },
    reasons: ["unregistered-hook"],
    found: /bound to the hook "basalt:later"/,
    todo: /^pass --declaration-only/,
  },
  {
    title: "nodes and images that are gone",
    scene: {
      versions: [same, inStack("release: 1.66.0-1ad6b4a4", "release: 1.67.0-2bd7c5b5")],
      availability: { nodeImage: () => Promise.resolve("gone") },
    },
    reasons: ["image-gone"],
    found: /^the AMI release bottlerocket 1.66.0-1ad6b4a4 for Kubernetes 1.35 on x86_64 is gone/,
    todo: /^choose a version whose pins still exist/,
  },
  {
    title: "an image that only a namespace file names, and that is gone",
    scene: {
      versions: [
        inFile("namespaces/billing.yaml", "image: app", `image: r.test/api@sha256:${"a".repeat(64)}`),
        inFile("namespaces/billing.yaml", `image: r.test/api@sha256:${"a".repeat(64)}`, "image: app"),
      ],
      availability: {
        image: (reference) => Promise.resolve(reference.startsWith("r.test/api@") ? "gone" : "there"),
      },
    },
    reasons: ["image-gone"],
    found: /^the image r\.test\/api@sha256:a{64} is gone/,
    todo: /^choose a version whose pins still exist/,
  },
  {
    title: "a version whose Pulumi.yaml names another backend than was asked",
    scene: {
      versions: [
        inFile("Pulumi.yaml", "runtime: nodejs\n", "runtime: nodejs\nbackend: { url: gs://theirs }\n"),
        inFile("Pulumi.yaml", "backend: { url: gs://theirs }\n", ""),
      ],
    },
    reasons: ["other-backend"],
    found: /^a Pulumi\.yaml that names the backend "gs:\/\/theirs"/,
    todo: /^set PULUMI_BACKEND_URL/,
  },
  {
    title: "a state with pending operations",
    scene: { state: stateOf([], { pending_operations: [creating] }) },
    reasons: ["interrupted-update"],
    found: /^an update was killed, or still runs; pending: creating aws:eks\/nodeGroup:NodeGroup general-a$/,
    todo: /the same command with --resume/,
  },
  {
    title: "every reason at once",
    scene: {
      versions: [same, newer],
      state: stateOf([cluster("1.36"), provider("aws", "8.0.0"), hooked]),
    },
    reasons: ["control-plane-downgrade", "newer-provider", "unregistered-hook"],
    found: /./,
    todo: /./,
  },
];

describe("a rollback is refused before anything is previewed for", () => {
  for (const { title, scene, reasons, found, todo } of before)
    it(`${title}, and says what to do instead`, async () => {
      const run = await rollbackRun(scene);
      nothingHappened(run);
      assert.ok(!methods(run).includes("preview"));
      const { refusals } = run.report;
      assert.deepEqual(
        refusals.map(({ reason }) => reason),
        reasons,
      );
      assert.match(refusals[0]!.found, found);
      assert.match(refusals[0]!.todo, todo);
    });

  it("a version that a shallow clone does not have, and names how to get all of them", async () => {
    const run = await rollbackRun({
      records: (ids, directory) => [record(1, commit("a")), ...deployedRecords(ids, directory).slice(1)],
      before: (directory) =>
        writeFileSync(
          join(directory, ".git/shallow"),
          git(directory, "rev-list", "HEAD").split("\n")[0]! + "\n",
        ),
    });
    assert.match(run.report.refusals[0]!.todo, /this clone is shallow: git fetch --unshallow/);
  });

  it("an interrupted update that the journal alone knows, and not for one that a later update has dealt with", async () => {
    const killed = (begun: string) => (directory: string) => {
      const line = {
        event: "begun",
        id: "1",
        kind: "deploy",
        summary: "Deploy",
        who: "ada@laptop",
        host: hostname(),
        pid: 2 ** 30,
        begun,
      };
      const folder = join(directory, ".git/basalt");
      mkdirSync(folder);
      writeFileSync(join(folder, "test.jsonl"), `${JSON.stringify(line)}\n{"event":"be`);
    };
    const late = await rollbackRun({ before: killed("2026-05-01T13:00:00.000Z") });
    nothingHappened(late);
    assert.match(
      late.report.refusals[0]!.found,
      /^a deploy that ada@laptop began at 2026-05-01T13:00:00.000Z never ended$/,
    );
    const early = await rollbackRun({ before: killed("2026-05-01T11:00:00.000Z") });
    assert.equal(early.report.outcome, "rolled-back");
  });
});
