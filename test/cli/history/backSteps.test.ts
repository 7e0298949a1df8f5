import assert from "node:assert/strict";
import { afterDisturbance } from "../../../cli/engine/refreshStack.js";
import { backSteps, type Traces } from "../../../cli/history/backSteps.js";
import type { StateFacts } from "../../../cli/engine/stateFacts.js";
import { historyEntries } from "../../../cli/history/historyEntry.js";
import type { JournalEntry } from "../../../cli/history/journal.js";
import type { HistoryRecord } from "../../../cli/history/readHistory.js";
import { updateMessage } from "../../../cli/history/updateMessage.js";
import { commit, newestFirst, record, rollbackRecord } from "./records.js";

const [a, b, c, d] = [commit("a"), commit("b"), commit("c"), commit("d")];
const failed = (one: HistoryRecord): HistoryRecord => ({ ...one, result: "failed" });
const undisturbed: Traces = { facts: { pending: [] }, interrupted: [], held: false };
const killed = (kind: JournalEntry["kind"], to: string): Partial<Traces> => ({
  interrupted: [
    { id: "1", kind, summary: "", who: "ada", host: "laptop", pid: 7, begun: "2026-05-01T13:00:00Z", to },
  ],
});
const creating = { operation: "creating", urn: "urn:x", type: "x", inputs: {}, replaces: false };
const versions = [record(1, a), record(2, b), record(3, c)];

describe("steps back", () => {
  type Found = Partial<Traces> & { readonly facts?: Partial<StateFacts> };
  const cases: readonly [string, readonly HistoryRecord[], Found, readonly number[]][] = [
    ["begin before the version that runs", versions, {}, [2, 1]],
    [
      "begin at the last that went well, after an update that failed",
      [...versions, failed(record(4, d))],
      {},
      [3, 2, 1],
    ],
    [
      "begin there after several that failed, and a look at what exists",
      [...versions, failed(record(4, d)), failed(record(5, d)), record(6, undefined, { kind: "refresh" })],
      {},
      [3, 2, 1],
    ],
    [
      "begin there after a destroy that failed",
      [...versions, failed(record(4, c, { kind: "destroy" }))],
      {},
      [3, 2, 1],
    ],
    ["begin there after an update that was killed, by the journal", versions, killed("deploy", d), [3, 2, 1]],
    [
      "are not changed by when the state was written: a client's clock is not the backend's",
      versions,
      { facts: { pending: [], written: "2026-05-01T12:30:00Z" } },
      [2, 1],
    ],
    [
      "are not changed by an import by hand, as a refresh is none either",
      [...versions, record(4, undefined, { kind: "import" })],
      {},
      [2, 1],
    ],
    [
      "begin at the one version that there is, whatever was stopped",
      [record(1, a)],
      { facts: { pending: [creating] }, held: true },
      [1],
    ],
    [
      "begin there after one that was killed, by the journal, whatever else tells of it",
      versions,
      { ...killed("deploy", d), facts: { pending: [creating] }, held: true },
      [3, 2, 1],
    ],
    [
      "begin at a rollback after an update that failed, then go on from what it returned to",
      [...versions, rollbackRecord(4, c, b), failed(record(5, d))],
      {},
      [4, 1],
    ],
    [
      "stay the same after a rollback that failed: the same command goes to the same version",
      [...versions, failed(rollbackRecord(4, c, b))],
      {},
      [2, 1],
    ],
    [
      "stay the same after a rollback that failed, and a look at what exists",
      [...versions, failed(rollbackRecord(4, c, b)), record(5, undefined, { kind: "refresh" })],
      {},
      [2, 1],
    ],
    [
      "begin before the version that runs after a refresh by hand, which writes the state",
      [...versions, record(4, undefined, { kind: "refresh" })],
      { facts: { pending: [], written: "2026-05-01T12:04:00Z" } },
      [2, 1],
    ],
    ["stay the same after a rollback that was killed", versions, killed("rollback", b), [2, 1]],
    [
      "stay the same after a rollback that was killed and left something pending",
      versions,
      { ...killed("rollback", b), facts: { pending: [creating] }, held: true },
      [2, 1],
    ],
    [
      "stay the same after a rollback from an update that failed, to what ran before it",
      [...versions, failed(record(4, d)), failed(rollbackRecord(5, c, c))],
      {},
      [3, 2, 1],
    ],
    [
      "begin at the version that a rollback should have mended",
      [...versions, failed(rollbackRecord(4, c, c))],
      {},
      [3, 2, 1],
    ],
    [
      "begin at a rollback after its repair failed",
      [
        ...versions,
        rollbackRecord(4, c, b),
        failed(
          record(5, b, { message: updateMessage({ summary: "Drift repaired", commit: b, rolledBackTo: b }) }),
        ),
      ],
      {},
      [4, 1],
    ],
    ["are none where nothing ever went well", [failed(record(1, a))], {}, []],
    ["are none where everything was destroyed", [...versions, record(4, c, { kind: "destroy" })], {}, []],
  ];
  for (const [title, records, traces, numbers] of cases)
    it(title, () => {
      const { versions: steps, isCertain } = backSteps(historyEntries(newestFirst(...records)), {
        ...undisturbed,
        ...traces,
      });
      assert.deepEqual([steps.map(({ number }) => number), isCertain], [numbers, true]);
    });

  const compared = record(4, undefined, { kind: "refresh", message: afterDisturbance });
  const uncertain: readonly [string, readonly HistoryRecord[], Partial<Traces>][] = [
    ["something is pending", versions, { facts: { pending: [creating] } }],
    ["somebody has the stack", versions, { held: true }],
    ["a look at what exists followed something that was killed", [...versions, compared], {}],
  ];
  for (const [title, records, traces] of uncertain)
    it(`are uncertain where only this tells of an update that was stopped: ${title}`, () => {
      const steps = backSteps(historyEntries(newestFirst(...records)), { ...undisturbed, ...traces });
      assert.deepEqual([steps.versions.map(({ number }) => number), steps.isCertain], [[3, 2, 1], false]);
    });
});
