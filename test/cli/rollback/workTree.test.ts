import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import fs, { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { repositoryOf, type ProjectRepository } from "../../../cli/history/repositoryOf.js";
import { UsageError } from "../../../cli/io.js";
import { addWorkTree, pruneWorkTrees } from "../../../cli/rollback/workTree.js";
import { inProjectAsync } from "../../support/temporary.js";
import { git, workTrees } from "./support/rollbackRun.js";

interface Versions {
  readonly directory: string;
  readonly repository: ProjectRepository;
  /** The commit before HEAD. */
  readonly earlier: string;
}

/** Runs `use` on a repository of two commits, whose project is in a folder of it. */
async function inRepository(use: (versions: Versions) => Promise<void> | void, folder = ""): Promise<void> {
  await inProjectAsync({ "file.txt": "1", [join(folder, "Pulumi.yaml")]: "name: basalt\n" }, async (root) => {
    git(root, "init", "--quiet", "--initial-branch=main");
    git(root, "add", "--all");
    git(root, "commit", "--quiet", "--message", "1");
    writeFileSync(join(root, "file.txt"), "2");
    git(root, "commit", "--quiet", "--all", "--message", "2");
    const directory = join(root, folder);
    await use({
      directory,
      repository: repositoryOf(directory)!,
      earlier: git(root, "rev-parse", "HEAD~1").trim(),
    });
  });
}

/** The name of a work tree of a rollback by a process. */
const named = (pid: number, host = hostname()) => `basalt-rollback-${host}-${pid}-abcdef`;
const dead = (): number => spawnSync(process.execPath, ["--version"]).pid;
const list = (directory: string) => git(directory, "worktree", "list", "--porcelain");

describe("the work tree of a rollback", () => {
  it("has the commit's files, and is gone without a trace when it is removed", () =>
    inRepository(({ directory, repository, earlier }) => {
      const before = list(directory);
      const tree = addWorkTree(repository, directory, earlier);
      assert.equal(readFileSync(join(tree.directory, "file.txt"), "utf8"), "1");
      tree.remove();
      tree.remove();
      assert.ok(!existsSync(tree.scratch));
      assert.equal(list(directory), before);
      assert.ok(!existsSync(join(directory, ".git/worktrees")));
    }));

  it("is the project's folder of it where that is not the repository's", () =>
    inRepository(({ directory, repository, earlier }) => {
      const tree = addWorkTree(repository, directory, earlier);
      assert.ok(existsSync(join(tree.directory, "Pulumi.yaml")));
      assert.equal(readFileSync(join(tree.directory, "../../file.txt"), "utf8"), "1");
      tree.remove();
    }, "infrastructure/cluster"));

  it("can be of the commit that is checked out elsewhere, and of what a branch is", () =>
    inRepository(({ directory, repository }) => {
      const tree = addWorkTree(repository, directory, git(directory, "rev-parse", "HEAD").trim());
      assert.equal(git(directory, "symbolic-ref", "HEAD").trim(), "refs/heads/main");
      tree.remove();
    }));

  it("runs no hook of the repository", () =>
    inRepository(({ directory, repository, earlier }) => {
      const hook = join(directory, ".git/hooks/post-checkout");
      mkdirSync(dirname(hook), { recursive: true });
      writeFileSync(hook, `#!/bin/sh\ntouch ${join(directory, "ran")}\n`, { mode: 0o755 });
      addWorkTree(repository, directory, earlier).remove();
      assert.ok(!existsSync(join(directory, "ran")));
    }));

  it("is whole where the repository's own work tree is sparse", () =>
    inRepository(({ directory, repository, earlier }) => {
      git(directory, "sparse-checkout", "set", "--no-cone", "/other");
      assert.ok(!existsSync(join(directory, "file.txt")));
      const tree = addWorkTree(repository, directory, earlier);
      assert.ok(existsSync(join(tree.directory, "file.txt")));
      tree.remove();
    }));

  it("is refused where the project's folder is a link there that leads out, and nothing is left", () =>
    inRepository(({ directory, repository }) => {
      const left = workTrees();
      git(directory, "rm", "--quiet", "-r", "--cached", ".");
      const hash = execFileSync("git", ["hash-object", "-w", "--stdin"], { cwd: directory, input: tmpdir() });
      git(
        directory,
        "update-index",
        "--add",
        "--cacheinfo",
        `120000,${hash.toString().trim()},infrastructure`,
      );
      git(directory, "commit", "--quiet", "--message", "link");
      const commit = git(directory, "rev-parse", "HEAD").trim();
      assert.throws(() => addWorkTree(repository, directory, commit), /leads out of its work tree/);
      assert.deepEqual(workTrees(), left);
    }, "infrastructure"));

  it("leaves nothing where git refuses", () =>
    inRepository(({ directory, repository }) => {
      const left = workTrees();
      assert.throws(() => addWorkTree(repository, directory, "0".repeat(40)), UsageError);
      assert.deepEqual(workTrees(), left);
    }));
});

describe("work trees that killed rollbacks have left", () => {
  /** A work tree as a rollback of that process has it. */
  function leave({ directory, earlier }: Versions, name: string): string {
    const root = join(tmpdir(), name);
    rmSync(root, { recursive: true, force: true });
    git(directory, "worktree", "add", "--quiet", "--detach", join(root, "tree"), earlier);
    return root;
  }

  it("are removed by the next one", () =>
    inRepository((versions) => {
      const before = list(versions.directory);
      const root = leave(versions, named(dead()));
      pruneWorkTrees(versions.repository);
      assert.ok(!existsSync(root));
      assert.equal(list(versions.directory), before);
    }));

  it("are removed where their folder is gone already, as after a restart", () =>
    inRepository((versions) => {
      const before = list(versions.directory);
      rmSync(leave(versions, named(dead())), { recursive: true });
      pruneWorkTrees(versions.repository);
      assert.equal(list(versions.directory), before);
    }));

  it("are removed where git never got to know of them", () =>
    inRepository(({ repository }) => {
      const root = join(tmpdir(), named(dead()));
      mkdirSync(join(root, "tree"), { recursive: true });
      pruneWorkTrees(repository);
      assert.ok(!existsSync(root));
    }));

  it("stay where they are another user's, and are in nobody's way", function () {
    if (process.getuid?.() !== 0) {
      console.log("      only root can give a folder to another user: not tried");
      this.skip();
    }
    return inRepository(({ repository }) => {
      const [theirs, own] = [named(dead()), named(dead())].map((name) => join(tmpdir(), name)) as [
        string,
        string,
      ];
      try {
        for (const root of [theirs, own]) mkdirSync(join(root, "tree"), { recursive: true });
        chownSync(theirs, 65_534, 65_534);
        pruneWorkTrees(repository);
        assert.deepEqual([existsSync(theirs), existsSync(own)], [true, false]);
      } finally {
        rmSync(theirs, { recursive: true, force: true });
      }
    });
  });

  it("are left where they cannot be removed, and the others are removed", () =>
    inRepository((versions) => {
      const [stuck, own] = [leave(versions, named(dead())), leave(versions, named(dead()))];
      // Root may remove everything, so that a test has to stand in for the system.
      const removed = fs.rmSync;
      fs.rmSync = (path, options) => {
        if (path === stuck) throw Object.assign(new Error("EACCES"), { code: "EACCES" });
        removed(path, options);
      };
      try {
        pruneWorkTrees(versions.repository);
      } finally {
        fs.rmSync = removed;
      }
      assert.deepEqual([existsSync(stuck), existsSync(own)], [true, false]);
      rmSync(stuck, { recursive: true, force: true });
    }));

  const kept: readonly [string, () => string][] = [
    ["whose process still runs", () => named(process.pid)],
    ["of another machine", () => named(dead(), `${hostname()}-2`)],
    ["that are somebody's own", () => `own-${dead()}-abcdef`],
  ];
  for (const [title, name] of kept)
    it(`stay ${title}`, () =>
      inRepository((versions) => {
        const root = leave(versions, name());
        const before = list(versions.directory);
        pruneWorkTrees(versions.repository);
        const after = list(versions.directory);
        const isThere = existsSync(root);
        rmSync(root, { recursive: true, force: true });
        assert.deepEqual([after, isThere], [before, true]);
      }));

  it("stay somebody's own stale ones, which git itself would prune", () =>
    inRepository((versions) => {
      rmSync(leave(versions, `own-${dead()}-abcdef`), { recursive: true });
      const before = list(versions.directory);
      pruneWorkTrees(versions.repository);
      assert.equal(list(versions.directory), before);
    }));

  it("stay while a process works in them: an engine outlives the command that was killed", async () =>
    inRepository(async (versions) => {
      const root = leave(versions, named(dead()));
      const engine = spawn("sleep", ["60"], { cwd: join(root, "tree") });
      try {
        await new Promise((resolve) => engine.once("spawn", resolve));
        pruneWorkTrees(versions.repository);
        assert.ok(existsSync(root));
      } finally {
        engine.kill("SIGKILL");
        await new Promise((resolve) => engine.once("close", resolve));
      }
      pruneWorkTrees(versions.repository);
      assert.ok(!existsSync(root));
    }));
});
