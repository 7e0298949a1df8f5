import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fixturePath, matchesFixture, sample } from "../../support/fixture.js";
import { command, type Outcome } from "../../support/io.js";
import { inProjectAsync } from "../../support/temporary.js";

const ranges = ["--pod-cidr", "10.244.0.0/16", "--node-cidr", "10.0.0.0/24"];

/** What opens redis to everybody in its namespace. */
const opening = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: open-redis, namespace: shop }
spec:
  podSelector: { matchLabels: { app: redis } }
  policyTypes: [Ingress]
  ingress: [{ from: [{ podSelector: {} }] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web-to-redis, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web } }
  policyTypes: [Egress]
  egress: [{ to: [{ podSelector: { matchLabels: { app: redis } } }], ports: [{ port: 6379 }] }]
`;

function git(directory: string, ...args: readonly string[]): string {
  const identity = [
    "-c",
    "user.name=test",
    "-c",
    "user.email=test@example.com",
    "-c",
    "commit.gpgsign=false",
  ];
  const { status, stdout, stderr } = spawnSync("git", [...identity, ...args], {
    cwd: directory,
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

/** A repository with the shop's manifests in a folder, committed. */
function inRepository<Result>(use: (directory: string) => Promise<Result>): Promise<Result> {
  return inProjectAsync({}, (directory) => {
    cpSync(fixturePath("reach/shop"), join(directory, "deploy/shop"), { recursive: true });
    git(directory, "init", "--quiet", "--initial-branch=main", ".");
    git(directory, "add", ".");
    git(directory, "commit", "--quiet", "-m", "shop");
    return use(directory);
  });
}

function diff(directory: string, base: string, ...args: readonly string[]): Promise<Outcome> {
  // Wide enough that no line breaks: the folder's name has another length elsewhere.
  const io = { columns: 10_000 };
  return command(["reach", "deploy/shop", ...ranges, `--diff=${base}`, ...args], directory, io);
}

const pairs = ({ out }: Outcome) =>
  (JSON.parse(out) as { connections: { from: string; to: string; change: string }[] }).connections.map(
    ({ from, to, change }) => `${change} ${from} ${to}`,
  );

describe("basalt reach --diff", () => {
  it("is clean where nothing changed since a revision", () =>
    inRepository(async (directory) => {
      const { code, out } = await diff(directory, "main");
      assert.equal(code, 0);
      assert.match(
        out,
        /^Reachability of deploy\/shop since main: 0 connections added, 0 removed, 0 changed\n/,
      );
      assert.match(out, /\nNot widened: nothing gets through that did not before\.\n$/);
    }));

  it("finds what was opened since a revision, with the policies on both sides", () =>
    inRepository(async (directory) => {
      writeFileSync(join(directory, "deploy/shop/opening.yaml"), opening);
      const { code, out } = await diff(directory, "HEAD");
      assert.equal(code, 1);
      matchesFixture("reach/diff.txt", out.replaceAll(directory, "REPOSITORY"));
      const { out: markdown } = await diff(directory, "HEAD", "--format", "markdown");
      matchesFixture("reach/diff.md.txt", markdown.replaceAll(directory, "REPOSITORY"));
      const { out: json } = await diff(directory, "HEAD", "--json");
      matchesFixture("reach/diff.json.txt", json.replaceAll(directory, "REPOSITORY"));
    }));

  it("is no finding that something was closed", () =>
    inRepository(async (directory) => {
      writeFileSync(join(directory, "deploy/shop/opening.yaml"), opening);
      git(directory, "add", ".");
      git(directory, "commit", "--quiet", "-m", "open");
      git(directory, "rm", "--quiet", "deploy/shop/opening.yaml");
      const outcome = await diff(directory, "HEAD", "--json");
      assert.deepEqual([outcome.code, pairs(outcome)], [0, ["removed shop/web shop/redis"]]);
      const since = await diff(directory, "HEAD~1", "--json");
      assert.deepEqual([since.code, pairs(since)], [0, []]);
    }));

  it("leaves the work tree and the index as they are", () =>
    inRepository(async (directory) => {
      writeFileSync(join(directory, "deploy/shop/opening.yaml"), opening);
      const state = () => [
        git(directory, "status", "--porcelain"),
        readFileSync(join(directory, ".git/index")).toString("hex"),
      ];
      const before = state();
      await diff(directory, "main");
      assert.deepEqual(state(), before);
    }));

  it("compares with a folder, and with what --json saved", () =>
    inRepository(async (directory) => {
      cpSync(join(directory, "deploy/shop"), join(directory, "before"), { recursive: true });
      const saved = await command(["reach", "before", ...ranges, "--json"], directory);
      writeFileSync(join(directory, "saved.json"), saved.out);
      writeFileSync(join(directory, "deploy/shop/opening.yaml"), opening);
      for (const base of ["before", "saved.json"]) {
        const outcome = await diff(directory, base, "--json");
        assert.deepEqual([outcome.code, pairs(outcome)], [1, ["added shop/web shop/redis"]], base);
        assert.deepEqual((JSON.parse(outcome.out) as { newWorkloads: unknown[] }).newWorkloads, [], base);
      }
    }));

  it("refuses a saved part, as what it leaves out would seem new", () =>
    inRepository(async (directory) => {
      const { out } = await command(
        ["reach", "deploy/shop", ...ranges, "--json", "--namespace", "shop"],
        directory,
      );
      writeFileSync(join(directory, "saved.json"), out);
      const { code, err } = await diff(directory, "saved.json");
      assert.equal(code, 2);
      assert.match(err, /only: found a mapping .*; allowed: a whole matrix, without --namespace and --focus/);
    }));

  it("takes a folder that a revision has not as empty", () =>
    inRepository(async (directory) => {
      cpSync(join(directory, "deploy/shop"), join(directory, "deploy/new"), { recursive: true });
      const { code, out } = await command(
        ["reach", "deploy/new", ...ranges, "--diff", "main", "--json"],
        directory,
      );
      assert.equal(code, 1);
      assert.equal((JSON.parse(out) as { newWorkloads: unknown[] }).newWorkloads.length, 4);
    }));

  it("reads links to files of a revision, and refuses those that lead out of the folder", () =>
    inRepository(async (directory) => {
      mkdirSync(join(directory, "linked"));
      symlinkSync("policies.yaml", join(directory, "deploy/shop/again.yml"));
      git(directory, "add", ".");
      git(directory, "commit", "--quiet", "-m", "link");
      const twice = await diff(directory, "HEAD");
      assert.equal(twice.code, 2);
      assert.match(twice.err, /again\.yml/);
      git(directory, "rm", "--quiet", "deploy/shop/again.yml");
      symlinkSync("../../elsewhere.yaml", join(directory, "deploy/shop/out.yaml"));
      git(directory, "add", ".");
      git(directory, "commit", "--quiet", "-m", "out");
      git(directory, "rm", "--quiet", "deploy/shop/out.yaml");
      const out = await diff(directory, "HEAD");
      assert.equal(out.code, 2);
      assert.match(out.err, /found "out\.yaml" of "HEAD", a link that leads out of the folder/);
    }));

  for (const base of ["--output=/tmp/x", "-x", "nowhere", "main:deploy", "HEAD; touch x", "main..HEAD"])
    it(`refuses ${JSON.stringify(base)}, which is no revision, and runs nothing`, () =>
      inRepository(async (directory) => {
        const { code, out, err } = await diff(directory, base);
        assert.deepEqual([code, out], [2, ""]);
        assert.match(err, /^basalt reach: --diff: found .*, which is no folder or file, and no revision/);
      }));

  it("has no revision of standard input", async () => {
    const { code, err } = await command(["reach", "-", "--diff", "main"], tmpdir());
    assert.equal(code, 2);
    assert.match(err, /a git revision needs DIR|no manifest/);
  });

  describe("of a stack", () => {
    /** The sample in a repository, with a further flow that is not committed. */
    const project = (use: (directory: string) => Promise<void>) =>
      inProjectAsync({}, async (directory) => {
        cpSync(sample, directory, { recursive: true });
        git(directory, "init", "--quiet", ".");
        git(directory, "add", "--force", ".");
        git(directory, "commit", "--quiet", "-m", "sample");
        const file = join(directory, "namespaces/shop.yaml");
        const flow = "flows:\n  - { from: adservice, to: cartservice, ports: [grpc] }\n";
        writeFileSync(file, readFileSync(file, "utf8").replace("flows:\n", flow));
        await use(directory);
      });

    it("marks what a flow declares, which is no finding", () =>
      project(async (directory) => {
        const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith("basalt-revision-"));
        const before = left();
        const { code, out, err } = await command(["reach", "--stack", "dev", "--diff", "HEAD"], directory);
        assert.deepEqual([code, err], [0, ""]);
        assert.match(out, /^\+ shop\/adservice -> shop\/cartservice TCP 7070 \(declared\)$/m);
        assert.match(out, /\nWidened, as declared: every opening is a flow of the declaration\.\n$/);
        assert.deepEqual(left(), before);
      }));
  });
});
