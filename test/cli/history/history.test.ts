import assert from "node:assert/strict";
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { historyWith } from "../../../cli/commands/history.js";
import { UsageError } from "../../../cli/io.js";
import type { HistoryReport } from "../../../cli/history/historyReport.js";
import { readHistory, type HistoryRecord } from "../../../cli/history/readHistory.js";
import { matchesFixture } from "../../support/fixture.js";
import { recordedStack } from "../../support/recordedStack.js";
import { inProjectAsync } from "../../support/temporary.js";
import { git } from "../rollback/support/rollbackRun.js";
import { commit, configuration, newestFirst, record, rollbackRecord } from "./records.js";

/** What tests see in place of a commit that each run makes anew. */
const first = commit("f");

/** Runs the command in a repository with one commit, which a history may name as {@link first}. */
async function history(
  records: readonly HistoryRecord[],
  args: readonly string[] = [],
  interrupted?: object,
  state: object = { version: 3, deployment: {} },
): Promise<{ code: number; out: string; err: string; shown: unknown }> {
  return inProjectAsync({ "Pulumi.yaml": "name: basalt\n" }, async (directory) => {
    git(directory, "init", "--quiet");
    git(directory, "add", "--all");
    git(directory, "commit", "--quiet", "--message", "1");
    const id = git(directory, "rev-parse", "HEAD").trim();
    if (interrupted) {
      mkdirSync(join(directory, ".git/basalt"));
      appendFileSync(join(directory, ".git/basalt/dev.jsonl"), `${JSON.stringify(interrupted)}\n`);
    }
    const own = JSON.parse(JSON.stringify(newestFirst(...records)).replaceAll(first, id)) as HistoryRecord[];
    const { open, calls } = recordedStack({ history: own as never, state: state as never });
    const written = { out: "", err: "" };
    const io = {
      directory,
      out: (text: string) => void (written.out += text),
      err: (text: string) => void (written.err += text),
      colour: false,
      interactive: false,
      columns: 100,
      env: {},
      ask: () => Promise.resolve(undefined),
    };
    const code = await historyWith(open)
      .run(args, io)
      .catch((error: unknown) => {
        if (!(error instanceof UsageError)) throw error;
        written.err += error.message;
        return 2;
      });
    const out = written.out.replaceAll(id, first).replaceAll(id.slice(0, 12), first.slice(0, 12));
    return { code, out, err: written.err, shown: calls[0]?.options["showSecrets"] };
  });
}

const newer = {
  ...configuration,
  "basalt:nodes": { objectValue: [{ name: "general", release: "1.67.0-2bd7c5b5" }], secret: false },
};
const records = [
  record(1, first, { resourceChanges: { create: 243 } }),
  record(2, commit("b"), { config: newer as never, resourceChanges: { same: 240, replace: 3 } }),
  record(3, commit("b"), { result: "failed", message: "It \u001b[2Jfails" }),
  record(4, undefined, { kind: "refresh", message: "" }),
  record(5, first, {
    environment: { "git.head": first, "git.dirty": "true", "ci.system": "GitHub Actions" },
  }),
  rollbackRecord(6, commit("b"), first),
];
const killed = {
  event: "begun",
  id: "1",
  kind: "deploy",
  summary: "Deploy c0ffee",
  who: "ada@laptop",
  host: "laptop",
  pid: 7,
  begun: "2026-05-01T12:07:00.123Z",
};

