import type { HistoryRecord } from "../../../cli/history/readHistory.js";
import { updateMessage } from "../../../cli/history/updateMessage.js";

/** A commit's id, made of one digit. */
export const commit = (digit: string): string => digit.repeat(40);

/** What the history keeps of the sample's configuration, as far as tests read it. */
export const configuration = {
  "basalt:cluster": {
    objectValue: { kind: "eks", name: "base", region: "eu-central-1", version: "1.35" },
    secret: false,
  },
  "basalt:nodes": { objectValue: [{ name: "general", release: "1.66.0-1ad6b4a4" }], secret: false },
  "basalt:secrets": { secret: true },
};

/** An update of a commit that went well, at a minute of one hour. */
export function record(
  minute: number,
  id: string | undefined,
  more: Partial<HistoryRecord> = {},
): HistoryRecord {
  const time = new Date(Date.UTC(2026, 4, 1, 12, minute));
  return {
    version: 0,
    kind: "update",
    result: "succeeded",
    startTime: time,
    endTime: new Date(time.getTime() + 30_000),
    message: `commit of minute ${minute}`,
    environment: id === undefined ? {} : { "git.head": id, "git.dirty": "false", "git.author": "Ada" },
    config: configuration as unknown as HistoryRecord["config"],
    resourceChanges: { same: 3, update: 1 },
    ...more,
  };
}

/** A rollback to a commit, whose work tree the engine took for changed. */
export function rollbackRecord(minute: number, from: string, to: string): HistoryRecord {
  return record(minute, to, {
    environment: { "git.head": to, "git.dirty": "true" },
    message: updateMessage({
      summary: "Roll back",
      commit: to,
      rolledBackFrom: from,
      rolledBackTo: to,
      by: "ada@laptop",
    }),
  });
}

/** Newest first, as backends give them. */
export const newestFirst = (...records: readonly HistoryRecord[]): HistoryRecord[] => [...records].reverse();
