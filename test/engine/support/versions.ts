import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { historyWith } from "../../../cli/commands/history.js";
import { rollbackWith } from "../../../cli/commands/rollback.js";
import type { Command } from "../../../cli/command.js";
import { openStack } from "../../../cli/engine/openStack.js";
import type { OpenStack } from "../../../cli/engine/engineStack.js";
import type { Io } from "../../../cli/io.js";
import type { HistoryReport } from "../../../cli/history/historyReport.js";
import type { RollbackReport } from "../../../cli/rollback/rollbackReport.js";
import type { FindExisting } from "../../../cli/rollback/existingResource.js";
import { UsageError } from "../../../cli/io.js";
import { keptIo, type Outcome } from "../../support/io.js";
import type { Files } from "../../support/project.js";
import { endState } from "./clusterState.js";
import { startDeployment, type TestDeployment } from "./deployment.js";
import { declarationIn } from "./engineProject.js";

/** A stack whose program and declaration are in a git repository of their own. */
export interface VersionedDeployment extends TestDeployment {
  /** Runs git in the repository, and answers what it prints. */
  git(...args: readonly string[]): string;
  /** Commits a declaration, and answers the commit. */
  commit(files: Files, message: string): string;
  /** Commits what is in the working tree, and deploys it; fails where that fails. */
  deploy(files: Files, message: string): Promise<string>;
  history(): Promise<HistoryReport>;
  rollback(...args: readonly string[]): Promise<Outcome & { readonly report?: RollbackReport }>;
  /** What is there, in the cluster and in AWS: see {@link endState}. */
  live(): Promise<string[]>;
  /** Everything that a rollback must leave as it is; and what it must not leave: a work tree. */
  untouched(): string;
  /** What an update to a declaration would do with the program that is there; the declaration is the present one again then. */
  changesTo(files: Files): Promise<readonly string[]>;
}

/** Starts a deployment that is a repository, without a commit yet. */
export async function startVersions(options: {
  readonly files: Files;
  readonly stack: string;
  /** Looks for what was being created. Default: nothing can be known. */
  readonly find?: (test: TestDeployment) => FindExisting;
}): Promise<VersionedDeployment> {
  const test = await startDeployment(options);
  const { directory, environment } = test.engine;
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", ...args], {
      cwd: directory,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  git("init", "--quiet", "--initial-branch=main");
  // The tests' own backend and packages lie in the folder.
  writeFileSync(join(directory, ".gitignore"), ".home/\nnode_modules\n.basalt/\n");
  const open: OpenStack = (place) => openStack({ ...place, env: { ...environment, ...place.env } });
  const rollbackCommand = rollbackWith({
    open,
    availability: {
      nodeImage: () => Promise.resolve("there"),
      image: () => Promise.resolve("there"),
    },
    find: () => options.find?.(test) ?? (() => Promise.resolve("unknown")),
  });
  const run = (command: Command, args: readonly string[]) =>
    runCommand(command, ["--stack", options.stack, ...args], directory, { ...process.env, ...environment });
  const versioned: VersionedDeployment = {
    ...test,
    git,
    commit(files, message) {
      test.engine.write(files);
      git("add", "--all");
      git("commit", "--quiet", "--message", message);
      return git("rev-parse", "HEAD").trim();
    },
    async deploy(files, message) {
      const commit = versioned.commit(files, message);
      assert.equal((await test.engine.up()).failure, undefined);
      return commit;
    },
    async history() {
      const { code, out, err } = await run(historyWith(open), ["--json"]);
      assert.equal(code, 0, err);
      return JSON.parse(out) as HistoryReport;
    },
    async rollback(...args) {
      const outcome = await run(rollbackCommand, [...args, "--json"]);
      return {
        ...outcome,
        ...(outcome.out === "" ? {} : { report: JSON.parse(outcome.out) as RollbackReport }),
      };
    },
    live: () => endState(test.kubernetes, test.aws.account),
    async changesTo(files) {
      const present = declarationIn(directory);
      test.engine.write(files);
      const { failure, steps } = await test.engine.preview();
      test.engine.write(present);
      assert.equal(failure, undefined);
      return steps.map(({ op, urn }) => `${op} ${urn}`);
    },
    untouched: () =>
      [
        git("status", "--porcelain", "--ignored=no"),
        git("diff", "HEAD"),
        git("rev-parse", "HEAD"),
        git("symbolic-ref", "HEAD"),
        git("stash", "list"),
        git("worktree", "list", "--porcelain"),
        git("ls-files", "--stage"),
        git("for-each-ref"),
        ...ownWorkTrees(),
      ].join("---\n"),
  };
  return versioned;
}

/** Work trees that rollbacks of this process have; of other processes there may be others. */
function ownWorkTrees(): string[] {
  const isOwn = (name: string) => name.startsWith("basalt-rollback-") && name.includes(`-${process.pid}-`);
  return readdirSync(tmpdir()).filter(isOwn);
}

async function runCommand(
  command: Command,
  args: readonly string[],
  directory: string,
  env: Io["env"],
): Promise<Outcome> {
  const { io, written } = keptIo(directory, { env });
  try {
    const code = await command.run(args, io);
    return { code, ...written };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { code: 2, out: written.out, err: `${written.err}${error.message}\n` };
  }
}
