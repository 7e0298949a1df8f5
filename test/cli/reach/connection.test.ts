import assert from "node:assert/strict";
import { relative } from "node:path";
import { fixturePath, matchesFixture, sample } from "../../support/fixture.js";
import { command, type Outcome } from "../../support/io.js";
import { inProjectAsync } from "../../support/temporary.js";

const shop = relative(process.cwd(), fixturePath("reach/shop"));
const ranges = ["--pod-cidr", "10.244.0.0/16", "--node-cidr", "10.0.0.0/24"];

function ask(from: string, to: string, ...args: readonly string[]): Promise<Outcome> {
  return command(["reach", shop, ...ranges, "--from", from, "--to", to, ...args], process.cwd());
}

async function answer(from: string, to: string, port?: string): Promise<string> {
  const { code, out, err } = await ask(from, to, ...(port === undefined ? [] : ["--port", port]));
  return `${code} ${(out || err).split("\n")[0]}`;
}

describe("basalt reach --from --to", () => {
  for (const [from, to, port, expected] of [
    ["shop/web", "shop/cart", "7070", "0 allowed: shop/web -> shop/cart TCP 7070"],
    ["web", "cart", "grpc", "0 allowed: shop/web -> shop/cart TCP 7070"],
    ["web", "cart", "7070/udp", "1 denied: shop/web -> shop/cart UDP 7070"],
    ["web", "cart", "7071", "1 denied: shop/web -> shop/cart TCP 7071"],
    ["cart", "web", "8080", "1 denied: shop/cart -> shop/web TCP 8080"],
    ["web", "cart", "icmp", "1 denied: shop/web -> shop/cart ICMP echo"],
    ["8.8.8.8", "api", "icmp", "0 allowed: 8.8.8.8 -> billing/api ICMP echo"],
    ["web", "cart-front", "80", "0 allowed: shop/web -> shop/cart TCP 7070"],
    ["web", "shop/cart-front", "rpc", "0 allowed: shop/web -> shop/cart TCP 7070"],
    ["web", "service:shop/cart-front", undefined, "0 allowed: shop/web -> shop/cart TCP 7070"],
    ["internet", "web", "http", "0 allowed: internet -> shop/web TCP 8080"],
    ["internet", "web", undefined, "0 allowed: internet -> shop/web TCP 8080"],
    ["internet", "cart", undefined, "1 denied: internet -> shop/cart"],
    ["10.1.2.3", "web", "8080", "1 denied: 10.1.2.3 -> shop/web TCP 8080"],
    ["0.0.0.0/0", "web", "8080", "1 depends: 0.0.0.0/0 -> shop/web TCP 8080"],
    ["web", "api", undefined, "0 allowed: shop/web -> billing/api TCP 8080"],
    ["api", "169.254.169.254", "80", "1 denied: billing/api -> 169.254.169.254 TCP 80"],
  ] as const)
    it(`answers ${from} to ${to}${port === undefined ? "" : ` on ${port}`}`, async () => {
      assert.equal(await answer(from, to, port), expected);
    });

  for (const [from, to, port, message] of [
    ["wbe", "cart", undefined, '--from: found "wbe"; did you mean "shop/web"?'],
    [
      "web",
      "nothing-like-it",
      undefined,
      '--to: found "nothing-like-it"; allowed: "billing/api", "shop/cart"',
    ],
    [
      "cart-front",
      "web",
      undefined,
      '--from: found "shop/cart-front", a Service, which opens no connections',
    ],
    ["web", "10.244.1.1", undefined, '--to: found "10.244.1.1", which is in the pods\' range'],
    ["web", "cart", "grcp", '--port: found "grcp"; allowed: a port that the pods declare (grpc), a number'],
    ["web", "cart", "0", '--port: found "0"; allowed: a number from 1 to 65535'],
    ["web", "cart", "80/tpc", '--port: found "80/tpc"; allowed: a number'],
    [
      "web",
      "cart-front",
      "7070",
      '--port: found "7070", which no pod behind Service shop/cart-front serves; allowed: rpc 80/tcp',
    ],
  ] as const)
    it(`refuses ${from} to ${to}${port === undefined ? "" : ` on ${port}`}`, async () => {
      const { code, out, err } = await ask(from, to, ...(port === undefined ? [] : ["--port", port]));
      assert.deepEqual([code, out], [2, ""]);
      assert.ok(err.includes(message), err);
    });

  it("asks which of several is meant", async () => {
    const pod = (namespace: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: ${namespace} }\nspec: { containers: [] }\n`;
    await inProjectAsync({ "a.yaml": `${pod("a")}---\n${pod("b")}` }, async (directory) => {
      const { code, err } = await command(["reach", ".", "--from", "web", "--to", "a/web"], directory);
      assert.equal(code, 2);
      assert.match(err, /--from: found "web", which several have; allowed: one of a\/web, b\/web/);
    });
  });

  for (const [name, from, to, port] of [
    ["explain-denied", "web", "redis", "redis"],
    ["explain-one-direction", "api", "web", "http"],
    ["explain-earlier-tier", "web", "169.254.169.254", "80"],
    ["explain-allowed", "web", "cart-front", "80"],
  ] as const)
    it(`explains every decision (${name})`, async () => {
      const { out } = await ask(from, to, "--port", port, "--explain");
      matchesFixture(`reach/${name}.txt`, out);
    });

  it("has in JSON what it explains in words", async () => {
    const { code, out } = await ask("web", "redis", "--port", "redis", "--explain", "--json");
    assert.equal(code, 1);
    matchesFixture("reach/explain-denied.json.txt", out);
  });

  it("suggests policies that, added, allow exactly what was asked", async () => {
    const { out } = await ask("web", "redis", "--port", "redis", "--explain", "--json");
    const { suggestion } = JSON.parse(out) as {
      suggestion: { verified: boolean; changes: { text: string }[] };
    };
    assert.equal(suggestion.verified, true);
    const added = suggestion.changes.map(({ text }) => text).join("---\n");
    await inProjectAsync({ "added.yaml": added }, async (directory) => {
      const { mkdirSync, cpSync } = await import("node:fs");
      mkdirSync(`${directory}/shop`);
      cpSync(shop, `${directory}/shop`, { recursive: true });
      const { code, out: changes } = await command(
        ["reach", ".", ...ranges, "--diff", `${process.cwd()}/${shop}`, "--json"],
        directory,
      );
      assert.equal(code, 1);
      const { connections } = JSON.parse(changes) as {
        connections: { from: string; to: string; added: unknown }[];
      };
      assert.deepEqual(
        connections.map(({ from, to, added: what }) => [from, to, what]),
        [["shop/web", "shop/redis", { allow: { TCP: [[6379, 6379]] } }]],
      );
    });
  });

  describe("of a stack", () => {
    const stack = (...args: readonly string[]) => command(["reach", "--stack", "dev", ...args], sample);
    const suggestion = async (from: string, to: string, port: string) => {
      const { out } = await stack("--from", from, "--to", to, "--port", port, "--explain", "--json");
      return (
        JSON.parse(out) as { suggestion?: { changes: { where: string; text: string }[]; remarks: string[] } }
      ).suggestion;
    };

    it("suggests the flow to declare, by the declaration's own names of ports", async () => {
      assert.deepEqual((await suggestion("adservice", "cartservice", "grpc"))?.changes, [
        {
          where: "namespaces/shop.yaml, under flows",
          text: "- { from: adservice, to: cartservice, ports: [grpc] }\n",
        },
      ]);
    });

    it("suggests a flow to the Internet", async () => {
      assert.deepEqual(
        (await suggestion("adservice", "internet", "443"))?.changes.map(({ text }) => text),
        ["- { from: adservice, to: internet, ports: [443] }\n"],
      );
    });

    for (const [from, to, port, reason] of [
      [
        "adservice",
        "redis-cart",
        "6379",
        /namespaces\/shop\.yaml asserts that this never happens: never from \* to redis-cart/,
      ],
      [
        "adservice",
        "169.254.169.254",
        "80",
        /denied by GlobalNetworkPolicy basalt-guardrails\.deny-instance-metadata/,
      ],
      [
        "adservice",
        "cartservice",
        "9999",
        /declares no port TCP 9999: add it under workloads\.cartservice\.ports/,
      ],
      ["adservice", "kube-system/kube-dns", "9153", /is no workload of a declared namespace/],
    ] as const)
      it(`says why no flow can allow ${from} to ${to} on ${port}`, async () => {
        const found = await suggestion(from, to, port);
        assert.deepEqual(found?.changes, []);
        assert.match(found.remarks.join("\n"), reason);
      });
  });
});
