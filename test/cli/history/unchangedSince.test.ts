import assert from "node:assert/strict";
import type { HistoryRecord } from "../../../cli/history/readHistory.js";
import { unchangedSince } from "../../../cli/history/unchangedSince.js";
import { UsageError } from "../../../cli/io.js";
import { recordedStack } from "../../support/recordedStack.js";
import { commit, newestFirst, record } from "./records.js";

const [first, second] = [record(1, commit("a")), record(2, commit("b"))];
const refresh = record(3, commit("b"), { kind: "refresh" });
const imported = record(4, undefined, { kind: "import" });
const update = record(5, commit("c"));

describe("a stack", () => {
  const cases: readonly [string, readonly HistoryRecord[], readonly HistoryRecord[], boolean, boolean][] = [
    ["nobody has touched", [first, second], [first, second], false, true],
    ["was never deployed", [], [], false, true],
    ["was updated", [first, second], [first, second, update], false, false],
    ["was deployed for the first time", [], [update], false, false],
    ["was refreshed by somebody else", [first, second], [first, second, refresh], false, false],
    ["was refreshed by the one who asks", [first, second], [first, second, refresh], true, true],
    [
      "was imported and refreshed by the one who asks",
      [first, second],
      [first, second, refresh, imported],
      true,
      true,
    ],
    ["was refreshed after somebody's update", [first, second], [first, second, update, refresh], true, false],
    ["was updated after a refresh", [first, second], [first, second, refresh, update], true, false],
    [
      "has an update that was going on and has ended",
      [{ ...second, result: "in-progress" }],
      [second],
      false,
      false,
    ],
  ];
  for (const [title, seen, now, noted, same] of cases)
    it(`that ${title} is ${same ? "unchanged" : "changed"}`, async () => {
      const { stack } = recordedStack({ name: "test", history: newestFirst(...now) as never });
      const asked = unchangedSince(stack, newestFirst(...seen), noted);
      if (same) assert.deepEqual(await asked, newestFirst(...now));
      else
        await assert.rejects(
          asked,
          (error: unknown) =>
            error instanceof UsageError &&
            error.message === "stack test: somebody has updated it since the preview; run this again",
        );
    });
});
