import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { parse } from "yaml";
import { rollbackWith } from "../../../../cli/commands/rollback.js";
import type { EngineStack } from "../../../../cli/engine/engineStack.js";
import type { HistoryRecord } from "../../../../cli/history/readHistory.js";
import { UsageError, type Io } from "../../../../cli/io.js";
import type { Availability } from "../../../../cli/rollback/availability.js";
import type { FindExisting } from "../../../../cli/rollback/existingResource.js";
import type { RollbackReport } from "../../../../cli/rollback/rollbackReport.js";
import { eksProject, type Change, type Files } from "../../../support/project.js";
import { recordedScene } from "../../../support/recordedScenes.js";
import { recordedStack, type Recorded, type RecordedCall } from "../../../support/recordedStack.js";
import { inProjectAsync } from "../../../support/temporary.js";
import { record } from "../../history/records.js";

/** The stack's file in every version. */
export const stackFile = "Pulumi.test.yaml";

/** A project that can be rolled back: its packages are there, as its lockfile has them. */
const project: Files = {
  ...eksProject,
  "Pulumi.yaml": "name: basalt\nruntime: nodejs\n",
  "package.json": "{}",
  "package-lock.json": JSON.stringify({ packages: { "": {}, "node_modules/@pulumi/aws": locked("7.48.0") } }),
  "index.ts": 'register("basalt:lifecycle");\n',
  ".gitignore": "node_modules/\n",
};

/** A package as a lockfile has it. */
export function locked(version: string): object {
  return { version, integrity: `sha512-${version}` };
}

/** A repository of versions, the oldest first, on a recorded engine. */
export interface Scene {
  /** What each version changes in the one before it. Default: two versions. */
  readonly versions?: readonly Change[];
  /** What the history has of each; `id` is the commit's. Default: all went well. */
  readonly records?: (ids: readonly string[], directory: string) => readonly HistoryRecord[];
  readonly state?: object;
  readonly recorded?: Recorded;
  readonly availability?: Partial<Availability>;
  readonly find?: FindExisting;
  /** What is done in the repository before. */
  readonly before?: (directory: string) => void;
  /** What is done while the engine previews. */
  readonly during?: (directory: string) => void;
  /** Methods of every opened stack that do something else. */
  readonly intercept?: (stack: EngineStack) => Partial<EngineStack>;
  /** What is done in the repository afterwards. */
  readonly after?: (directory: string) => void;
  readonly answer?: string;
  /** What happens while a question waits. */
  readonly asked?: () => void;
  readonly args?: readonly string[];
  readonly env?: Io["env"];
}

/** What came of it. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly report: RollbackReport;
  readonly calls: readonly RecordedCall[];
  readonly opened: readonly string[];
  readonly asked: readonly string[];
  /** How the rules were configured at the preview and at the update. */
  readonly policies: readonly unknown[];
  /** Commits of the versions, the oldest first. */
  readonly ids: readonly string[];
  /** Whether the repository, and what lies in it, is as it was. */
  readonly untouched: boolean;
  /** Work trees that were left in the temporary folder. */
  readonly left: readonly string[];
}

