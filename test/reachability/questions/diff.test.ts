import assert from "node:assert/strict";
import fc from "fast-check";
import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { allTraffic, trafficOfFamily } from "../../../reachability/evaluate/traffic.js";
import { describeTraffic } from "../../../reachability/questions/allowedTraffic.js";
import { causeFinder, type SideChange } from "../../../reachability/questions/diff/causes.js";
import { diff } from "../../../reachability/questions/diff/diff.js";
import type { Change, Difference } from "../../../reachability/questions/diff/difference.js";
import { readMatrix } from "../../../reachability/questions/diff/readMatrix.js";
import { trafficFrom } from "../../../reachability/questions/diff/trafficFrom.js";
import { workloadsOf } from "../../../reachability/questions/diff/workloadsOf.js";
import { matrixOf, type Connection, type Matrix } from "../../../reachability/questions/matrix.js";
import { intersect, unionAll } from "../../../reachability/sets/intervals.js";
import { formatProblem } from "../../../problems/problem.js";
import { flavours } from "../generate/flavours.js";
import { evaluationOf } from "../support/evaluate.js";
import { app, clusterOf, defaultDeny, deployment, namespace, networkPolicy } from "../support/cluster.js";

const tcp = (...ports: (readonly [number, number])[]) => ({ allow: { TCP: ports } });
const everything = describeTraffic(allTraffic);

function matrix(connections: readonly Connection[], within: Matrix["within"] = []): Matrix {
  return { version: 1, connections, within };
}

function pods(
  from: string,
  to: string,
  traffic: Partial<Connection> & Pick<Connection, "allow">,
): Connection {
  return { from, fromKind: "Deployment", to, toKind: "Deployment", ...traffic };
}

function outbound(from: string, range: string, traffic: Pick<Connection, "allow">): Connection {
  return { from, fromKind: "Deployment", to: range, toKind: "External", ...traffic };
}

function inbound(range: string, to: string, traffic: Pick<Connection, "allow">): Connection {
  return { from: range, fromKind: "External", to, toKind: "Deployment", ...traffic };
}

const webToCart = (traffic: Partial<Connection> & Pick<Connection, "allow">) =>
  matrix([pods("shop/web", "shop/cart", traffic)]);
const ends = { from: "shop/web", fromKind: "Deployment", to: "shop/cart", toKind: "Deployment" } as const;
const outside = { from: "shop/web", fromKind: "Deployment", toKind: "External" } as const;

const web = { workload: "shop/web", kind: "Deployment" };
const cart = { workload: "shop/cart", kind: "Deployment" };

