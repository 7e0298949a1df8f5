import assert from "node:assert/strict";
import { closeIssue, upsertIssue } from "../../../cli/github/issue.js";
import { bot, gitHubServer, type GitHubServer, type Text } from "./support/gitHubServer.js";

const line = "<!-- basalt drift:prod -->";
const args = { marker: "drift:prod", title: "Drift in prod", body: "A policy was added.", labels: ["drift"] };

describe("an issue kept by its marker", () => {
  let server: GitHubServer;
  beforeEach(async () => (server = await gitHubServer()));
  afterEach(() => server.close());

  function issue(number: number, more: Partial<Text> = {}): Text {
    const made = {
      id: number,
      number,
      title: "Drift in prod",
      body: `${line}\nolder`,
      user: bot,
      html_url: `https://github.test/${number}`,
      ...more,
    };
    server.issues.push(made);
    server.comments.set(number, []);
    return made;
  }
  const writes = () => server.asked.filter((request) => !request.startsWith("GET"));

  it("is opened with its labels where none is open", async () => {
    assert.equal((await upsertIssue(server.github, args)).done, "created");
    const [opened] = server.issues;
    assert.deepEqual(
      [opened?.title, opened?.body, opened?.labels],
      ["Drift in prod", `${line}\nA policy was added.`, ["drift"]],
    );
  });

  it("is brought up to date, and its labels are left to people", async () => {
    for (let number = 1; number <= 23; number++) issue(number, { body: "a bug" });
    const kept = issue(24, { labels: ["drift", "accepted"] });
    assert.deepEqual(await upsertIssue(server.github, args), { done: "updated", url: kept.html_url });
    assert.deepEqual([kept.body, kept.labels], [`${line}\nA policy was added.`, ["drift", "accepted"]]);
    assert.deepEqual(await upsertIssue(server.github, args), { done: "unchanged", url: kept.html_url });
    assert.deepEqual(writes(), ["PATCH /api/v3/repos/acme/basalt/issues/24"]);
  });

  const foreign: readonly [string, Partial<Text>][] = [
    ["another environment's", { body: "<!-- basalt drift:staging -->\nolder" }],
    ["somebody else's", { user: { login: "mallory", type: "User" } }],
    ["a pull request", { pull_request: {} }],
    ["one that is closed", { state: "closed" }],
    ["one that quotes it", { body: `> ${line}` }],
  ];
  for (const [what, more] of foreign) {
    it(`is neither updated nor closed in the place of ${what}`, async () => {
      const theirs = issue(3, more);
      const before = structuredClone(theirs);
      assert.equal(await closeIssue(server.github, { marker: "drift:prod", comment: "Clean." }), undefined);
      assert.deepEqual(writes(), []);
      assert.equal((await upsertIssue(server.github, args)).done, "created");
      assert.deepEqual(theirs, before);
    });
  }

  it("is closed with a last word", async () => {
    const kept = issue(5);
    const url = await closeIssue(server.github, { marker: "drift:prod", comment: "Clean again." });
    assert.equal(url, kept.html_url);
    assert.equal(kept.state, "closed");
    assert.deepEqual(
      server.comments.get(5)?.map(({ body }) => body),
      ["Clean again."],
    );
  });

  it("says where issues are switched off", async () => {
    server.faults.push({ request: "POST /api/v3", status: 410, body: { message: "Issues are disabled" } });
    await assert.rejects(upsertIssue(server.github, args), {
      name: "UsageError",
      message: /^GitHub: the issue "Drift in prod": HTTP 410 .*switched off/,
    });
  });

  it("is refused where its text is too long", async () => {
    await assert.rejects(upsertIssue(server.github, { ...args, body: "x".repeat(70_000) }), {
      name: "UsageError",
      message: /allowed: at most 65536/,
    });
    assert.deepEqual(server.asked, []);
  });
});
