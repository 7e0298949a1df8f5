import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { EngineStack } from "../../../cli/engine/engineStack.js";
import { recordedScene } from "../../support/recordedScenes.js";
import { methods, rollbackRun, stateOf, type Scene } from "./support/rollbackRun.js";

const urn = "urn:pulumi:test::basalt::aws:ec2/vpc:Vpc::network";
const pending = stateOf([], {
  pending_operations: [{ type: "creating", resource: { urn, type: "aws:ec2/vpc:Vpc", inputs: {} } }],
});
const resume = ["--to", "2", "--yes", "--resume"];

/** As the signal comes, for the command alone: whatever else listens in the tests' own process would end it. */
function stop(): void {
  const listen = process.listeners("SIGHUP").at(-1);
  assert.ok(listen, "nobody listens");
  listen("SIGHUP");
}

type Method = "preview" | "refresh" | "importStack" | "exportStack";

/** Stops the command while the engine does something for it. */
const stoppedIn =
  (method: Method): NonNullable<Scene["intercept"]> =>
  (stack) => ({
    [method]: async (...args: unknown[]) => {
      const own = stack[method] as (...args: unknown[]) => Promise<unknown>;
      stop();
      return await own.apply(stack, args);
    },
  });

describe("a rollback that is told to stop", () => {
  const cases: readonly [string, Scene, readonly string[], string][] = [
    ["before the preview", { during: stop }, ["history", "exportStack"], "stopped: nothing was changed"],
    [
      "in the preview",
      { intercept: stoppedIn("preview") },
      ["history", "exportStack", "preview"],
      "stopped: nothing was changed",
    ],
    [
      "in a preview that fails of it, which refuses nothing",
      {
        intercept: stoppedIn("preview"),
        recorded: { preview: { events: recordedScene("release"), failure: "\nerror: preview canceled" } },
      },
      ["history", "exportStack", "preview"],
      "stopped: nothing was changed",
    ],
    [
      "in a preview that ends before it has begun",
      { intercept: stoppedIn("preview"), recorded: { preview: { failure: "\nerror: canceled" } } },
      ["history", "exportStack", "preview"],
      "stopped: nothing was changed",
    ],
    [
      "between what was settled and the refresh",
      { state: pending, args: resume, intercept: stoppedIn("importStack") },
      ["history", "exportStack", "exportStack", "importStack"],
      "stopped: nothing was deployed; before that, settled: creating aws:ec2/vpc:Vpc network",
    ],
    [
      "in the refresh",
      { state: pending, args: resume, intercept: stoppedIn("refresh") },
      ["history", "exportStack", "exportStack", "importStack", "refresh"],
      "the state was compared with what exists, and changed to it",
    ],
  ];
  for (const [title, scene, asked, said] of cases)
    it(`${title} begins nothing else, and says what was changed`, async () => {
      const run = await rollbackRun(scene);
      assert.equal(run.code, 2, methods(run).join());
      assert.deepEqual(methods(run), asked);
      assert.match(run.err, /^stopping: what has begun is ended, nothing else begins/m);
      assert.ok(run.err.includes(said), run.err);
      assert.deepEqual([run.untouched, run.left], [true, []]);
    });

  it("while it asks changes nothing, whatever is answered then", async () => {
    const run = await rollbackRun({ args: ["--to", "-1"], answer: "yes", asked: stop }, true);
    assert.deepEqual([run.code, methods(run).at(-1)], [2, "preview"]);
    assert.match(run.err, /stopped: nothing was changed/);
  });

  it("right before the update leaves no entry in the journal", async () => {
    let histories = 0;
    const intercept = (stack: EngineStack): Partial<EngineStack> => ({
      history: async (...args) => {
        // The second time it is asked whether the stack is still as it was previewed.
        if ((histories += 1) === 2) stop();
        return stack.history(...args);
      },
    });
    let journal: string[] = [];
    const run = await rollbackRun({
      intercept,
      after: (directory) => (journal = filesIn(join(directory, ".git/basalt"))),
    });
    assert.deepEqual([run.code, methods(run).includes("up"), journal], [2, false, []]);
  });

  it("in the update ends as that does", async () => {
    let aborted: boolean | undefined;
    const run = await rollbackRun({
      recorded: { up: { events: recordedScene("release"), failure: "\nerror: update canceled" } },
      intercept: (stack) => ({
        up: async (options) => {
          stop();
          // Not at once: a process that is just being started would not hear of it.
          await new Promise((resolve) => setTimeout(resolve, 700));
          aborted = options?.signal?.aborted;
          return stack.up(options);
        },
      }),
    });
    assert.deepEqual([run.code, run.report.outcome, aborted], [1, "failed", true]);
  });
});

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