describe("basalt history", () => {
  it("tells what can be returned to, for a person", async () => {
    const { code, out } = await history(records, [], killed);
    assert.equal(code, 0);
    matchesFixture("history.txt", out);
  });

  it("tells the same as JSON", async () => {
    const { code, out } = await history(records, ["--json"], killed);
    const { version, stack, total, entries, interrupted, previous } = JSON.parse(out) as HistoryReport;
    assert.deepEqual([code, version, stack, total, interrupted.length, previous], [0, 1, "dev", 6, 1, 6]);
    assert.deepEqual(
      entries.map(({ number, result, deployed, commit: ran }) => [
        number,
        result,
        deployed,
        ran?.present,
        ran?.clean,
      ]),
      [
        [6, "succeeded", true, true, true],
        [5, "succeeded", false, true, false],
        [4, "succeeded", false, undefined, undefined],
        [3, "failed", false, false, true],
        [2, "succeeded", false, false, true],
        [1, "succeeded", false, true, true],
      ],
    );
    assert.deepEqual(entries[4]!.pinChanges, [
      { name: "nodes/general", from: "bottlerocket 1.66.0-1ad6b4a4", to: "bottlerocket 1.67.0-2bd7c5b5" },
    ]);
    assert.deepEqual(entries[0]!.rollback, { from: commit("b"), to: first });
  });

  it("says what -1 is, and nothing where the state leaves it in doubt", async () => {
    const [first_, second] = [record(1, first), record(2, commit("b"))];
    const told = async (own: readonly HistoryRecord[], deployment: object) => {
      const { out } = await history(own, ["--json"], undefined, { version: 3, deployment });
      return (JSON.parse(out) as HistoryReport).previous;
    };
    const pending = { resource: { urn: "urn:x", type: "x" }, type: "creating" };
    assert.equal(await told([first_, second], {}), 1);
    assert.equal(await told([first_, second, record(3, commit("c"), { result: "failed" })], {}), 2);
    assert.equal(await told([first_, second], { pending_operations: [pending] }), undefined);
    assert.equal(await told([first_, second], { manifest: { time: "2026-05-01T12:09:00Z" } }), 1);
    assert.equal(await told([first_], {}), undefined);
    assert.equal(await told([first_, second], { resources: "none" }), undefined, "and is told all the same");
  });

  it("shows what ran at the oldest listed update, by which the changes of the others can be read", async () => {
    const { out } = await history(records, ["--limit", "5"]);
    const [, second = ""] = out.split(/^ {3}2 /m);
    assert.match(second, /^ {6}ran kubernetes 1\.35, nodes\/general bottlerocket 1\.67\.0-2bd7c5b5$/m);
  });

  describe("is safe for a terminal", () => {
    const hostile = "\u001b[2J\u009b\u202e";
    const worst = [
      record(1, first, {
        kind: `update${hostile}` as never,
        resourceChanges: { [`x${hostile}`]: 1 } as never,
      }),
      record(2, first, { result: `succeeded${hostile}` as never, message: hostile }),
      record(3, first, {
        config: { "basalt:images": { objectValue: { [hostile]: hostile }, secret: false } } as never,
      }),
    ];
    const line = { ...killed, begun: `2026-05-01T12:07:00.123Z${hostile}`, kind: `deploy${hostile}` };
    for (const args of [[], ["--json"]])
      it(args[0] ?? "as text", async () => {
        const { out } = await history(worst, args, line);
        // eslint-disable-next-line no-control-regex
        assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
        assert.match(out, /\\u202e/);
      });
  });

  it("is told although a line of the journal is no entry", async () => {
    const { code, out } = await history([], [], { event: "begun", id: "1", begun: 5, summary: 7, who: null });
    assert.equal(code, 0);
    assert.match(out, /^ {3}- {2}unknown {2}deploy killed\n {6}unknown, by unknown/m);
  });

  it("asks for no secret, and would print none", async () => {
    const secret = {
      "basalt:secrets": { secret: true, value: "hunter2", objectValue: { token: "hunter2" } },
    };
    const own = [record(1, first, { config: secret })];
    const { out, shown } = await history(own, ["--json"]);
    assert.equal(shown, false);
    assert.ok(!out.includes("hunter2"));
  });

  it("tells the newest so many, and how many there are", async () => {
    const { out } = await history(records, ["--limit", "2"]);
    assert.match(out, /^ {3}6 .*\n(?:.*\n)+ {3}5 /m);
    assert.match(out, /^4 older, by --limit$/m);
    assert.doesNotMatch(out, /^ {3}4 /m);
  });

  it("says so of a stack that was never deployed", async () => {
    assert.equal((await history([])).out, "dev was never deployed.\n");
  });

  for (const limit of ["0", "-1", "many", "1.5"])
    it(`refuses --limit=${limit}`, async () => {
      const { code, err } = await history([], [`--limit=${limit}`]);
      assert.deepEqual([code, err], [2, `--limit: found "${limit}"; allowed: a number from 1`]);
    });
});

describe("a long history", () => {
  it("is read to its end, page by page, newest first", async () => {
    const all = Array.from({ length: 450 }, (_, index) => record(index, commit("a"))).reverse();
    const pages: unknown[] = [];
    const stack = {
      name: "dev",
      history: (size = 10, page = 1, secrets?: boolean) => {
        pages.push([page, secrets]);
        return Promise.resolve(all.slice((page - 1) * size, page * size) as never[]);
      },
    };
    const read = await readHistory(stack);
    assert.deepEqual([read.length, read[0], read.at(-1)], [450, all[0], all.at(-1)]);
    assert.deepEqual(
      pages,
      [1, 2, 3].map((page) => [page, false]),
    );
  });
});