describe("diff", () => {
  const cases: {
    title: string;
    base: Matrix;
    head: Matrix;
    known?: Parameters<typeof diff>[2];
    expected: Partial<Difference>;
  }[] = [
    {
      title: "finds nothing where nothing changed",
      base: webToCart(tcp([80, 80])),
      head: webToCart(tcp([80, 80])),
      expected: {},
    },
    {
      title: "is not misled by how ports are written",
      base: webToCart({ allow: { TCP: [[80, 81]], UDP: [[53, 53]] } }),
      head: webToCart({
        allow: {
          UDP: [[53, 53]],
          TCP: [
            [80, 80],
            [81, 81],
          ],
        },
      }),
      expected: {},
    },
    {
      title: "finds a new connection between workloads that were there",
      base: matrix([]),
      head: webToCart(tcp([80, 80])),
      known: { base: [web, cart], head: [web, cart] },
      expected: { widened: true, connections: [{ ...ends, change: "added", added: tcp([80, 80]) }] },
    },
    {
      title: "finds a connection that is gone, which widens nothing",
      base: webToCart(tcp([80, 80])),
      head: matrix([]),
      known: { base: [web, cart], head: [web, cart] },
      expected: { connections: [{ ...ends, change: "removed", removed: tcp([80, 80]) }] },
    },
    {
      title: "finds ports that came and went",
      base: webToCart(tcp([80, 90])),
      head: webToCart(tcp([85, 95])),
      expected: {
        widened: true,
        connections: [{ ...ends, change: "changed", added: tcp([91, 95]), removed: tcp([80, 84]) }],
      },
    },
    {
      title: "does not take fewer ports for a widening",
      base: webToCart(tcp([80, 90])),
      head: webToCart(tcp([80, 89])),
      expected: { connections: [{ ...ends, change: "changed", removed: tcp([90, 90]) }] },
    },
    {
      title: "says what else than ports is new",
      base: webToCart(tcp([1, 65535])),
      head: webToCart(everything),
      expected: {
        widened: true,
        connections: [
          {
            ...ends,
            change: "changed",
            added: {
              allow: { UDP: [[1, 65535]], SCTP: [[1, 65535]] },
              icmp: ["all"],
              protocols: [
                [0, 0],
                [2, 5],
                [7, 16],
                [18, 57],
                [59, 131],
                [133, 255],
              ],
            },
          },
        ],
      },
    },
    {
      title: "takes for a widening that something is now certain",
      base: webToCart({ ...tcp([80, 80]), uncertain: true }),
      head: webToCart(tcp([80, 80])),
      expected: { widened: true, connections: [{ ...ends, change: "changed", certainty: "gained" }] },
    },
    {
      title: "does not take for a widening that something is no more certain",
      base: webToCart(tcp([80, 80])),
      head: webToCart({ ...tcp([80, 80]), uncertain: true }),
      expected: { connections: [{ ...ends, change: "changed", certainty: "lost" }] },
    },
    {
      title: "says of what is new, or gone, only that",
      base: matrix([pods("shop/cart", "shop/web", { ...tcp([90, 90]), uncertain: true })]),
      head: webToCart({ ...tcp([80, 80]), uncertain: true }),
      expected: {
        widened: true,
        connections: [
          {
            from: "shop/cart",
            fromKind: "Deployment",
            to: "shop/web",
            toKind: "Deployment",
            change: "removed",
            removed: tcp([90, 90]),
          },
          { ...ends, change: "added", added: tcp([80, 80]) },
        ],
      },
    },
    {
      title: "takes a workload of another kind for another",
      base: webToCart(tcp([80, 80])),
      head: matrix([{ ...pods("shop/web", "shop/cart", tcp([80, 80])), toKind: "StatefulSet" }]),
      expected: {
        widened: true,
        connections: [
          { ...ends, change: "removed", removed: tcp([80, 80]), because: "gone-workload" },
          {
            ...ends,
            toKind: "StatefulSet",
            change: "added",
            added: tcp([80, 80]),
            because: "new-workload",
          },
        ],
        newWorkloads: [{ workload: "shop/cart", kind: "StatefulSet" }],
        goneWorkloads: [cart],
      },
    },
    {
      title: "names workloads that came or went without any connection",
      base: matrix([]),
      head: matrix([]),
      known: { base: [web], head: [cart] },
      expected: { newWorkloads: [cart], goneWorkloads: [web] },
    },
    {
      title: "finds what pods of one workload may do among themselves",
      base: matrix([], [{ ...web, ...tcp([80, 80]) }]),
      head: matrix([], [{ ...web, ...tcp([81, 81]) }]),
      expected: {
        widened: true,
        within: [{ ...web, change: "changed", added: tcp([81, 81]), removed: tcp([80, 80]) }],
      },
    },
    {
      title: "compares addresses, not how ranges are cut",
      base: matrix([outbound("shop/web", "1.0.0.0-1.0.0.255", tcp([443, 443]))]),
      head: matrix([
        outbound("shop/web", "1.0.0.0-1.0.0.9", tcp([443, 443])),
        outbound("shop/web", "1.0.0.10-1.0.0.255", tcp([443, 443])),
      ]),
      expected: {},
    },
    {
      title: "finds the part of a range that is new, in both directions",
      base: matrix([
        outbound("shop/web", "1.0.0.0-1.0.0.255", tcp([443, 443])),
        inbound("1.0.0.0-1.0.0.255", "shop/web", tcp([80, 80])),
      ]),
      head: matrix([
        outbound("shop/web", "1.0.0.128-1.0.1.0", tcp([443, 443])),
        inbound("0.255.255.255-1.0.0.255", "shop/web", tcp([80, 80])),
      ]),
      expected: {
        widened: true,
        connections: [
          {
            from: "0.255.255.255-0.255.255.255",
            fromKind: "External",
            to: "shop/web",
            toKind: "Deployment",
            change: "added",
            added: tcp([80, 80]),
          },
          { ...outside, to: "1.0.0.0-1.0.0.127", change: "removed", removed: tcp([443, 443]) },
          { ...outside, to: "1.0.1.0-1.0.1.0", change: "added", added: tcp([443, 443]) },
        ],
      },
    },
    {
      title: "merges neighbouring ranges that changed alike, whatever they allow besides",
      base: matrix([
        outbound("shop/web", "1.0.0.0-1.0.0.9", tcp([80, 80])),
        outbound("shop/web", "1.0.0.10-1.0.0.255", tcp([90, 90])),
      ]),
      head: matrix([
        outbound("shop/web", "1.0.0.0-1.0.0.9", tcp([80, 80], [443, 443])),
        outbound("shop/web", "1.0.0.10-1.0.0.255", tcp([90, 90], [443, 443])),
      ]),
      expected: {
        widened: true,
        connections: [{ ...outside, to: "1.0.0.0-1.0.0.255", change: "changed", added: tcp([443, 443]) }],
      },
    },
    {
      title: "does not merge neighbouring ranges that changed otherwise, or are of two families",
      base: matrix([]),
      head: matrix([
        outbound("shop/web", "0.0.0.0-0.0.0.2", tcp([80, 80])),
        outbound("shop/web", "0.0.0.3-0.0.0.5", tcp([443, 443])),
        outbound("shop/web", "::6-::7", tcp([443, 443])),
      ]),
      known: { base: [web] },
      expected: {
        widened: true,
        connections: [
          { ...outside, to: "0.0.0.0-0.0.0.2", change: "added", added: tcp([80, 80]) },
          { ...outside, to: "0.0.0.3-0.0.0.5", change: "added", added: tcp([443, 443]) },
          { ...outside, to: "::6-::7", change: "added", added: tcp([443, 443]) },
        ],
      },
    },
    {
      title: "keeps the last addresses and the families apart",
      base: matrix([]),
      head: matrix([
        outbound("shop/web", "::-::1", tcp([443, 443])),
        outbound("shop/web", "255.255.255.255-255.255.255.255", tcp([443, 443])),
        outbound("shop/web", "ffff::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", tcp([443, 443])),
      ]),
      known: { base: [web] },
      expected: {
        widened: true,
        connections: [
          "255.255.255.255-255.255.255.255",
          "::-::1",
          "ffff::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        ].map((to) => ({ ...outside, to, change: "added", added: tcp([443, 443]) })),
      },
    },
    {
      title: "gives each kind of pods what the whole workload had",
      base: matrix([pods("shop/web", "shop/cart", tcp([80, 80]))], [{ ...web, ...tcp([1, 1]) }]),
      head: matrix([
        pods("shop/web{role=canary}", "shop/cart", tcp([80, 81])),
        pods("shop/web{role=}", "shop/cart", tcp([80, 80])),
        pods("shop/web{role=}", "shop/web{role=canary}", tcp([1, 1])),
      ]),
      expected: {
        widened: true,
        connections: [
          { ...ends, from: "shop/web{role=canary}", change: "changed", added: tcp([81, 81]) },
          {
            ...ends,
            from: "shop/web{role=canary}",
            to: "shop/web{role=}",
            change: "removed",
            removed: tcp([1, 1]),
          },
        ],
        within: [
          { workload: "shop/web{role=canary}", kind: "Deployment", change: "removed", removed: tcp([1, 1]) },
          { workload: "shop/web{role=}", kind: "Deployment", change: "removed", removed: tcp([1, 1]) },
        ],
      },
    },
    {
      title: "finds that pods which were apart, and could do nothing, now can what the others do",
      base: matrix([pods("shop/web{role=}", "shop/cart", tcp([80, 80]))]),
      head: webToCart(tcp([80, 80])),
      known: {
        base: [
          { workload: "shop/web{role=}", kind: "Deployment" },
          { workload: "shop/web{role=canary}", kind: "Deployment" },
          cart,
        ],
      },
      expected: {
        widened: true,
        connections: [{ ...ends, from: "shop/web{role=canary}", change: "added", added: tcp([80, 80]) }],
      },
    },
    {
      title: "does not trust a saved matrix to name all pods of a workload",
      base: matrix([pods("shop/web{role=}", "shop/cart", tcp([80, 80]))]),
      head: webToCart(tcp([80, 80])),
      expected: {
        widened: true,
        connections: [
          { ...ends, change: "added", added: tcp([80, 80]) },
          { ...ends, from: "shop/web{role=}", change: "removed", removed: tcp([80, 80]) },
        ],
      },
    },
  ];
  for (const { title, base, head, known, expected } of cases)
    it(title, () => {
      assert.deepEqual(diff(base, head, known), {
        widened: false,
        connections: [],
        within: [],
        newWorkloads: [],
        goneWorkloads: [],
        ...expected,
      });
    });

  it("is in order by the names of workloads, then by their kinds", () => {
    const order = [
      { workload: "shop/cart", kind: "StatefulSet" },
      { workload: "shop/web", kind: "Deployment" },
      { workload: "shop/web", kind: "StatefulSet" },
    ];
    const within = [2, 0, 1].map((index) => ({ ...order[index]!, ...tcp([80, 80]) }));
    const found = diff(matrix([]), matrix([], within), {
      base: [],
      head: [2, 0, 1].map((index) => order[index]!),
    });
    assert.deepEqual(
      found.within.map(({ workload, kind, because }) => ({ workload, kind, because })),
      order.map((each) => ({ ...each, because: "new-workload" })),
    );
    assert.deepEqual(found.newWorkloads, order);
    const gone = diff(matrix([], within), matrix([]), {
      base: [2, 0, 1].map((index) => order[index]!),
      head: [],
    });
    assert.deepEqual(gone.goneWorkloads, order);
    assert.deepEqual(
      gone.within.map(({ because }) => because),
      order.map(() => "gone-workload"),
    );
  });

  it("adds in one direction exactly what it removes in the other", () => {
    fc.assert(
      fc.property(anyMatrix, anyMatrix, (a, b) => {
        const known = { base: [web, cart], head: [web, cart] };
        const there = diff(a, b, known);
        const back = diff(b, a, known);
        assert.deepEqual(
          there.connections.map(({ from, to, added, removed }) => ({ from, to, added, removed })),
          back.connections.map(({ from, to, added, removed }) => ({
            from,
            to,
            added: removed,
            removed: added,
          })),
        );
        assert.equal(
          there.widened,
          there.connections.some(({ added }) => added),
        );
      }),
    );
  });

  it("takes time in proportion to connections", () => {
    const cut = (count: number, port: number) =>
      matrix(
        Array.from({ length: count }, (_, index) => [
          pods(`n${index % 100}/a${index}`, `n${index % 100}/b${index}`, tcp([port, port])),
          outbound(`n${index % 100}/a${index}`, "1.0.0.0-9.255.255.255", tcp([443, 443])),
        ]).flat(),
      );
    const timeOf = (count: number) => {
      const start = performance.now();
      const { connections } = diff(cut(count, 80), cut(count, 81));
      assert.equal(connections.length, count);
      return performance.now() - start;
    };
    timeOf(2000);
    const few = timeOf(2000);
    assert.ok(timeOf(20_000) < 40 * few + 500);
  });
});

/** Ranges of one workload, disjoint, and a connection between pods. */
const anyMatrix: fc.Arbitrary<Matrix> = fc
  .record({
    bounds: fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 8 }),
    ports: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 9, maxLength: 9 }),
  })
  .map(({ bounds, ports }) => {
    const sorted = bounds.sort((a, b) => a - b);
    const ranges = sorted
      .slice(0, -1)
      .map((first, index) =>
        outbound("shop/web", `1.0.0.${first}-1.0.0.${sorted[index + 1]! - 1}`, tcp([ports[index]!, 3])),
      );
    return matrix([
      ...ranges,
      ...(ports[8] === 1 ? [] : [pods("shop/web", "shop/cart", tcp([2, ports[8]!]))]),
    ]);
  });

