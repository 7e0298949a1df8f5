import assert from "node:assert/strict";
import { earlierVersions } from "../../../cli/history/deployedEntry.js";
import { findVersion } from "../../../cli/history/findVersion.js";
import { historyEntries } from "../../../cli/history/historyEntry.js";
import { UsageError } from "../../../cli/io.js";
import { commit, newestFirst, record, rollbackRecord } from "./records.js";

const [a, b, c, d] = ["a", "b", "c", "d"].map(commit) as [string, string, string, string];
const nearlyB = `${"b".repeat(39)}0`;

/** 1 to 6. */
const entries = historyEntries(
  newestFirst(
    record(1, a),
    record(2, b),
    record(3, nearlyB),
    record(4, c, { result: "failed" }),
    record(5, a),
    rollbackRecord(6, a, nearlyB),
  ),
);

/** The repository's revisions. */
const revisions: Readonly<Record<string, string>> = { main: a, "v1.0": b, never: d };
const find = (to: string) =>
  findVersion(
    entries,
    to,
    { versions: earlierVersions(entries), isCertain: true },
    (revision) => revisions[revision],
  );

describe("--to", () => {
  // Where local time is UTC, a time that is taken for local would be found all the same.
  const zone = process.env["TZ"];
  before(() => (process.env["TZ"] = "Asia/Kolkata"));
  after(() => {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  });

  const found: readonly [string, string, number][] = [
    ["a number", "4", 4],
    ["the version before the deployed one", "-1", 2],
    ["the one before that", "-2", 1],
    ["a whole commit: its last deployment", a, 5],
    ["the beginning of a commit", "a".repeat(7), 5],
    ["a commit that was only tried", c, 4],
    ["a branch", "main", 5],
    ["a tag", "v1.0", 2],
    ["a time: what ran then", "2026-05-01T12:02:45Z", 2],
    ["the very end of an update", "2026-05-01T12:02:30Z", 2],
    ["a moment before its end", "2026-05-01T12:02:29Z", 1],
    ["a time during a failed update", "2026-05-01T12:04:45Z", 3],
    ["a time elsewhere", "2026-05-01T14:02:45+02:00", 2],
    ["a time with a space", "2026-05-01 12:02:45Z", 2],
    ["a day", "2026-05-02", 6],
    ["a time without a zone, as the history prints it: in UTC", "2026-05-01T12:02:45", 2],
    ["a minute without a zone, with a space", "2026-05-01 12:02", 1],
    ["the last day of a short month", "2028-02-29", 6],
  ];
  for (const [title, to, number] of found)
    it(`takes ${title}`, () => {
      assert.equal(find(to).number, number);
    });

  const refused: readonly [string, string, RegExp][] = [
    ["a number that is none", "7", /found "7", and the history has no such number/],
    ["zero", "0", /no such number/],
    ["more steps than there are", "-3", /no version so far back/],
    ["what begins two commits", "b".repeat(8), /which begins 2 of the history's commits/],
    ["a commit that never ran", "never", /which is commit d{12}, and that was never deployed to this stack/],
    ["a revision that is none", "mian", /neither in the history nor a revision/],
    ["a time before everything", "2026-05-01T11:00:00Z", /nothing was deployed at that time/],
    ["a day that is none", "2026-13-40", /which is no time/],
    ["a day that its month does not have", "2026-06-31", /which is no time/],
    ["a time on a day that is none", "2027-02-29T12:00:00Z", /which is no time/],
    ["an hour that is none", "2026-05-02T25:00:00Z", /which is no time/],
    ["what only begins like a time", "2026-05-01 noon", /which is no time/],
    ["nothing", "", /found an empty text/],
  ];
  for (const [title, to, message] of refused)
    it(`refuses ${title}, and says what is allowed`, () => {
      assert.throws(
        () => find(to),
        (error: unknown) =>
          error instanceof UsageError &&
          message.test(error.message) &&
          error.message.includes("; allowed: a number that `basalt history` lists"),
      );
    });

  it("refuses everything of a stack that was never deployed", () => {
    assert.throws(
      () => findVersion([], "-1", { versions: [], isCertain: true }, () => undefined),
      /but the stack was never deployed/,
    );
  });

  describe("where nobody knows whether a deployment was stopped or a rollback", () => {
    const uncertain = { versions: [entries[0]!, ...earlierVersions(entries)], isCertain: false };
    const doubt =
      "while nobody here knows whether what was stopped was a deployment or a rollback; allowed: 6 (what ran before it began) or 2 (the version before that)";
    for (const to of ["-1", "-2", "-9"])
      it(`takes no ${to}, and names both`, () =>
        assert.throws(
          () => findVersion(entries, to, uncertain, () => undefined),
          new UsageError(`--to: found ${to} ${doubt}`),
        ));
    for (const [to, number] of [
      ["6", 6],
      ["2", 2],
      ["-0", 6],
      ["2026-05-02", 6],
    ] as const)
      it(`takes ${to}`, () =>
        assert.equal(findVersion(entries, to, uncertain, () => undefined).number, number));
  });
});
