import assert from "node:assert/strict";
import { upsertComment } from "../../../cli/github/comment.js";
import { UsageError } from "../../../cli/io.js";
import { bot, gitHubServer, token, type GitHubServer, type Text } from "./support/gitHubServer.js";

const line = "<!-- basalt preview -->";
const list = "GET /api/v3/repos/acme/basalt/issues/7/comments?per_page=100";
const args = { pullRequest: 7, marker: "preview", body: "The verdict." };

describe("upsertComment", () => {
  let server: GitHubServer;
  beforeEach(async () => (server = await gitHubServer()));
  afterEach(() => server.close());

  const comment = (id: number, body: string, user: Text["user"] = bot): Text => ({
    id,
    number: id,
    body,
    user,
    html_url: `https://github.test/${id}`,
  });
  const upsert = (more: Partial<typeof args> = {}) => upsertComment(server.github, { ...args, ...more });
  const bodies = () => server.comments.get(7)!.map(({ body }) => body);
  const writes = () => server.asked.filter((request) => !request.startsWith("GET"));

  it("writes a comment where there is none, with its marker before it", async () => {
    server.comments.set(7, [comment(1, "hello", { login: "ada", type: "User" })]);
    const { done } = await upsert();
    assert.equal(done, "created");
    assert.deepEqual(bodies(), ["hello", `${line}\nThe verdict.`]);
  });

  it("brings up to date what it wrote before, and says where that is", async () => {
    server.comments.set(7, [comment(1, "hello"), comment(2, `${line}\nAn older verdict.`)]);
    assert.deepEqual(await upsert(), { done: "updated", url: "https://github.test/2" });
    assert.deepEqual(bodies(), ["hello", `${line}\nThe verdict.`]);
    assert.deepEqual(writes(), ["PATCH /api/v3/repos/acme/basalt/issues/comments/2"]);
  });

  it("writes nothing where it says the same already", async () => {
    server.comments.set(7, [comment(2, `${line}\nThe verdict.`)]);
    assert.deepEqual(await upsert(), { done: "unchanged", url: "https://github.test/2" });
    assert.deepEqual(writes(), []);
  });

  it("finds what it wrote on the third page, and asks for no fourth", async () => {
    const others = Array.from({ length: 45 }, (_, index) => comment(index + 1, `remark ${index}`));
    others[24] = comment(25, `${line}\nAn older verdict.`);
    server.comments.set(7, others);
    assert.equal((await upsert()).done, "updated");
    assert.equal(others[24].body, `${line}\nThe verdict.`);
    assert.deepEqual(server.asked.slice(0, 3), [list, `${list}&page=2`, `${list}&page=3`]);
    assert.deepEqual(writes(), ["PATCH /api/v3/repos/acme/basalt/issues/comments/25"]);
  });

  const foreign: readonly [string, Text][] = [
    ["somebody else's with the marker", comment(1, `${line}\nmine`, { login: "mallory", type: "User" })],
    [
      "a person's whose login is the app's",
      comment(1, `${line}\nmine`, { login: "github-actions", type: "User" }),
    ],
    ["another app's with the marker", comment(1, `${line}\nmine`, { login: "dependabot[bot]", type: "Bot" })],
    ["one whose author is gone", comment(1, `${line}\nmine`, null)],
    ["its own that quotes the marker", comment(1, `> ${line}\n> The verdict.`)],
    ["its own that speaks of the marker", comment(1, `See ${line}`)],
    ["its own under another marker", comment(1, "<!-- basalt preview-2 -->\nother")],
    ["its own whose first line goes on", comment(1, `${line} and more\nother`)],
  ];
  for (const [what, theirs] of foreign) {
    it(`leaves ${what} alone`, async () => {
      const body = theirs.body;
      server.comments.set(7, [theirs]);
      assert.equal((await upsert()).done, "created");
      assert.equal(theirs.body, body);
      assert.deepEqual(bodies(), [body, `${line}\nThe verdict.`]);
    });
  }

  it("knows an app's comments by its login with and without [bot]", async () => {
    server.viewer = "github-actions";
    server.comments.set(7, [comment(2, `${line}\r\nAn older verdict.`)]);
    assert.equal((await upsert()).done, "updated");
  });

  it("knows a person's comments", async () => {
    server.viewer = "ada";
    server.comments.set(7, [
      comment(1, `${line}\nx`),
      comment(2, `${line}\ny`, { login: "ada", type: "User" }),
    ]);
    await upsert();
    assert.deepEqual(bodies(), [`${line}\nx`, `${line}\nThe verdict.`]);
  });

  it("refuses a body that GitHub would not take, before it asks anything", async () => {
    server.comments.set(7, []);
    await assert.rejects(upsert({ body: "x".repeat(65_536) }), {
      name: "UsageError",
      message: /found 65560 characters; allowed: at most 65536; shorten it$/,
    });
    assert.deepEqual(server.asked, []);
    assert.equal((await upsert({ body: "x".repeat(65_536 - line.length - 1) })).done, "created");
  });

  it("refuses a marker that would end the line it hides in", async () => {
    await assert.rejects(upsert({ marker: "x --> y" }), TypeError);
    await assert.rejects(upsert({ marker: "x--" }), TypeError);
  });

  const refusals: readonly [number, Record<string, string>, string | undefined, RegExp][] = [
    [401, {}, "Bad credentials", /HTTP 401 \(Bad credentials.*the token is wrong or has expired/],
    [403, {}, "Resource not accessible by integration", /HTTP 403 .*`permissions`.*pull-requests: write/],
    [404, {}, "Not Found", /HTTP 404 .*check GITHUB_REPOSITORY, the number/],
    [422, {}, "Validation Failed", /HTTP 422 \(Validation Failed/],
    [
      403,
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1800000000" },
      "API rate limit exceeded",
      /rate limit is used up until 2027-01-15T08:00:00\.000Z; run this again then$/,
    ],
    [429, { "retry-after": "3600" }, "Too many requests", /rate limit is used up; run this again then$/],
  ];
  for (const [status, headers, message, expected] of refusals) {
    it(`says of ${status} ${message} what it is about and what to do, once, and never the token`, async () => {
      server.comments.set(7, []);
      server.faults.push({ request: "GET", status, headers, body: { message } });
      await assert.rejects(upsert(), (error: Error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, expected);
        assert.match(error.message, /^GitHub: the comments of pull request 7: /);
        assert.ok(!JSON.stringify([error, error.message, error.stack, error.cause]).includes(token));
        return true;
      });
      assert.deepEqual([server.asked, server.waits], [[list], []]);
    });
  }

  it("says that the token is wrong where even its owner is not told", async () => {
    server.faults.push({ request: "POST /api/graphql", status: 401, body: { message: "Bad credentials" } });
    await assert.rejects(upsert(), {
      name: "UsageError",
      message: /^GitHub: who the token belongs to: HTTP 401/,
    });
  });

  it("says what GraphQL refuses", async () => {
    server.faults.push({
      request: "POST /api/graphql",
      status: 200,
      body: { errors: [{ message: "Resource not accessible", type: "FORBIDDEN" }] },
    });
    await assert.rejects(upsert(), {
      name: "UsageError",
      message: /^GitHub: who the token belongs to: .*check what GITHUB_TOKEN may read$/,
    });
  });

  it("asks again what a stumbling server did not read, twice at most", async () => {
    server.comments.set(7, []);
    server.faults.push({ request: "GET", status: 502 }, { request: "GET", status: 503 });
    assert.equal((await upsert()).done, "created");
    assert.deepEqual(server.waits, [1000, 2000]);
    for (let times = 0; times < 3; times++) server.faults.push({ request: "GET", status: 500 });
    await assert.rejects(upsert(), { name: "UsageError", message: /HTTP 500 .*this is GitHub's/ });
    assert.equal(server.faults.length, 0);
  });

  it("never writes a second comment because the first one's answer was lost", async () => {
    server.comments.set(7, []);
    server.faults.push({ request: "POST /api/v3", status: 502 });
    await assert.rejects(upsert(), { name: "UsageError", message: /HTTP 502/ });
    assert.equal(writes().length, 1);
  });

  it("waits for a rate limit that ends within a minute", async () => {
    server.comments.set(7, []);
    server.faults.push({ request: "POST /api/v3", status: 403, headers: { "retry-after": "7" } });
    assert.equal((await upsert()).done, "created");
    assert.deepEqual(server.waits, [7000]);
  });

  it("says that GitHub cannot be reached", async () => {
    await server.close();
    await assert.rejects(upsert(), {
      name: "UsageError",
      message: /it cannot be reached .*check GITHUB_API_URL and the network/,
    });
    server = await gitHubServer();
  });
});
