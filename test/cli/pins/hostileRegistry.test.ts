import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { LookUpError } from "../../../cli/lookUpError.js";
import { ask } from "../../../cli/pins/http.js";
import { dockerLogin } from "../../../cli/pins/registry/dockerLogin.js";
import { digestOf } from "../../../cli/pins/registry/manifests.js";
import { Repository } from "../../../cli/pins/registry/registry.js";
import { tagsOf } from "../../../cli/pins/registry/tagsOf.js";
import { inProject } from "../../support/project.js";

const login = "Basic c2VjcmV0OnNlY3JldA==";
const digest = `sha256:${"a".repeat(64)}`;

/** Who is asked what, with which login. */
interface Asked {
  readonly address: string;
  readonly authorization: string | null;
}

/** A network in which every address answers as this says; nothing is asked outside of it. */
function network(answers: (address: string, authorization: string | null) => Response) {
  const asked: Asked[] = [];
  const fetch = (address: string, { headers, redirect }: RequestInit) => {
    const authorization = new Headers(headers).get("authorization");
    asked.push({ address, authorization });
    assert.equal(redirect, "manual", "fetch itself would follow any redirect");
    return Promise.resolve(answers(address, authorization));
  };
  const http = { fetch: fetch as typeof globalThis.fetch, wait: () => Promise.resolve() };
  return { asked, http, repository: new Repository({ http, login: () => login }, "registry.example", "app") };
}

const to = (location: string) => new Response(null, { status: 307, headers: { location } });
const wants = (realm: string) =>
  new Response(null, { status: 401, headers: { "www-authenticate": `Bearer realm="${realm}",service="s"` } });
const said = (pattern: RegExp) => (error: unknown) =>
  error instanceof LookUpError && pattern.test(error.message) && !error.message.includes("c2VjcmV0");

