import assert from "node:assert/strict";
import { historyEntries } from "../../../cli/history/historyEntry.js";
import { isDisturbed } from "../../../cli/history/isDisturbed.js";
import { commit, newestFirst, record } from "./records.js";

/** Ended at 12:02:30. */
const entries = historyEntries(newestFirst(record(1, commit("a")), record(2, commit("b"))));

describe("a stack's state", () => {
  const written: readonly [string, string, boolean][] = [
    ["at the end of its update", "2026-05-01T12:02:30Z", false],
    ["by a client whose clock is six seconds ahead of the backend's", "2026-05-01T12:02:36Z", false],
    ["a minute after its update", "2026-05-01T12:03:30Z", false],
    ["later", "2026-05-01T12:03:31Z", true],
  ];
  for (const [title, time, expected] of written)
    it(`is ${expected ? "disturbed" : "what the history says"} where it was written ${title}`, () =>
      assert.equal(isDisturbed(entries, { pending: [], written: time }, []), expected));
});
