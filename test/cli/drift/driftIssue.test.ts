import assert from "node:assert/strict";
import { tellDrift } from "../../../cli/drift/driftIssue.js";
import { gitHubServer, type GitHubServer } from "../github/support/gitHubServer.js";
import { cleanReport, driftedReport } from "../reporters/drift/reportOf.js";

describe("the issue of an environment's drift", () => {
  let server: GitHubServer;
  beforeEach(async () => (server = await gitHubServer()));
  afterEach(() => server.close());

  it("is opened, brought up to date, and closed when everything is as declared again", async () => {
    const told: string[] = [];
    const io = { err: (text: string) => void told.push(text) };
    await tellDrift(driftedReport, server.github, io);
    await tellDrift({ ...driftedReport, unread: [] }, server.github, io);
    assert.deepEqual(
      server.issues.map(({ title, labels }) => [title, labels]),
      [["Drift in prod", ["drift"]]],
    );
    assert.match(server.issues[0]!.body, /^<!-- basalt drift:prod -->\n### Drift of `prod`/);
    await tellDrift(cleanReport, server.github, io);
    assert.equal(server.issues[0]!.state, "closed");
    assert.deepEqual(
      told.map((text) => text.split(" ")[0]),
      ["created", "updated", "closed"],
    );
  });

  it("stays open where a repair did not come to its end, whatever is left", async () => {
    const io = { err: () => undefined };
    await tellDrift(driftedReport, server.github, io);
    await tellDrift({ ...cleanReport, failure: "--repair: the update failed" }, server.github, io);
    assert.notEqual(server.issues[0]!.state, "closed");
    assert.match(server.issues[0]!.body, /The repair did not come to its end/);
  });

  it("is neither opened nor closed where there is none and all is clean", async () => {
    const told: string[] = [];
    const io = { err: (text: string) => void told.push(text) };
    await tellDrift(cleanReport, server.github, io);
    assert.deepEqual([server.issues, told], [[], []]);
  });
});
