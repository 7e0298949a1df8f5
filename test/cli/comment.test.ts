import assert from "node:assert/strict";
import { commentWith, type PostComment } from "../../cli/commands/comment.js";
import { UsageError } from "../../cli/io.js";
import { keptIo } from "../support/io.js";
import { inProjectAsync } from "../support/temporary.js";
import { sceneReport } from "./consequences/scenes.js";

const files = {
  "dev.json": JSON.stringify({ ...sceneReport("unchanged"), stack: "dev" }),
  "prod.json": JSON.stringify({ ...sceneReport("blocked"), stack: "prod" }),
  "both.json": JSON.stringify([sceneReport("unchanged"), sceneReport("release")]),
  "broken.json": '{ "version": 1,\u001b[31m',
  "other.json": '{ "version": 1 }',
};

/** Runs the command where these reports are; what is posted is kept. */
async function run(args: readonly string[], post?: PostComment) {
  const posted: Parameters<PostComment>[0][] = [];
  const keep: PostComment = (comment) => {
    posted.push(comment);
    return Promise.resolve({ done: "updated", url: "https://github.example/pull/17#issuecomment-1" });
  };
  return inProjectAsync(files, async (directory) => {
    const { io, written } = keptIo(directory);
    const code = await commentWith(post ?? keep).run(args, io);
    return { code, ...written, posted };
  });
}

describe("basalt comment", () => {
  it("prints the comment with the line by which it is found again, and posts nothing", async () => {
    const { code, out, posted } = await run(["dev.json", "prod.json"]);
    assert.deepEqual([code, posted], [0, []]);
    assert.match(out, /^<!-- basalt preview -->\n\*\*Blocked\*\*: `prod`; unchanged: `dev`\.\n/);
  });

  it("posts it to the pull request, without that line, which the poster adds", async () => {
    const { code, out, posted } = await run(["prod.json", "--pull-request", "17"]);
    assert.deepEqual([code, out], [0, "updated: https://github.example/pull/17#issuecomment-1\n"]);
    assert.deepEqual(
      posted.map(({ pullRequest, marker }) => [pullRequest, marker]),
      [[17, "preview"]],
    );
    assert.match(posted[0]!.body, /^\*\*Blocked\*\*: `prod`: 1 policy refuses it; 4 updated\.\n/);
  });

  it("links to the run that keeps the reports", async () => {
    const run17 = "https://github.example/o/r/actions/runs/17";
    const { out } = await run(["prod.json", "--run", run17]);
    assert.ok(out.includes(`\n[The whole, with nothing left out](${run17}). Told by `), out);
  });

  it("tells as JSON what was done, or the comment", async () => {
    const { out } = await run(["prod.json", "--pull-request", "17", "--json"]);
    assert.deepEqual(JSON.parse(out), {
      version: 1,
      done: "updated",
      url: "https://github.example/pull/17#issuecomment-1",
    });
    const { body } = JSON.parse((await run(["prod.json", "--json"])).out) as { body: string };
    assert.match(body, /^<!-- basalt preview -->\n/);
  });

  it("says whose words they are", async () => {
    const { out } = await run(["dev.json"]);
    assert.match(out, /\nTold by the pull request's own code: [^\n]*\n$/);
  });

  it("posts that something is no report, beside those that are, so that no older comment stands for it", async () => {
    const args = ["dev.json", "other.json", "broken.json", "gone.json", "--pull-request", "17"];
    const { code, err, posted } = await run(args);
    assert.equal(code, 2);
    assert.match(
      posted[0]!.body,
      /^\*\*Failed\*\*: `unreadable`, `unreadable`, `unreadable`; unchanged: `dev`\.\n/,
    );
    assert.match(posted[0]!.body, /`other\.json: found what is no report /);
    assert.match(err, /^basalt comment: "broken\.json": found .*\nbasalt comment: "gone\.json": found /);
  });

  it("takes a list of reports as the reports", async () => {
    assert.match((await run(["both.json"])).out, /\n\*\*Changes\*\*: `test`; unchanged: `test`\.\n/);
  });

  const mistakes: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [[], /^found no report; allowed: REPORT\.json\.\.\.$/],
    [["gone.json"], /^"gone\.json": found what cannot be read \(ENOENT: /],
    [
      ["broken.json"],
      /^"broken\.json": found what cannot be read \(\P{Cc}*\); allowed: what `basalt preview --json` wrote$/u,
    ],
    [["other.json"], /^other\.json: found what is no report \(stack: .*; and \d+ more\)/],
    [["."], /^"\.": found what cannot be read \(no file of at most \d+ bytes\)/],
    [
      ["dev.json", "--run", "javascript:alert(1)"],
      /^--run: found "javascript:alert\(1\)"; allowed: an https/,
    ],
    [["dev.json", "--run", "https://a.example/) @all"], /^--run: found /],
    [["dev.json", "--pull-request", "0"], /^--pull-request: found "0"; allowed: its number$/],
    [["dev.json", "--pull-request", "17; rm -rf"], /^--pull-request: found "17; rm -rf"; /],
  ];
  for (const [args, message] of mistakes)
    it(`refuses ${args.join(" ") || "nothing"}`, async () => {
      await assert.rejects(run(args), (error) => error instanceof UsageError && message.test(error.message));
    });

  it("passes on what GitHub refuses", async () => {
    const refusing: PostComment = () => Promise.reject(new UsageError("GitHub: found no such pull request"));
    await assert.rejects(
      run(["dev.json", "--pull-request", "17"], refusing),
      /GitHub: found no such pull request/,
    );
  });
});