describe("trafficFrom", () => {
  it("reads back whatever describeTraffic wrote", () => {
    // ICMP is shown without its family: sets that have the same of both come back as they were.
    const parts = [
      [1, 1],
      [80, 90],
      [65536 + 53, 65536 + 53],
      [131073, 196607],
      [3 * 65536 + 2048, 3 * 65536 + 2303],
      [3 * 65536 + 5, 3 * 65536 + 6],
      [3 * 65536, 4 * 65536 - 1],
      [5 * 65536, 5 * 65536 + 300],
      [5 * 65536 + 47, 5 * 65536 + 47],
      [1, 3 * 65536 - 1],
    ];
    fc.assert(
      fc.property(fc.subarray(parts), (chosen) => {
        const icmp = chosen.map(([first, last]) =>
          first! >= 3 * 65536 && last! < 4 * 65536 ? [first! + 65536, last! + 65536] : [],
        );
        const set = intersect(unionAll([...chosen, ...icmp]), allTraffic);
        assert.deepEqual(trafficFrom(describeTraffic(set)), set);
      }),
    );
  });

  it("takes everything of one family for everything", () => {
    assert.deepEqual(trafficFrom(describeTraffic(trafficOfFamily(4))), allTraffic);
  });
});

describe("readMatrix", () => {
  const origin = { file: "base.json", path: [], lineOf: () => undefined };
  const valid = pods("shop/web", "shop/cart", tcp([80, 80]));
  const saved = (...connections: unknown[]) => ({ version: 1, connections });
  const whole = matrix(
    [
      {
        ...pods("shop/web{role=a,b}", "shop/cart", { allow: {}, icmp: ["8", "3/4"], protocols: [[47, 47]] }),
      },
      { ...valid, uncertain: true },
      outbound("shop/web", "::-ffff::", everything),
    ],
    [{ ...web, allow: {}, icmp: ["all"] }],
  );

  it("reads back what was saved, and passes over what stands beside it", () => {
    const value: unknown = JSON.parse(JSON.stringify({ ...whole, notes: ["later versions say more"] }));
    assert.deepEqual(readMatrix({ value, origin }), { matrix: whole, problems: [] });
  });

  it("reads a matrix of the first shape, without pods of one workload", () => {
    assert.deepEqual(readMatrix({ value: saved(valid), origin }), { matrix: matrix([valid]), problems: [] });
  });

  const refused: { title: string; value: unknown; problems: readonly string[] }[] = [
    {
      title: "nothing",
      value: null,
      problems: ["base.json: found nothing; allowed: what `basalt reach --json` writes"],
    },
    {
      title: "a list",
      value: [],
      problems: ["base.json: found a list of 0; allowed: a mapping", ...["version"].map(versionMissing)],
    },
    {
      title: "another version",
      value: { version: 2, connections: [] },
      problems: ["base.json version: found 2 (a number); allowed: 1: what `basalt reach --json` writes"],
    },
    { title: "no version", value: { connections: [] }, problems: [versionMissing("version")] },
    {
      title: "no connections",
      value: { version: 1 },
      problems: ["base.json connections: found nothing; allowed: a list of connections"],
    },
    {
      title: "connections that are none",
      value: saved(null, 7, {}),
      problems: [
        "base.json connections[0]: found nothing; allowed: a mapping",
        "base.json connections[1]: found 7 (a number); allowed: a mapping",
        "base.json connections[2].fromKind: found nothing; allowed: a kind such as Deployment",
        "base.json connections[2].toKind: found nothing; allowed: a kind such as Deployment",
        "base.json connections[2].allow: found nothing; allowed: ports by protocol",
      ],
    },
    {
      title: "keys that it does not know in a connection",
      value: saved({ ...valid, deny: {} }),
      problems: [
        'base.json connections[0].deny: found the unknown field "deny"; allowed: from, fromKind, to, toKind, allow, icmp, protocols, uncertain',
      ],
    },
    {
      title: "names and kinds of no workload",
      value: saved({ ...valid, from: "web", toKind: "<b>" }),
      problems: [
        'base.json connections[0].from: found "web"; allowed: a workload such as shop/web',
        'base.json connections[0].toKind: found "<b>"; allowed: a kind such as Deployment',
      ],
    },
    {
      title: "ranges that are none",
      value: saved(
        outbound("shop/web", "1.2.3.4", tcp()),
        outbound("shop/web", "1.0.0.9-1.0.0.8", tcp()),
        outbound("shop/web", "1.0.0.9-::1", tcp()),
        outbound("shop/web", "1.0.0.9-1.0.0.9-1.0.0.9", tcp()),
      ),
      problems: ["1.2.3.4", "1.0.0.9-1.0.0.8", "1.0.0.9-::1", "1.0.0.9-1.0.0.9-1.0.0.9"].map(
        (text, index) =>
          `base.json connections[${index}].to: found "${text}"; allowed: an address range such as 10.0.0.0-10.0.0.255`,
      ),
    },
    {
      title: "ranges that overlap, those of one direction only",
      value: saved(
        outbound("shop/web", "1.0.0.0-1.0.0.9", tcp()),
        outbound("shop/web", "1.0.0.9-1.0.0.20", tcp()),
        inbound("1.0.0.0-1.0.0.9", "shop/web", tcp()),
        outbound("shop/cart", "1.0.0.0-1.0.0.9", tcp()),
      ),
      problems: [
        "base.json connections[1]: found a range that overlaps another; allowed: ranges of one workload that are disjoint",
      ],
    },
    {
      title: "a pair twice, and pods within themselves among the pairs",
      value: {
        ...saved(valid, valid, { ...valid, to: valid.from }),
        within: [
          { ...web, ...tcp() },
          { ...web, ...tcp() },
        ],
      },
      problems: [
        'base.json connections[2].to: found "shop/web"; allowed: another workload than `from`',
        "base.json connections[1]: found a pair again; allowed: each pair once",
        "base.json within[1]: found a pair again; allowed: each pair once",
      ],
    },
    {
      title: "two ends outside",
      value: saved({ ...outbound("1.0.0.0-1.0.0.1", "1.0.0.3-1.0.0.4", tcp()), fromKind: "External" }),
      problems: [
        'base.json connections[0].toKind: found "External"; allowed: one end in the cluster at least',
      ],
    },
    {
      title: "ports, protocols and types that are none",
      value: saved({
        ...valid,
        allow: { TCP: [[0, 80], [80], [90, 80], null, [1, null], 5], ICMP: [] },
        icmp: ["8/256", "x", null],
        protocols: [[47, 256]],
        uncertain: false,
      }),
      problems: [
        "base.json connections[0].uncertain: found false (a boolean); allowed: true, or nothing",
        'base.json connections[0].allow.ICMP: found the unknown field "ICMP"; allowed: TCP, UDP, SCTP',
        "base.json connections[0].allow.TCP[0][0]: found 0 (a number); allowed: a whole number from 1 to 65535",
        "base.json connections[0].allow.TCP[1]: found a list of 1; allowed: a pair such as [1, 65535]",
        "base.json connections[0].allow.TCP[2]: found a list of 2; allowed: the lower number first",
        "base.json connections[0].allow.TCP[3]: found nothing; allowed: a pair such as [1, 65535]",
        "base.json connections[0].allow.TCP[4][1]: found nothing; allowed: a whole number from 1 to 65535",
        "base.json connections[0].allow.TCP[5]: found 5 (a number); allowed: a pair such as [1, 65535]",
        'base.json connections[0].icmp[0]: found "8/256"; allowed: all, a type from 0 to 255, or type/code',
        'base.json connections[0].icmp[1]: found "x"; allowed: all, a type from 0 to 255, or type/code',
        "base.json connections[0].icmp[2]: found nothing; allowed: all, a type from 0 to 255, or type/code",
        "base.json connections[0].protocols[0][1]: found 256 (a number); allowed: a whole number from 0 to 255",
      ],
    },
    {
      title: "texts that only contain what they should be",
      value: saved({
        ...valid,
        from: "a shop/web",
        to: "shop/cart{a}b",
        fromKind: "1Deployment",
        toKind: "Deployment1",
        icmp: ["x8", "8x", "8/0/0", "1000"],
      }),
      problems: [
        'base.json connections[0].fromKind: found "1Deployment"; allowed: a kind such as Deployment',
        'base.json connections[0].toKind: found "Deployment1"; allowed: a kind such as Deployment',
        ...["x8", "8x", "8/0/0", "1000"].map(
          (icmp, index) =>
            `base.json connections[0].icmp[${index}]: found "${icmp}"; allowed: all, a type from 0 to 255, or type/code`,
        ),
      ],
    },
    {
      title: "names that only contain a workload's",
      value: saved({ ...valid, from: "a shop/web", to: "shop/cart{a}b" }),
      problems: [
        'base.json connections[0].from: found "a shop/web"; allowed: a workload such as shop/web',
        'base.json connections[0].to: found "shop/cart{a}b"; allowed: a workload such as shop/web',
      ],
    },
    {
      title: "ports that are a list, and an address range that is a number",
      value: saved({ ...valid, allow: [], to: 3, toKind: "External" }),
      problems: [
        "base.json connections[0].to: found 3 (a number); allowed: an address range such as 10.0.0.0-10.0.0.255",
        "base.json connections[0].allow: found a list of 0; allowed: a mapping",
      ],
    },
    {
      title: "pods of a workload without its name and kind",
      value: { version: 1, connections: [], within: [{ allow: {} }, 3] },
      problems: [
        "base.json within[0].workload: found nothing; allowed: a workload such as shop/web",
        "base.json within[0].kind: found nothing; allowed: a kind such as Deployment",
        "base.json within[1]: found 3 (a number); allowed: a mapping",
      ],
    },
  ];
  for (const { title, value, problems } of refused)
    it(`refuses ${title}`, () => {
      assert.deepEqual(readMatrix({ value, origin }).problems.map(formatProblem), problems);
    });

  it("takes types and codes of ICMP up to 255", () => {
    const icmp = ["all", "0", "255", "3/4", "13/255"];
    assert.deepEqual(readMatrix({ value: saved({ ...valid, icmp }), origin }).problems, []);
  });

  it("takes workloads of one name and two kinds as two, and ranges of each as their own", () => {
    const ranged = { ...inbound("10.0.0.0-10.0.0.9", "shop/web", tcp()) };
    const stateful = { toKind: "StatefulSet" };
    const value = {
      version: 1,
      connections: [
        ranged,
        { ...ranged, ...stateful },
        { ...outbound("shop/web", "10.0.0.0-10.0.0.9", tcp()) },
      ],
      within: [
        { ...web, ...tcp() },
        { ...web, kind: "StatefulSet", ...tcp() },
      ],
    };
    assert.deepEqual(readMatrix({ value, origin }), { matrix: value, problems: [] });
    const twice = { ...value, within: [value.within[0], value.within[0]] };
    assert.deepEqual(readMatrix({ value: twice, origin }).problems.map(formatProblem), [
      "base.json within[1]: found a pair again; allowed: each pair once",
    ]);
  });

  it("gives an empty matrix where it is of another version", () => {
    assert.deepEqual(readMatrix({ value: { version: 2 }, origin }).matrix, matrix([]));
  });

  it("stops at so many problems", () => {
    assert.equal(readMatrix({ value: saved(...Array<null>(5000).fill(null)), origin }).problems.length, 1000);
  });
});

