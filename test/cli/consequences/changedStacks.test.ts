import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changedStacks, stacksFor } from "../../../cli/consequences/changedStacks.js";

const stacks = ["dev", "prod"];
const all = stacks;

const cases: readonly (readonly [file: string, stacks: readonly string[]])[] = [
  ["Pulumi.dev.yaml", ["dev"]],
  ["policies/environments/prod.json", ["prod"]],
  ["Pulumi.gone.yaml", []],
  ["Pulumi.yaml", all],
  ["namespaces/shop.yaml", all],
  ["policies/rules/image-digest.ts", all],
  ["components/nodeGroup.ts", all],
  ["package-lock.json", all],
  ["charts/crds.tgz", all],
  ["anything/that/nobody/knows", all],
  ["namespaces/README.md", all],
  ["README.md", []],
  ["docs/guide.md", []],
  ["test/cli/run.test.ts", []],
  [".github/workflows/preview.yml", []],
];

describe("a change of", () => {
  for (const [file, expected] of cases)
    it(`${file} is about ${expected.length === 0 ? "no stack" : expected.join(" and ")}`, () => {
      assert.deepEqual(stacksFor([file], stacks), expected);
    });
});

describe("the stacks that have changed since a revision", () => {
  let directory: string;
  const git = (...args: readonly string[]) =>
    execFileSync(
      "git",
      ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", ...args],
      {
        cwd: directory,
      },
    );
  const write = (file: string, text: string) => writeFileSync(join(directory, file), text);
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "basalt-stacks-"));
    git("init", "-q", "-b", "main");
    for (const stack of stacks) write(`Pulumi.${stack}.yaml`, "config: {}\n");
    git("add", ".");
    git("commit", "-qm", "one");
    git("checkout", "-qb", "change");
    write("Pulumi.dev.yaml", "config: { a: 1 }\n");
    git("commit", "-qam", "two");
    git("checkout", "-q", "main");
    write("Pulumi.prod.yaml", "config: { b: 1 }\n");
    git("commit", "-qam", "three");
    git("checkout", "-q", "change");
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it("are those that this branch changed, not those that the other did meanwhile", () => {
    assert.deepEqual(changedStacks(directory, "main"), { stacks: ["dev"], removed: [] });
  });

  it("are all where something is not committed that every stack may be made of", () => {
    write("new.ts", "");
    try {
      assert.deepEqual(changedStacks(directory, "main"), { stacks: all, removed: [] });
    } finally {
      rmSync(join(directory, "new.ts"));
    }
  });

  it("are told as removed where their file is gone, and are no others for it", () => {
    git("rm", "-q", "Pulumi.prod.yaml");
    write("Pulumi.untracked.yaml", "config: {}\n");
    write("Pulumi.no name.yaml", "config: {}\n");
    git("add", "Pulumi.no name.yaml");
    git("commit", "-qm", "gone");
    rmSync(join(directory, "Pulumi.no name.yaml"));
    try {
      assert.deepEqual(changedStacks(directory, "main"), {
        stacks: ["dev", "untracked"],
        removed: ["prod"],
      });
      assert.deepEqual(changedStacks(directory, "HEAD"), { stacks: ["untracked"], removed: [] });
    } finally {
      rmSync(join(directory, "Pulumi.untracked.yaml"));
      git("reset", "-q", "--hard", "HEAD~1");
    }
  });

  for (const revision of ["nowhere", "--output=/tmp/x", ""])
    it(`are not guessed at where ${JSON.stringify(revision)} is no revision`, () => {
      assert.throws(() => changedStacks(directory, revision), /^UsageError: --changed-since: found /);
    });
});
