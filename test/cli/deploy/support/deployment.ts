import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { UpdateSummary } from "@pulumi/pulumi/automation/index.js";
import { deployWith } from "../../../../cli/commands/deploy.js";
import type { ConsequencesReport } from "../../../../cli/consequences/report.js";
import type { DeployReport } from "../../../../cli/deploy/deployReport.js";
import type { OpenStack } from "../../../../cli/engine/engineStack.js";
import type { Surroundings } from "../../../../cli/deploy/surroundings.js";
import { eksProject, type Change } from "../../../support/project.js";
import { recordedScene } from "../../../support/recordedScenes.js";
import { keptIo } from "../../../support/io.js";
import { recordedStack, type Recorded, type RecordedCall } from "../../../support/recordedStack.js";
import { inProjectAsync } from "../../../support/temporary.js";

const release = recordedScene("release");

/** A machine from which everything goes well. */
export const goodPlace: Surroundings = {
  hostedRunner: false,
  proxy: false,
  addresses: ["10.0.0.7"],
  connect: () => Promise.resolve(undefined),
  awsCli: () => Promise.resolve("aws-cli/2.31.0"),
  caller: () =>
    Promise.resolve({ account: "111122223333", arn: "arn:aws:sts::111122223333:assumed-role/deployer/x" }),
  clusterServer: () => Promise.resolve("https://abc.test"),
  contextServer: () => Promise.resolve("https://abc.test"),
};

/** What a test does otherwise than a deployment that goes well. */
export interface Deployment {
  readonly args?: readonly string[];
  readonly changes?: readonly Change[];
  readonly recorded?: Recorded;
  readonly place?: Partial<Surroundings>;
  /** What opening the stack ends with. Default: the recorded one. */
  readonly opened?: OpenStack;
  readonly answer?: string;
  /** What `basalt rollback` ends with. */
  readonly rollback?: number;
  /** What is done with the committed project before. */
  readonly before?: (directory: string) => void;
  /** What is done while the question waits. */
  readonly meanwhile?: (directory: string) => void;
  /** What is looked at in the project when all is over. */
  readonly after?: (directory: string) => void;
  /** What was reviewed, of the report that a preview gives now. */
  readonly reviewed?: (now: ConsequencesReport) => unknown;
}

/** What came of it. */
export interface Deployed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The commit that was deployed. */
  readonly commit: string;
  readonly calls: readonly RecordedCall[];
  readonly asked: readonly string[];
  readonly rolledBack: readonly (readonly string[])[];
}

/** Runs git in a folder as nobody in particular. */
export function git(directory: string, ...args: string[]): string {
  return execFileSync(
    "git",
    ["-C", directory, "-c", "user.name=Test", "-c", "user.email=test@example.com", ...args],
    {
      encoding: "utf8",
    },
  ).trim();
}

/** `basalt deploy` of the base project, committed, on a recorded engine. */
export async function deployment({
  args = [],
  changes = [],
  recorded = {},
  place,
  opened,
  answer,
  rollback = 0,
  before,
  meanwhile,
  after,
  reviewed,
}: Deployment = {}): Promise<Deployed> {
  const files = changes.reduce((all, change) => change(all), eksProject);
  return inProjectAsync(
    { ...files, "Pulumi.yaml": files["Pulumi.yaml"] ?? "name: base\nruntime: nodejs\n" },
    async (directory) => {
      git(directory, "init", "--quiet", "--initial-branch=main");
      git(directory, "add", "--all");
      git(directory, "commit", "--quiet", "--message", "Pin the newest nodes\n\nAt last.");
      const commit = git(directory, "rev-parse", "HEAD");
      before?.(directory);
      const { open, calls } = recordedStack({
        name: "test",
        events: release,
        up: { events: release },
        ...recorded,
      });
      const asked: string[] = [];
      const rolledBack: (readonly string[])[] = [];
      const command = deployWith({
        open: opened ?? open,
        place: () => ({ ...goodPlace, ...place }),
        rollBack: (rollbackArgs) => {
          rolledBack.push(rollbackArgs.map((arg) => (arg === directory ? "DIR" : arg)));
          return Promise.resolve(rollback);
        },
      });
      const { io, written } = keptIo(directory, {
        env: { GITHUB_ACTIONS: "true", GITHUB_ACTOR: "octocat" },
        ask: (question) => {
          asked.push(question);
          meanwhile?.(directory);
          return Promise.resolve(answer);
        },
      });
      const all = ["--stack", "test", ...args];
      if (reviewed) {
        const { previewConsequences } = await import("../../../../cli/consequences/previewConsequences.js");
        const { stack: other } = recordedStack({
          name: "test",
          events: release,
          ...recorded,
        });
        const report = await previewConsequences(
          other,
          { directory, stack: "test" },
          { err: () => undefined },
        );
        // In git's own folder, where it makes no work tree dirty.
        const file = join(directory, ".git/reviewed.json");
        writeFileSync(file, JSON.stringify(reviewed(report)));
        all.push("--reviewed", file);
      }
      const code = await command.run(all, io);
      after?.(directory);
      return { code, ...written, commit, calls, asked, rolledBack };
    },
  );
}

/** The report of a run with `--json`. */
export function reportOf({ out }: Deployed): DeployReport {
  return JSON.parse(out) as DeployReport;
}

/** An update in a stack's history. */
export function updated(commit: string, more: Partial<UpdateSummary> = {}): UpdateSummary {
  return {
    kind: "update",
    result: "succeeded",
    version: 0,
    message: `Deploy\n\nCommit: ${commit}`,
    startTime: new Date("2026-11-20T10:00:00Z"),
    environment: { "git.head": commit, "git.dirty": "false" },
    config: {},
    ...more,
  } as UpdateSummary;
}
