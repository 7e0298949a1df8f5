import assert from "node:assert/strict";
import { gitHubFrom } from "../../../cli/github/gitHub.js";

const good = { GITHUB_TOKEN: "ghs_secretSecret", GITHUB_REPOSITORY: "acme/basalt" };

describe("gitHubFrom", () => {
  it("names the repository, and github.com where nothing else is said", () => {
    const { owner, repo, octokit } = gitHubFrom(good);
    assert.deepEqual([owner, repo], ["acme", "basalt"]);
    assert.equal(octokit.request.endpoint.DEFAULTS.baseUrl, "https://api.github.com");
  });

  it("asks where GITHUB_API_URL says", () => {
    const { octokit } = gitHubFrom({ ...good, GITHUB_API_URL: "https://github.acme.test/api/v3/" });
    assert.equal(octokit.request.endpoint.DEFAULTS.baseUrl, "https://github.acme.test/api/v3");
  });

  const mistakes: readonly [Record<string, string | undefined>, string][] = [
    [{ GITHUB_TOKEN: undefined }, "GITHUB_TOKEN: found nothing"],
    [{ GITHUB_TOKEN: "" }, "GITHUB_TOKEN: found nothing"],
    [{ GITHUB_TOKEN: "ghs_secret\nSecret" }, "GITHUB_TOKEN: found what no token looks like"],
    [{ GITHUB_REPOSITORY: undefined }, 'GITHUB_REPOSITORY: found ""; allowed: OWNER/NAME'],
    [{ GITHUB_REPOSITORY: "acme/basalt/x" }, 'GITHUB_REPOSITORY: found "acme/basalt/x"'],
    [{ GITHUB_REPOSITORY: "acme/.." }, 'GITHUB_REPOSITORY: found "acme/.."'],
    [{ GITHUB_API_URL: "http://github.acme.test" }, 'GITHUB_API_URL: found "http://github.acme.test"'],
    [{ GITHUB_API_URL: "file:///etc/passwd" }, "GITHUB_API_URL: found"],
    [{ GITHUB_API_URL: "https://x@github.test" }, "GITHUB_API_URL: found"],
    [{ GITHUB_API_URL: "" }, 'GITHUB_API_URL: found ""'],
  ];
  for (const [env, message] of mistakes) {
    const [[name, value] = []] = Object.entries(env);
    it(`refuses ${name} ${value === undefined ? "that is not set" : JSON.stringify(value)}, and shows no token`, () => {
      assert.throws(
        () => gitHubFrom({ ...good, ...env }),
        (error: Error) => {
          assert.equal(error.name, "UsageError");
          assert.ok(error.message.startsWith(message), error.message);
          assert.doesNotMatch(error.message, /secret/i);
          return true;
        },
      );
    });
  }

  it("tells every mistake at once", () => {
    assert.throws(() => gitHubFrom({}), /^UsageError: GITHUB_TOKEN: .*\nGITHUB_REPOSITORY: /);
  });
});
