import assert from "node:assert/strict";
import fc from "fast-check";
import { groupConnections } from "../../../../cli/reporters/reach/groupConnections.js";
import { WorkloadNames } from "../../../../cli/reporters/reach/workloadNames.js";
import type { Connection } from "../../../../reachability/questions/matrix.js";

const connection = (from: string, to: string, port = 80, uncertain = false): Connection => ({
  from,
  fromKind: "Deployment",
  to,
  toKind: "Deployment",
  allow: { TCP: [[port, port]] },
  ...(uncertain ? { uncertain: true } : {}),
});

const shown = (connections: readonly Connection[]) =>
  groupConnections(connections).map(({ from, to, traffic }) => `${from.join()} ${to.join()} ${traffic}`);

describe("groupConnections", () => {
  for (const [title, connections, expected] of [
    [
      "sources of the same targets",
      [connection("s/a", "s/c"), connection("s/b", "s/c")],
      ["s/a,s/b s/c TCP 80"],
    ],
    [
      "targets of the same sources",
      [connection("s/a", "s/b"), connection("s/a", "s/c")],
      ["s/a s/b,s/c TCP 80"],
    ],
    [
      "workloads that all reach each other",
      ["s/a", "s/b", "s/c"].flatMap((from) =>
        ["s/a", "s/b", "s/c"].filter((to) => to !== from).map((to) => connection(from, to)),
      ),
      ["s/a,s/b,s/c s/a,s/b,s/c TCP 80"],
    ],
  ] as const)
    it(`makes one of ${title}`, () => {
      assert.deepEqual(shown(connections), expected);
    });

  it("keeps apart what differs in ports or certainty", () => {
    assert.equal(groupConnections([connection("s/a", "s/c", 80), connection("s/b", "s/c", 81)]).length, 2);
    assert.equal(groupConnections([connection("s/a", "s/c"), connection("s/b", "s/c", 80, true)]).length, 2);
  });

  it("tells exactly the connections that there are, whatever they are", () => {
    const name = fc.constantFrom("a/1", "a/2", "a/3", "b/1", "b/2");
    const pair = fc.tuple(name, name, fc.constantFrom(80, 81), fc.boolean());
    const distinct = fc.uniqueArray(pair, { selector: ([from, to]) => `${from} ${to}` });
    fc.assert(
      fc.property(distinct, (pairs) => {
        const connections = pairs
          .filter(([from, to]) => from !== to)
          .map(([from, to, port, uncertain]) => connection(from, to, port, uncertain));
        const text = (from: string, to: string, traffic: string, uncertain: boolean) =>
          `${from} ${to} ${traffic} ${uncertain}`;
        const told = groupConnections(connections).flatMap(({ from, to, traffic, uncertain }) =>
          from.flatMap((source) =>
            to
              .filter((target) => target !== source)
              .map((target) => text(source, target, traffic, uncertain)),
          ),
        );
        const meant = connections.map(({ from, to, allow, uncertain }) =>
          text(from, to, `TCP ${allow.TCP![0]![0]}`, uncertain === true),
        );
        assert.deepEqual(told.sort(), meant.sort());
      }),
    );
  });
});

describe("WorkloadNames", () => {
  const all = [
    ...Array.from({ length: 8 }, (_, index) => `a/${index}`),
    "b/0",
    "b/1",
    "c/0",
    ...["d", "e", "f", "g"].flatMap((namespace) => [`${namespace}/0`, `${namespace}/1`]),
  ];
  const names = new WorkloadNames(all, false);
  const everyName = new WorkloadNames(all, true);

  for (const [list, home, expected] of [
    [all, undefined, "every workload"],
    [["b/0", "b/1"], undefined, "every workload of b"],
    [["c/0"], undefined, "c/0"],
    [["a/0", "a/1"], "a", "0, 1"],
    [["a/0", "b/0"], "a", "0, b/0"],
    [["a/0", "a/1", "a/2", "a/3", "a/4"], "a", "5 workloads of a"],
    [["a/0", "b/0", "b/1"], undefined, "every workload of b, a/0"],
    [all.filter((name) => /^[bdefg]/.test(name)), undefined, "every workload of 5 namespaces"],
    [["a/0", "b/0", "d/0", "e/0", "f/0"], undefined, "5 workloads of 5 namespaces"],
  ] as const)
    it(`says ${expected}`, () => {
      assert.equal(names.describe(list, home), expected);
    });

  it("tells every name where all are asked for, but what is every workload of a namespace", () => {
    assert.equal(everyName.describe(["a/0", "a/1", "a/2", "a/3", "a/4"], "a"), "0, 1, 2, 3, 4");
    assert.equal(everyName.describe(["b/0", "b/1"]), "every workload of b");
  });
});
