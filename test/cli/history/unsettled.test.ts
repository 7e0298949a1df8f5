import assert from "node:assert/strict";
import { historyEntries } from "../../../cli/history/historyEntry.js";
import type { JournalEntry } from "../../../cli/history/journal.js";
import { unsettled } from "../../../cli/history/unsettled.js";
import { commit, newestFirst, record } from "./records.js";

const entry = { id: "1", kind: "deploy", summary: "Deploy", who: "ada", host: "laptop", pid: 7 } as const;

describe("a killed update", () => {
  const entries = historyEntries(
    newestFirst(record(1, commit("a")), record(5, commit("b")), record(9, commit("c"), { result: "failed" })),
  );
  const minute = (text: string) => `2026-05-01T12:${text}Z`;
  const cases: readonly [string, Pick<JournalEntry, "begun" | "since">, boolean][] = [
    ["is to be settled where nothing came after it", { begun: minute("06:00.123") }, true],
    ["is to be settled where only a failed update came after it", { begun: minute("08:00.123") }, true],
    ["is settled by the update after it", { begun: minute("04:00.123") }, false],
    [
      "is settled where it is the update itself, which went on without the command",
      { begun: minute("05:00.400") },
      false,
    ],
    [
      "is to be settled though its clock is behind the backend's",
      { begun: minute("00:00"), since: minute("05:00") },
      true,
    ],
    [
      "is settled though its clock is ahead of the backend's",
      { begun: minute("59:00"), since: minute("01:00") },
      false,
    ],
  ];
  for (const [title, times, expected] of cases)
    it(title, () => {
      const found = unsettled({ interrupted: () => [{ ...entry, ...times }] }, entries);
      assert.equal(found.length === 1, expected);
    });

  it("is to be settled where nothing ever went well", () => {
    const found = unsettled({ interrupted: () => [{ ...entry, begun: minute("00:00") }] }, []);
    assert.equal(found.length, 1);
  });
});
