import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pinWith } from "../../../cli/commands/pin.js";
import type { PinReport } from "../../../cli/pins/pinReport.js";
import { dockerLogin } from "../../../cli/pins/registry/dockerLogin.js";
import { existingProject, type Files } from "../../support/project.js";
import { startRegistry, type RegistryOptions, type TestRegistry } from "../../support/registry.js";
import { inProjectAsync } from "../../support/temporary.js";
import { runCommand } from "../../support/io.js";

const today = new Date("2026-11-22T12:00:00Z");
const old = `sha256:${"a".repeat(64)}`;
const stackFile = "Pulumi.test.yaml";
const written = `registry.example.com/app:1.0.0@${old}`;

/** What a run found, wrote and waited. */
interface Found {
  readonly code: number;
  readonly report: PinReport;
  readonly file: string;
  readonly waits: readonly number[];
}

describe("basalt pin, of images", () => {
  const running: TestRegistry[] = [];
  const start = async (options?: RegistryOptions) => {
    const registry = await startRegistry(options);
    running.push(registry);
    return registry;
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map(({ stop }) => stop()));
  });

  const projectWith = (image: string): Files => ({
    ...existingProject,
    "Pulumi.yaml": "name: test\nruntime: nodejs\n",
    [stackFile]: existingProject[stackFile]!.replace(written, image),
  });

  const pin = (image: string, args: readonly string[] = [], files: Files = {}): Promise<Found> =>
    inProjectAsync({ ...projectWith(image), ...files }, async (directory) => {
      const waits: number[] = [];
      const command = pinWith(({ env }) => ({
        aws: () => assert.fail("nothing here is AWS's"),
        http: { fetch, wait: (milliseconds) => Promise.resolve(waits.push(milliseconds)) },
        login: (registry) => dockerLogin(registry, env),
        today,
      }));
      const all = ["--stack", "test", "--only", "images/*", "--json", ...args];
      const { code, out } = await runCommand(command, all, directory, { env: { DOCKER_CONFIG: directory } });
      const file = readFileSync(join(directory, stackFile), "utf8");
      return { code, report: JSON.parse(out) as PinReport, file, waits };
    });

  /** That nothing but the image changed, to this one. */
  const assertWritten = ({ code, report, file }: Found, before: string, after: string) => {
    assert.deepEqual([code, report.written, report.failures], [0, true, []]);
    assert.equal(file, projectWith(before)[stackFile]!.replace(before, after));
  };

  const assertFailed = ({ code, report, file }: Found, before: string, problem: RegExp) => {
    assert.deepEqual([code, report.written, report.updates], [2, false, []]);
    assert.equal(file, projectWith(before)[stackFile]);
    assert.deepEqual(
      report.failures.map(({ pin: name }) => name),
      ["images/app"],
    );
    assert.match(report.failures[0]!.problem, problem);
  };

  it("takes the newest tag of the same major version, with its digest, date and source", async () => {
    const registry = await start();
    registry.push("team/app", "1.0.0");
    registry.push("team/app", "1.2.0");
    const digest = registry.push("team/app", "1.10.0", {
      created: "2026-11-02T08:00:00Z",
      labels: { "org.opencontainers.image.source": "https://git.example.com/team/app" },
    });
    registry.push("team/app", "2.0.0");
    const before = `${registry.host}/team/app:1.0.0@${old}`;
    const after = `${registry.host}/team/app:1.10.0@${digest}`;
    const found = await pin(before);
    assertWritten(found, before, after);
    assert.deepEqual(found.report.updates, [
      {
        pin: "images/app",
        from: before,
        to: after,
        released: "2026-11-02",
        notes: "https://git.example.com/team/app",
        ageDays: 20,
        edits: [{ path: "config.basalt:images.app", from: before, to: after }],
      },
    ]);
    assert.deepEqual(found.report.remarks, [
      { pin: "images/app", text: "2.0.0 is out, of another major version; --next proposes it" },
    ]);
    const next = await pin(before, ["--next", "--check"]);
    assert.deepEqual([next.code, next.report.written], [1, false]);
    assert.match(next.report.updates[0]!.to, /:2\.0\.0@/);
    assert.equal(next.file, projectWith(before)[stackFile]);
  });

  it("takes the new digest of a tag that moved, and warns of it", async () => {
    const registry = await start();
    const digest = registry.push("app", "7", { architectures: ["amd64"] });
    const before = `${registry.host}/app:7@${old}`;
    const found = await pin(before);
    assertWritten(found, before, `${registry.host}/app:7@${digest}`);
    assert.match(found.report.updates[0]!.remark!, /the tag 7 now stands for another image/);
    assert.equal(found.report.updates[0]!.released, undefined, "an image need not say when it was built");
  });

  it("writes nothing when the pin is the newest", async () => {
    const registry = await start();
    const digest = registry.push("app", "1.0.0");
    const before = `${registry.host}/app:1.0.0@${digest}`;
    for (const args of [[], ["--check"]]) {
      const { code, report, file } = await pin(before, args);
      assert.deepEqual([code, report.written, report.updates, report.failures], [0, false, [], []]);
      assert.equal(file, projectWith(before)[stackFile]);
    }
  });

  it("looks at nothing for an image without a tag, and says so", async () => {
    const { code, report } = await pin(`127.0.0.1:1/app@${old}`);
    assert.deepEqual([code, report.updates], [0, []]);
    assert.match(report.remarks[0]!.text, /has no tag/);
  });

  it("hashes the manifest itself where the registry does not tell a digest", async () => {
    const registry = await start({ digestHeader: false });
    const digest = registry.push("app", "1.0.1");
    const before = `${registry.host}/app:1.0.0@${old}`;
    assertWritten(await pin(before), before, `${registry.host}/app:1.0.1@${digest}`);
  });

  it("finds a tag on whichever page the registry lists it", async () => {
    const registry = await start({ pageSize: 3 });
    for (let patch = 0; patch < 20; patch++) registry.push("app", `1.0.${patch}`);
    const { report } = await pin(`${registry.host}/app:1.0.0@${old}`, ["--check"]);
    assert.match(report.updates[0]!.to, /:1\.0\.19@/);
  });

  it("tries again while a registry is busy, for as long as it asks to", async () => {
    const registry = await start();
    registry.push("app", "1.0.1");
    let busy = 2;
    registry.disturb((line) =>
      line.startsWith("HEAD") && busy-- > 0 ? { status: 429, headers: { "retry-after": "7" } } : undefined,
    );
    const { code, waits } = await pin(`${registry.host}/app:1.0.0@${old}`);
    assert.deepEqual([code, waits], [0, [7000, 7000]]);
  });

  describe("when the registry does not answer as it should", () => {
    const unhelpful = [
      [
        "is busy for ever",
        { status: 429 },
        /tags\/list\?n=1000: answered HTTP status 429 3 times in a row; try again later$/,
      ],
      ["is broken", { status: 503 }, /answered HTTP status 503 3 times in a row/],
      [
        "forbids it",
        { status: 403 },
        /not there, or not for everybody \(HTTP status 403\); `docker login 127\.0\.0\.1:\d+` lets basalt in/,
      ],
      ["knows no such request", { status: 400 }, /its registry answered HTTP status 400$/],
      ["answers no JSON", { status: 200, body: "<html>" }, /answered no JSON$/],
      ["answers something else", { status: 200, body: "[1]" }, /answered no list of tags$/],
      [
        "leads to another server",
        {
          status: 200,
          headers: { link: '<http://attacker.test/v2/app/tags/list>; rel="next"' },
          body: '{"tags":[]}',
        },
        /its registry leads to http:\/\/attacker\.test; not followed$/,
      ],
    ] as const;
    for (const [title, disturbance, problem] of unhelpful) {
      it(`tells that it ${title}, and writes nothing`, async () => {
        const registry = await start();
        registry.push("app", "1.0.1");
        registry.disturb((line) => (line.includes("/tags/list") ? disturbance : undefined));
        const before = `${registry.host}/app:1.0.0@${old}`;
        assertFailed(await pin(before), before, problem);
      });
    }

    it("tells of a repository, and of a tag, that is not there", async () => {
      const registry = await start();
      const before = `${registry.host}/app:1.0.0@${old}`;
      assertFailed(await pin(before), before, /app: its registry has no tag 1\.0\.0$/);
    });

    it("tells that nothing answers", async () => {
      const before = `127.0.0.1:1/app:1.0.0@${old}`;
      assertFailed(
        await pin(before),
        before,
        /^http:\/\/127\.0\.0\.1:1\/v2\/app\/tags\/list\?n=1000: cannot be reached/,
      );
    });
  });

  describe("of a private registry", () => {
    const login = `Basic ${Buffer.from("me:secret-of-mine").toString("base64")}`;
    const config = (host: string): Files => ({
      "config.json": JSON.stringify({ auths: { [host]: { auth: login.slice("Basic ".length) } } }),
    });

    for (const basic of [false, true]) {
      it(`logs in as docker has ${basic ? "where there are no tokens" : "for a token"}, and tells nobody else`, async () => {
        const registry = await start({ login, basic });
        const digest = registry.push("app", "1.0.1");
        const before = `${registry.host}/app:1.0.0@${old}`;
        const found = await pin(before, [], config(registry.host));
        assertWritten(found, before, `${registry.host}/app:1.0.1@${digest}`);
        const told = registry.requests.filter(({ authorization }) => authorization === login);
        if (!basic)
          assert.ok(
            told.every(({ line }) => line.startsWith("GET /token?")),
            JSON.stringify(told),
          );
        assert.ok(told.length > 0);
      });

      it(`says which login it needs ${basic ? "where there are no tokens" : "for a token"}, never the one it has`, async () => {
        const registry = await start({ login, basic });
        registry.push("app", "1.0.1");
        const before = `${registry.host}/app:1.0.0@${old}`;
        const wrong = {
          "config.json": config(registry.host)["config.json"]!.replace(/"auth":"[^"]+"/, '"auth":"d3Jvbmc="'),
        };
        for (const files of [{}, wrong, { "config.json": "{" }]) {
          const found = await pin(before, [], files);
          assertFailed(found, before, /`docker login 127\.0\.0\.1:\d+` lets basalt in/);
          assert.ok(!JSON.stringify(found.report).includes("d3Jvbmc"));
        }
      });
    }

    it("does not send the login to a token service without TLS elsewhere", async () => {
      const registry = await start({ login });
      registry.disturb((line) =>
        line.startsWith("GET /v2")
          ? { status: 401, headers: { "www-authenticate": 'Bearer realm="http://attacker.test/token"' } }
          : undefined,
      );
      const before = `${registry.host}/app:1.0.0@${old}`;
      assertFailed(
        await pin(before, [], config(registry.host)),
        before,
        /its token service http:\/\/attacker\.test is not asked, it has no TLS$/,
      );
    });
  });
});