/** Runs git in a folder as nobody in particular. */
export function git(directory: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", ...args], {
    cwd: directory,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** What the history keeps of a stack file's configuration. */
export function configurationOf(text: string): HistoryRecord["config"] {
  const { config } = parse(text) as { config: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(config).map(([key, objectValue]) => [
      key,
      JSON.stringify(objectValue).includes('"secure"')
        ? { secret: true }
        : { value: JSON.stringify(objectValue), objectValue, secret: false },
    ]),
  ) as unknown as HistoryRecord["config"];
}

/** The history of versions that were all deployed as they are. */
export function deployedRecords(ids: readonly string[], directory: string): HistoryRecord[] {
  return ids.map((id, index) =>
    record(index + 1, id, { config: configurationOf(git(directory, "show", `${id}:${stackFile}`)) }),
  );
}

/** A state whose resources a test names. */
export function stateOf(resources: readonly object[] = [], more: object = {}): Deployment {
  const deployment = { manifest: { version: "v3.260.0" }, resources, pending_operations: [], ...more };
  return { version: 3, deployment };
}

const same: Change = (files) => files;

/** `basalt rollback` of a repository's versions; `--json` is among the arguments unless `text` says otherwise. */
export async function rollbackRun(scene: Scene, text = false): Promise<Run> {
  const { versions = [same, same], args = ["--to", "-1", "--yes"] } = scene;
  return inProjectAsync(project, async (directory) => {
    const ids = commitVersions(directory, versions);
    installed(directory);
    const records = (scene.records ?? deployedRecords)(ids, directory);
    scene.before?.(directory);
    const { open, calls, opened } = recordedStack({
      name: "test",
      events: recordedScene("release"),
      history: [...records].reverse() as never,
      state: stateOf(),
      ...scene.recorded,
      ...(scene.state ? { state: scene.state as Deployment } : {}),
    });
    const asked: string[] = [];
    const policies: unknown[] = [];
    const written = { out: "", err: "" };
    const io: Io = {
      directory,
      out: (part) => void (written.out += part),
      err: (part) => void (written.err += part),
      colour: false,
      interactive: false,
      columns: 110,
      env: scene.env ?? {},
      ask: (question) => {
        asked.push(question);
        scene.asked?.();
        return Promise.resolve(scene.answer);
      },
    };
    const command = rollbackWith({
      open: async (place) => {
        if (place.directory !== directory) scene.during?.(place.directory);
        const stack = judged(await open(place), policies);
        return { ...stack, ...scene.intercept?.(stack) };
      },
      availability: {
        nodeImage: () => Promise.resolve("there"),
        image: () => Promise.resolve("there"),
        ...scene.availability,
      },
      find: () => scene.find ?? (() => Promise.resolve("unknown")),
    });
    const [before, trees] = [snapshot(directory), workTrees()];
    const code = await command
      .run(["--stack", "test", ...args, ...(text ? [] : ["--json"])], io)
      .catch((error: unknown) => {
        if (!(error instanceof UsageError)) throw error;
        written.err += error.message;
        return 2;
      });
    scene.after?.(directory);
    return {
      code,
      ...written,
      report: (written.out.startsWith("{") ? JSON.parse(written.out) : {}) as RollbackReport,
      calls,
      opened: opened.map((place) => place.directory),
      asked,
      policies,
      ids,
      untouched: snapshot(directory) === before,
      left: workTrees().filter((name) => !trees.includes(name)),
    };
  });
}

/** Reads what configures the rules when they are asked: it is gone afterwards. */
function judged(stack: EngineStack, policies: unknown[]): EngineStack {
  const note = ({ policyPackConfigs: [file] = [] }: { readonly policyPackConfigs?: string[] } = {}) =>
    void policies.push(file === undefined ? undefined : JSON.parse(readFileSync(file, "utf8")));
  return {
    ...stack,
    preview: (options) => (note(options), stack.preview(options)),
    up: (options) => (note(options), stack.up(options)),
  };
}

/** What the engine was asked to do, in its order. */
export const methods = ({ calls }: Run): string[] => calls.map(({ method }) => method);

function commitVersions(directory: string, versions: readonly Change[]): string[] {
  git(directory, "init", "--quiet", "--initial-branch=main");
  let files = project;
  return versions.map((change, index) => {
    for (const path of Object.keys(files)) rmSync(join(directory, path), { force: true });
    files = change(files);
    for (const [path, content] of Object.entries({ ...files, "version.txt": `${index}` })) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
    git(directory, "add", "--all");
    git(directory, "commit", "--quiet", "--message", `version ${index + 1}`);
    return git(directory, "rev-parse", "HEAD").trim();
  });
}

/** As npm leaves a folder that has what the lockfile locks. */
function installed(directory: string): void {
  mkdirSync(join(directory, "node_modules/@pulumi/aws"), { recursive: true });
  writeFileSync(join(directory, "node_modules/.package-lock.json"), project["package-lock.json"]!);
}

/** Everything that a rollback must leave as it is. */
function snapshot(directory: string): string {
  return [
    git(directory, "status", "--porcelain", "--ignored"),
    git(directory, "diff", "HEAD"),
    git(directory, "rev-parse", "HEAD"),
    git(directory, "stash", "list"),
    git(directory, "worktree", "list", "--porcelain"),
    git(directory, "ls-files", "--stage"),
    git(directory, "for-each-ref"),
  ].join("---\n");
}

/** Work trees in the temporary folder of rollbacks that this process ran: others may run at the same time. */
export function workTrees(): string[] {
  return readdirSync(tmpdir()).filter((name) =>
    new RegExp(`^basalt-rollback-.+-${process.pid}-\\w+$`).test(name),
  );
}

/** Fails where anything was deployed, or is left. */
export function nothingHappened(run: Run): void {
  assert.deepEqual([run.code, run.report.outcome], [1, "refused"], `${run.err}${run.out}`);
  assert.ok(!methods(run).includes("up"));
  assert.deepEqual([run.untouched, run.left], [true, []]);
}