function versionMissing(path: string): string {
  return `base.json ${path}: found nothing; allowed: 1: what \`basalt reach --json\` writes`;
}

describe("causeFinder", () => {
  const shop = [
    namespace("shop"),
    deployment("shop", "web"),
    deployment("shop", "cart"),
    defaultDeny("shop"),
  ];
  const opening = (port: number, suffix = "") => [
    networkPolicy("shop", `to-cart${suffix}`, {
      podSelector: { matchLabels: { app: "web" } },
      policyTypes: ["Egress"],
      egress: [{ to: [app("cart")], ports: [{ port }] }],
    }),
    networkPolicy("shop", `from-web${suffix}`, {
      podSelector: { matchLabels: { app: "cart" } },
      ingress: [{ from: [app("web")], ports: [{ port }] }],
    }),
  ];
  const versions = (before: readonly object[], now: readonly object[]) => {
    const [base, head] = [new Evaluation(clusterOf(before)), new Evaluation(clusterOf(now))];
    const { connections, ...rest } = diff(matrixOf(base), matrixOf(head), {
      base: workloadsOf(base),
      head: workloadsOf(head),
    });
    return { base, head, connections, ...rest };
  };
  const told = (changes: readonly SideChange[]) =>
    changes.map(({ direction, before, now }) => `${direction}: ${causeText(before)} -> ${causeText(now)}`);
  const summary = (find: ReturnType<typeof causeFinder>, changes: readonly Change[]) =>
    changes.map((change) => {
      const { added, removed } = find(change);
      return { to: change.to, added: told(added), removed: told(removed) };
    });

  it("names what denied before and what allows now, on both sides", () => {
    const { base, head, connections } = versions(shop, [...shop, ...opening(80)]);
    assert.deepEqual(summary(causeFinder(base, head), connections), [
      {
        to: "shop/cart",
        added: [
          "egress: default of default (default-deny) -> to-cart spec.egress.0",
          "ingress: default of default (default-deny) -> from-web spec.ingress.0",
        ],
        removed: [],
      },
    ]);
  });

  it("names only the side that changed", () => {
    const [egress, ingress] = opening(80);
    const { base, head, connections } = versions([...shop, egress!], [...shop, egress!, ingress!]);
    assert.deepEqual(summary(causeFinder(base, head), connections), [
      {
        to: "shop/cart",
        added: ["ingress: default of default (default-deny) -> from-web spec.ingress.0"],
        removed: [],
      },
    ]);
  });

  it("names what allowed before and what denies now, and the rule of each port", () => {
    const { base, head, connections } = versions(
      [...shop, ...opening(80)],
      [...shop, ...opening(90), ...opening(95, "-too")],
    );
    const denied = (own: string) => `default of default (default-deny, ${own}-too, ${own})`;
    const closed = "default of default (default-deny, ";
    assert.deepEqual(summary(causeFinder(base, head), connections), [
      {
        to: "shop/cart",
        added: [
          `egress: ${closed}to-cart) -> to-cart spec.egress.0`,
          `ingress: ${closed}from-web) -> from-web spec.ingress.0`,
          `egress: ${closed}to-cart) -> to-cart-too spec.egress.0`,
          `ingress: ${closed}from-web) -> from-web-too spec.ingress.0`,
        ],
        removed: [
          `egress: to-cart spec.egress.0 -> ${denied("to-cart")}`,
          `ingress: from-web spec.ingress.0 -> ${denied("from-web")}`,
        ],
      },
    ]);
  });

  it("names both sides of a workload that is new", () => {
    const [first, , ...rest] = [...shop, ...opening(80)];
    const { base, head, connections, newWorkloads } = versions([first!, ...rest], [...shop, ...opening(80)]);
    assert.deepEqual(newWorkloads, [web]);
    assert.deepEqual(
      connections.map(({ because }) => because),
      ["new-workload"],
    );
    assert.deepEqual(summary(causeFinder(base, head), connections), [
      {
        to: "shop/cart",
        added: ["egress: nothing -> to-cart spec.egress.0", "ingress: nothing -> from-web spec.ingress.0"],
        removed: [],
      },
    ]);
  });

  it("names both sides where the first version is a saved matrix", () => {
    const head = new Evaluation(clusterOf([...shop, ...opening(80)]));
    const { connections } = diff(matrix([]), matrixOf(head));
    assert.deepEqual(summary(causeFinder(undefined, head), connections), [
      {
        to: "shop/cart",
        added: ["egress: nothing -> to-cart spec.egress.0", "ingress: nothing -> from-web spec.ingress.0"],
        removed: [],
      },
    ]);
  });

  it("names the rule that opened a part of a range", () => {
    const block = (cidr: string) =>
      networkPolicy("shop", "out", {
        podSelector: { matchLabels: { app: "web" } },
        policyTypes: ["Egress"],
        egress: [{ to: [{ ipBlock: { cidr } }] }],
      });
    const { base, head, connections } = versions(
      [...shop, block("203.0.113.0/25")],
      [...shop, block("203.0.113.0/24")],
    );
    assert.deepEqual(summary(causeFinder(base, head), connections), [
      {
        to: "203.0.113.128-203.0.113.255",
        added: ["egress: default of default (default-deny, out) -> out spec.egress.0"],
        removed: [],
      },
    ]);
  });

  it("finds the pods of a workload that only one version tells apart", () => {
    const canary = networkPolicy("shop", "canary", {
      podSelector: { matchLabels: { role: "canary" } },
      ingress: [{ from: [app("web")] }],
    });
    const pod = (name: string, labels: object) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        namespace: "shop",
        name,
        labels: { app: "redis", ...labels },
        ownerReferences: [
          { apiVersion: "apps/v1", kind: "StatefulSet", name: "redis", uid: "1", controller: true },
        ],
      },
      spec: { containers: [] },
    });
    const redis = [
      { ...deployment("shop", "redis"), kind: "StatefulSet" },
      pod("redis-0", {}),
      pod("redis-1", { role: "canary" }),
    ];
    const out = networkPolicy("shop", "out", { podSelector: {}, policyTypes: ["Egress"], egress: [{}] });
    const { base, head, connections } = versions([...shop, out, ...redis], [...shop, out, ...redis, canary]);
    const fromWeb = connections.filter(({ from }) => from === "shop/web");
    assert.equal(fromWeb.length, 1);
    assert.match(fromWeb[0]!.to, /^shop\/redis\{.*role=canary/);
    assert.deepEqual(summary(causeFinder(base, head), fromWeb)[0]!.added, [
      "ingress: default of default (default-deny) -> canary spec.ingress.0",
    ]);
  });
});

