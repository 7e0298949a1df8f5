import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planChanges } from "../../../cli/consequences/planChanges.js";
import type { ConsequencesReport } from "../../../cli/consequences/report.js";
import { readReport } from "../../../cli/consequences/readReport.js";
import { consequencesMarkdown } from "../../../cli/reporters/consequences/consequencesMarkdown.js";
import { consequencesText } from "../../../cli/reporters/consequences/consequencesText.js";
import { style } from "../../../cli/style.js";
import { sample } from "../../support/fixture.js";
import { command } from "../../support/io.js";
import { resource } from "../../support/resource.js";

describe("two plans", () => {
  const options = resource({ type: "aws:s3/bucket:Bucket", name: "a" }).options;
  const bucket = (inputs: Record<string, unknown>, more: Partial<typeof options> = {}) => ({
    ...resource({ type: "aws:s3/bucket:Bucket", name: "a", inputs }),
    options: { ...options, ...more },
  });
  const plan = (...resources: readonly ReturnType<typeof bucket>[]) => ({ resources, outputs: {} });
  const told = (before: ReturnType<typeof plan> | undefined, after: ReturnType<typeof plan>) =>
    planChanges(before, after).changes.map(({ action, order, properties }) =>
      [action, order ?? "", ...properties].join(" "),
    );

  it("that are the same have no changes", () => {
    assert.deepEqual(planChanges(plan(bucket({ a: 1 })), plan(bucket({ a: 1 }))), {
      changes: [],
      unchanged: 1,
    });
  });

  it("create everything where there was no stack", () => {
    assert.deepEqual(told(undefined, plan(bucket({}))), ["create "]);
  });

  it("delete what is gone", () => {
    assert.deepEqual(told(plan(bucket({})), plan()), ["delete "]);
  });

  it("update what differs, by its innermost paths", () => {
    assert.deepEqual(
      told(plan(bucket({ a: { b: [1, 2], c: 1 } })), plan(bucket({ a: { b: [1, 3], c: 1 } }))),
      ["update  a.b[1]"],
    );
  });

  it("replace what the program says is replaced, in its order", () => {
    const before = plan(bucket({ a: { b: 1 }, c: 1 }));
    const after = (more: Partial<typeof options>) => plan(bucket({ a: { b: 2 }, c: 2 }, more));
    assert.deepEqual(told(before, after({ replaceOnChanges: ["a"] })), ["replace create-before-delete a.b"]);
    assert.deepEqual(told(before, after({ replaceOnChanges: ["*"], deleteBeforeReplace: true })), [
      "replace delete-before-create a.b c",
    ]);
    assert.deepEqual(told(before, after({ replaceOnChanges: ["b"] })), ["update  a.b c"]);
  });

  it("are the same where a resource takes over a former name", () => {
    const former = bucket({ a: 1 });
    const now = { ...bucket({ a: 1 }, { aliases: [former.urn] }), urn: `${former.urn}-new` };
    assert.deepEqual(told(plan(former), plan(now)), []);
  });
});