describe("a registry that means no good", () => {
  for (const [title, location] of [
    ["out of TLS", "http://registry.example/other"],
    ["to the metadata of the cloud", "http://169.254.169.254/latest/meta-data/"],
    ["to this machine", "http://127.0.0.1:8080/"],
    ["to a file", "file:///etc/passwd"],
    ["to no address", "https://["],
  ])
    it(`is not followed ${title}`, async () => {
      const { asked, repository } = network(() => to(location!));
      await assert.rejects(digestOf(repository, "1.0"), said(/leads to .*; not followed$/));
      assert.equal(asked.length, 1);
    });

  it("is not followed for ever", async () => {
    const { asked, http } = network((address) => to(`${address}x`));
    await assert.rejects(ask(http, "https://registry.example/"), said(/leads on and on; not followed$/));
    assert.equal(asked.length, 6);
  });

  it("gets no login to another host that it leads to, nor on the way back", async () => {
    const answers = network((address, authorization) => {
      if (address.startsWith("https://tokens.example/")) return Response.json({ token: "t" });
      if (address.startsWith("https://blobs.example/")) return to("https://registry.example/end");
      if (address.endsWith("/end"))
        return new Response(null, { headers: { "docker-content-digest": digest } });
      return authorization === null ? wants("https://tokens.example/") : to("https://blobs.example/");
    });
    assert.equal(await digestOf(answers.repository, "1.0"), digest);
    const given = answers.asked.filter(({ authorization }) => authorization !== null);
    assert.deepEqual(given, [
      { address: "https://tokens.example/?service=s&scope=repository%3Aapp%3Apull", authorization: login },
      { address: "https://registry.example/v2/app/manifests/1.0", authorization: "Bearer t" },
    ]);
  });

  it("gets no login by a token service that leads elsewhere", async () => {
    const { asked, repository } = network((address, authorization) => {
      if (address.startsWith("https://tokens.example/")) return to("https://thief.example/");
      if (address.startsWith("https://thief.example/")) return Response.json({ token: "t" });
      return authorization === null ? wants("https://tokens.example/") : new Response(null, { status: 403 });
    });
    await assert.rejects(digestOf(repository, "1.0"), said(/not there, or not for everybody/));
    assert.deepEqual(
      asked.filter(({ address }) => address.includes("thief")).map(({ authorization }) => authorization),
      [null],
    );
  });

  const bad: readonly (readonly [title: string, realm: string, token: unknown, message: RegExp])[] = [
    ["whose token service has no address", "https://[", "t", /its token service has no address/],
    ["whose token cannot stand in a header", "https://t.example/", "a\nc2VjcmV0", /gave no token/],
    ["whose token is no text", "https://t.example/", { a: 1 }, /gave no token/],
  ];
  for (const [title, realm, token, message] of bad)
    it(`${title} is told, and no more`, async () => {
      const { repository } = network((address) =>
        address.startsWith("https://t.example/") ? Response.json({ token }) : wants(realm),
      );
      await assert.rejects(digestOf(repository, "1.0"), said(message));
    });

  it("that lists more tags than anybody has is left", async () => {
    const tags = Array.from({ length: 300_000 }, (_, index) => `${index}`);
    const { repository } = network(() => Response.json({ tags }));
    await assert.rejects(tagsOf(repository), said(/too many tags to look through$/));
  });

  describe("that takes its time to list the tags", () => {
    const patience = 60;
    const next = { link: '</v2/app/tags/list?more>; rel="next"' };
    const slow = said(
      /^registry\.example\/app: its registry did not list all tags within 0\.06 seconds \(found \d+ on \d+ pages\); try again later, or leave it out by --only$/,
    );
    /** Answers when it likes to, unless nobody waits for it any more. */
    const answering = (fetch: (signal: AbortSignal) => Promise<Response>, wait = () => Promise.resolve()) => {
      const own = (_: string, { signal }: RequestInit) => fetch(signal!);
      const http = { fetch: own as typeof globalThis.fetch, wait };
      return new Repository({ http, login: () => undefined }, "registry.example", "app");
    };
    const silence = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });

    it("page by page is left, and what it listed so far is told", async () => {
      let pages = 0;
      const repository = answering(async () => {
        await setTimeout(5);
        pages += 1;
        return Response.json({ tags: ["1.0"] }, { headers: next });
      });
      await assert.rejects(tagsOf(repository, patience), slow);
      assert.ok(pages > 1 && pages < 100, `${pages} pages`);
    });

    it("is left in the middle of a page, which is not asked for again", async () => {
      let asked = 0;
      const repository = answering((signal) => {
        asked += 1;
        return silence(signal);
      });
      await assert.rejects(tagsOf(repository, patience), slow);
      assert.equal(asked, 1);
    });

    it("is left by its token service, too", async () => {
      let asked = 0;
      const repository = answering((signal) =>
        (asked += 1) === 1 ? Promise.resolve(wants("https://tokens.example/")) : silence(signal),
      );
      await assert.rejects(tagsOf(repository, patience), slow);
      assert.equal(asked, 2);
    });

    it("is not asked again where the time is over by when it wants to be", async () => {
      let asked = 0;
      const repository = answering(
        () => {
          asked += 1;
          return Promise.resolve(new Response(null, { status: 429, headers: { "retry-after": "9" } }));
        },
        () => setTimeout(2 * patience),
      );
      await assert.rejects(tagsOf(repository, patience), slow);
      assert.equal(asked, 1);
    });
  });

  it("whose next page has no address is told", async () => {
    const { repository } = network(() =>
      Response.json({ tags: [] }, { headers: { link: '<https://[>; rel="next"' } }),
    );
    await assert.rejects(tagsOf(repository), said(/its registry leads to no address$/));
  });
});

describe("what docker has kept", () => {
  it("counts only where it can stand in a header, whose errors would tell it", () => {
    const config = { auths: { "a.example": { auth: "c2VjcmV0\n" }, "b.example": { auth: "c2VjcmV0" } } };
    inProject({ "config.json": JSON.stringify(config) }, (directory) => {
      const of = (registry: string) => dockerLogin(registry, { DOCKER_CONFIG: directory });
      assert.deepEqual([of("a.example"), of("b.example")], [undefined, "Basic c2VjcmV0"]);
    });
  });
});