function causeText(cause: SideChange["now"]): string {
  if (!cause) return "nothing";
  if (cause.kind === "rule") return `${cause.policy.name} ${cause.rule.path.join(".")}`;
  if (cause.kind !== "tier-default") return cause.kind;
  return `default of ${cause.tier.name} (${cause.policies.map(({ name }) => name).join(", ")})`;
}

describe("matrices of whole clusters", () => {
  for (const [flavour, anyCase] of Object.entries(flavours)) {
    it(`are read back as they were saved, with ${flavour}`, () => {
      fc.assert(
        fc.property(anyCase, ({ objects, settings }) => {
          const saved = matrixOf(evaluationOf(objects, settings));
          const value: unknown = JSON.parse(JSON.stringify(saved));
          const origin = { file: "base.json", path: [], lineOf: () => undefined };
          assert.deepEqual(readMatrix({ value, origin }), { matrix: saved, problems: [] });
        }),
        { numRuns: 40 },
      );
    });

    it(`change by what causes name, with ${flavour}`, () => {
      fc.assert(
        fc.property(anyCase, fc.nat(), ({ objects, settings }, choice) => {
          const head = evaluationOf(objects, settings);
          const policies = head.cluster.policies.filter(
            (_, index) => index !== choice % head.cluster.policies.length,
          );
          const base = new Evaluation({ ...head.cluster, policies });
          const { connections, within } = diff(matrixOf(base), matrixOf(head), {
            base: workloadsOf(base),
            head: workloadsOf(head),
          });
          const find = causeFinder(base, head);
          for (const change of [...connections, ...within]) {
            const { added, removed } = find(change);
            // A policy alone changed, so each change has its cause on one side at least, and that side changed.
            assert.equal(added.length > 0, change.added !== undefined);
            assert.equal(removed.length > 0, change.removed !== undefined);
            for (const { before, now } of [...added, ...removed])
              assert.notDeepEqual(causeText(before), causeText(now));
          }
        }),
        { numRuns: 40 },
      );
    });
  }
});