describe("basalt preview --offline", function () {
  // Each runs the program twice, and the pack.
  this.timeout(180_000);
  let directory: string;
  const git = (...args: readonly string[]) =>
    execFileSync(
      "git",
      ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", ...args],
      {
        cwd: directory,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
  const edit = (file: string, found: string, replacement: string) => {
    const text = readFileSync(join(directory, file), "utf8");
    assert.equal(text.split(found).length, 2, found);
    writeFileSync(join(directory, file), text.replace(found, replacement));
  };
  const preview = async (...more: readonly string[]) => {
    const { code, out, err } = await command(
      ["preview", "--offline", "--base", "HEAD", "--stack", "dev", "--json", ...more],
      directory,
    );
    return { code, err, report: JSON.parse(out) as ConsequencesReport };
  };

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "basalt-offline-"));
    cpSync(sample, directory, { recursive: true });
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "one");
  });
  afterEach(() => git("checkout", "-q", "."));
  after(() => rmSync(directory, { recursive: true, force: true }));

  it("finds nothing where nothing is changed, and says what it has not asked", async () => {
    const { code, report } = await preview();
    assert.deepEqual([code, report.verdict, report.source, report.base], [0, "unchanged", "plan", "HEAD"]);
    assert.equal(report.commit?.clean, true);
    assert.match(consequencesText(report, style(false), 110), /what is deployed\s+was not asked/);
  });

  it("tells what a change replaces, opens, closes and pins", async () => {
    edit("Pulumi.dev.yaml", "release: 1.66.0-1ad6b4a4", "release: 1.67.0-9f8e7d6c");
    edit(
      "namespaces/shop.yaml",
      "  - { from: frontend, to: adservice, ports: [grpc] }\n",
      "  - { from: loadgenerator, to: adservice, ports: [grpc] }\n",
    );
    const { code, report } = await preview();
    assert.deepEqual([code, report.verdict], [0, "changes"]);
    assert.deepEqual(
      report.changes.filter(({ nodes }) => nodes).map(({ action, name, order }) => [action, name, order]),
      ["a", "b", "c"].map((zone) => ["replace", `general-eu-central-1${zone}`, "create-before-delete"]),
    );
    assert.deepEqual(
      report.network.difference?.connections.map(({ change, from, to, declared }) => [
        change,
        from,
        to,
        declared,
      ]),
      [
        ["added", "shop/loadgenerator", "shop/adservice", true],
        ["removed", "shop/frontend", "shop/adservice", undefined],
      ],
    );
    assert.deepEqual(
      report.pins.map(({ name, to }) => [name, to]),
      [["nodes/general", "bottlerocket 1.67.0-9f8e7d6c"]],
    );
  });

  it("is a failure where the declaration is wrong, which the comment then tells", async () => {
    edit("Pulumi.dev.yaml", "release: 1.66.0-1ad6b4a4", "release: latest");
    const { code, report } = await preview();
    assert.deepEqual([code, report.verdict], [2, "failed"]);
    assert.match(report.failures[0]!, /Pulumi\.dev\.yaml:\d+ .*found "latest"/);
  });

  it("tells that nothing deploys a stack any more whose file is gone, and what to do", async () => {
    rmSync(join(directory, "Pulumi.dev.yaml"));
    const { code, report } = await preview();
    assert.deepEqual(
      [code, report.verdict, report.removed, report.base, report.changes],
      [0, "changes", true, "HEAD", []],
    );
    const text = consequencesText(report, style(false), 110);
    assert.match(text, /^Preview of dev at [0-9a-f]{12} and uncommitted changes, compared with HEAD; /);
    assert.match(
      text,
      /takes\s+it\s+down,\s+either\.\s+Where\s+it\s+is\s+to\s+go,\s+take\s+it\s+down\s+first/,
    );
    assert.match(
      text,
      /\nChanges: its file is gone: nothing deploys it any more, and what is deployed stays\. /,
    );
    const comment = consequencesMarkdown(report);
    assert.match(
      comment,
      /^\*\*Changes\*\*: `dev`: its file is gone: nothing deploys it any more, and what is deployed stays\.\n/,
    );
    assert.match(comment, /\(`pulumi destroy --stack dev`\); where it is to stay, keep its file\.\n/);
    assert.deepEqual(readReport(JSON.parse(JSON.stringify(report)), "dev.json"), report);
  });

  it("is a failure where the base has no file of the stack, either", async () => {
    const args = ["preview", "--offline", "--base", "HEAD", "--stack", "nobodys", "--json"];
    const { code, out } = await command(args, directory);
    const { verdict, removed } = JSON.parse(out) as ConsequencesReport;
    assert.deepEqual([code, verdict, removed], [2, "failed", undefined]);
  });

  it("is told, and asks no engine, of a stack that is gone since a revision", async () => {
    rmSync(join(directory, "Pulumi.dev.yaml"));
    const { code, out } = await command(["preview", "--changed-since", "HEAD", "--json"], directory);
    const { stack, verdict, removed, base } = JSON.parse(out) as ConsequencesReport;
    assert.deepEqual([code, stack, verdict, removed, base], [0, "dev", "changes", true, "HEAD"]);
  });

  it("is listed apart from what can be previewed", async () => {
    rmSync(join(directory, "Pulumi.dev.yaml"));
    const list = ["preview", "--list", "--changed-since", "HEAD"];
    const { out: json } = await command([...list, "--json"], directory);
    assert.deepEqual(JSON.parse(json), { version: 1, stacks: [], removed: ["dev"] });
    const { out, err } = await command(list, directory);
    assert.deepEqual(
      [out, err],
      ["", "basalt preview: Pulumi.dev.yaml is gone: nothing deploys dev any more\n"],
    );
  });

  it("is a failure where the base is no revision", async () => {
    const { code, report } = await preview("--base", "nowhere");
    assert.equal(code, 2);
    assert.match(
      report.failures[0]!,
      /^--base: found "nowhere", which is no revision of the repository; allowed: a git revision such as /,
    );
  });
});
