import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { checkCommit } from "../../../cli/deploy/checkCommit.js";
import { checkEksEndpoint, checkServer, type NetworkPlace } from "../../../cli/deploy/checkEndpoint.js";
import { checkAccount, checkIdentity } from "../../../cli/deploy/checkIdentity.js";
import { checkState } from "../../../cli/deploy/checkState.js";
import { surroundings, tryToConnect } from "../../../cli/deploy/surroundings.js";
import type { HistoryRecord } from "../../../cli/history/readHistory.js";
import { UsageError } from "../../../cli/io.js";
import { load } from "../../support/project.js";
import { commandError, recordedStack } from "../../support/recordedStack.js";
import { commit, record } from "../history/records.js";

const { cluster } = load();
assert.ok(cluster.kind === "eks");
const { eks, network } = cluster;
const open = { ...eks, publicAccess: ["203.0.113.0/24"] };

describe("the preflight's checks", () => {
  describe("commit", () => {
    const id = "0123456789abcdef0123456789abcdef01234567";
    it("lets a commit pass that has nothing besides it", () =>
      assert.deepEqual(checkCommit({ id, clean: true }), {
        name: "commit",
        status: "ok",
        found: "0123456789ab, and nothing else",
      }));
    it("refuses what is more than a commit", () =>
      assert.match(checkCommit({ id, clean: false }).found, /more than commit 0123456789ab: changed files/));
    it("refuses what is in no repository", () =>
      assert.deepEqual(
        [checkCommit(undefined).status, checkCommit(undefined).todo],
        ["failed", "commit it; what is deployed from nowhere cannot be returned to"],
      ));
  });

  describe("identity", () => {
    const session = (role: string, account = "111122223333") => ({
      account,
      arn: `arn:aws:sts::${account}:assumed-role/${role}/session-1`,
    });
    it("is of the declaration's account, or refused", () => {
      assert.equal(checkAccount(session("x"), eks).status, "ok");
      const other = checkAccount(session("x", "999999999999"), eks);
      assert.deepEqual(
        [other.status, other.found, other.todo],
        [
          "failed",
          "credentials of account 999999999999",
          "take those of 111122223333, which basalt:cluster.account names",
        ],
      );
    });

    const inPath = { ...eks, deployer: "arn:aws:iam::111122223333:role/teams/platform/deployer" };
    const user = { ...eks, deployer: "arn:aws:iam::111122223333:user/deployer" };
    const userArn = { account: "111122223333", arn: user.deployer };
    const rows = [
      ["a session of the deployer, before the cluster", session("deployer"), eks, false, "ok"],
      ["a session of the deployer, which has a path", session("deployer"), inPath, true, "ok"],
      ["a user who is the deployer", userArn, user, false, "ok"],
      ["a role called as that user is", session("deployer"), user, true, "failed"],
      [
        "the deployer's namesake of another account",
        session("deployer", "999999999999"),
        eks,
        true,
        "failed",
      ],
      ["an admin, when the cluster is there", session("platform"), eks, true, "ok"],
      ["an admin, when nobody knows whether it is", session("platform"), eks, undefined, "ok"],
      ["an admin, who would become its owner by creating it", session("platform"), eks, false, "failed"],
      ["somebody else", session("developer"), eks, true, "failed"],
    ] as const;
    for (const [title, caller, declared, exists, status] of rows)
      it(`${status === "ok" ? "lets" : "stops"} ${title}`, () =>
        assert.equal(checkIdentity(caller, declared, exists, true).status, status));
    it("does not stop one who only looks, and whom the cluster may know from elsewhere", () =>
      assert.deepEqual(
        [true, false].map((exists) => checkIdentity(session("developer"), eks, exists, false).status),
        ["unknown", "unknown"],
      ));
    it("says of somebody whom the cluster does not know whom it does", () =>
      assert.match(
        checkIdentity(session("developer"), eks, true, true).todo ?? "",
        /^deploy as arn:aws:iam::111122223333:role\/deployer, or add it to basalt:cluster\.admins first$/,
      ));
  });

  describe("endpoint", () => {
    const tried: string[] = [];
    const place = (more: Partial<NetworkPlace> = {}): NetworkPlace => ({
      hostedRunner: false,
      proxy: false,
      addresses: ["192.168.1.7"],
      connect: (host, port) => {
        tried.push(`${host}:${port}`);
        return Promise.resolve(undefined);
      },
      ...more,
    });
    const silent = () => Promise.resolve("ECONNREFUSED");
    const server = "https://ABC.gr7.eu-central-1.eks.amazonaws.com";
    beforeEach(() => (tried.length = 0));

    it("says at once that a hosted runner cannot reach a private one, and does not try", async () => {
      const check = await checkEksEndpoint(eks, network, server, place({ hostedRunner: true }));
      assert.deepEqual([check.status, tried], ["failed", []]);
      assert.equal(
        check.found,
        "the API endpoint of base is private, and this is a runner that GitHub hosts, on the Internet",
      );
      assert.match(check.todo ?? "", /the repository's variable RUNNERS names/);
    });
    it("says so before the cluster is there, too", async () => {
      const check = await checkEksEndpoint(eks, network, undefined, place({ hostedRunner: true }));
      assert.deepEqual([check.status, check.found.includes("will be private")], ["failed", true]);
    });
    it("lets a hosted runner try a public one", async () => {
      const check = await checkEksEndpoint(open, network, server, place({ hostedRunner: true }));
      assert.deepEqual([check.status, tried], ["ok", ["abc.gr7.eu-central-1.eks.amazonaws.com:443"]]);
    });
    it("fails where nothing answers, and says who is let in", async () => {
      const check = await checkEksEndpoint(open, network, server, place({ connect: silent }));
      assert.deepEqual(
        [check.status, check.found],
        ["failed", "abc.gr7.eu-central-1.eks.amazonaws.com does not answer (ECONNREFUSED)"],
      );
      assert.match(
        check.todo ?? "",
        /^run this from 203\.0\.113\.0\/24, which basalt:cluster\.publicAccess names/,
      );
    });
    it("tells of a cluster to come whether this machine is inside", async () => {
      const at = async (address: string) =>
        (await checkEksEndpoint(eks, network, undefined, place({ addresses: [address] }))).status;
      assert.deepEqual(
        await Promise.all(["10.0.255.255", "198.51.100.1", "10.1.0.0", "not an address"].map(at)),
        ["ok", "ok", "unknown", "unknown"],
      );
    });
    it("does not know who a public endpoint to come lets in", async () =>
      assert.equal((await checkEksEndpoint(open, network, undefined, place())).status, "unknown"));
    it("does not judge what is behind a proxy", async () =>
      assert.deepEqual(
        [(await checkServer(server, place({ proxy: true, connect: silent }), "")).status, tried],
        ["unknown", []],
      ));
    it("takes the port and an IPv6 address from the server's URL", async () => {
      await checkServer("https://[::1]:6443", place(), "");
      assert.deepEqual(tried, ["::1:6443"]);
    });
    it("refuses a server without TLS", async () =>
      assert.equal((await checkServer("http://127.0.0.1:8080", place(), "")).status, "failed"));

    it("knows GitHub's own runner by its environment", () => {
      const hosted = (env: Record<string, string>) => surroundings(env).hostedRunner;
      assert.deepEqual(
        [
          hosted({ GITHUB_ACTIONS: "true", RUNNER_ENVIRONMENT: "github-hosted" }),
          hosted({ GITHUB_ACTIONS: "true", RUNNER_ENVIRONMENT: "self-hosted" }),
          hosted({}),
        ],
        [true, false, false],
      );
    });
  });

  describe("a connection that is tried", () => {
    it("is there, or says why not", async () => {
      const server = createServer();
      const port = await new Promise<number>((resolve) =>
        server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
      );
      assert.equal(await tryToConnect("127.0.0.1", port), undefined);
      await new Promise((resolve) => server.close(resolve));
      assert.equal(await tryToConnect("127.0.0.1", port), "ECONNREFUSED");
    });
  });

  describe("state", () => {
    const state = (pending_operations?: object[] | null) =>
      recordedStack({ state: { version: 3, deployment: { pending_operations } } }).stack;
    const unread = () => Promise.reject(new UsageError("nobody can read it"));
    const operation = (type: string) => ({
      type,
      resource: { urn: "urn:pulumi:test::base::aws:ec2/vpc:Vpc::network", type: "aws:ec2/vpc:Vpc" },
    });
    for (const none of [[], null, undefined])
      it(`is in order with ${none === undefined ? "no" : JSON.stringify(none)} pending operations`, async () =>
        assert.equal((await checkState(state(none), unread)).status, "ok"));
    it("is not where a killed update left creations", async () => {
      const check = await checkState(state([operation("creating"), operation("creating")]), unread);
      assert.deepEqual(
        [check.status, check.found],
        ["failed", "an update was killed, or is still at work, while it was creating network and 1 more"],
      );
      assert.match(check.todo ?? "", /--resume/);
    });
    const [ran, failed] = [record(1, commit("a")), record(2, commit("b"), { result: "failed" })];
    const ways: readonly [string, readonly HistoryRecord[], RegExp][] = [
      ["by a rollback where a version ever ran", [failed, ran], /^run `basalt rollback .* --resume`/],
      ["by hand where none did: there is nothing to roll back to", [failed], /clear-pending-creates`$/],
      ["by hand where nothing was ever tried", [], /docs\/guide.md, "After an update was killed"/],
    ];
    for (const [title, history, todo] of ways)
      it(`is mended ${title}`, async () => {
        const { todo: told = "" } = await checkState(state([operation("creating")]), () =>
          Promise.resolve(history),
        );
        assert.match(told, todo);
        assert.equal(told.includes("--resume"), history.includes(ran));
      });
    it("is a mistake where nobody can read it", async () => {
      await assert.rejects(checkState(state([{}]), unread), { name: "UsageError" });
      const { stack } = recordedStack();
      stack.exportStack = () => Promise.reject(commandError("error: no stack named 'dev' found"));
      await assert.rejects(checkState(stack, unread), { name: "UsageError" });
    });
  });
});
