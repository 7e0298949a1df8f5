import assert from "node:assert/strict";
import fc from "fast-check";
import { rolloutOrder, type Turn } from "../../components/rolloutOrder.js";
import type { RenderedWorkload } from "../../config/declaration.js";
import type { AddressPeer, Flow, WorkloadPeer } from "../../flows/flow.js";

/** A workload by `namespace/name`; the order looks at nothing else. */
const workload = (key: string): RenderedWorkload =>
  ({ name: peer(key).workload, peer: peer(key) }) as RenderedWorkload;
const peer = (key: string): WorkloadPeer => {
  const [namespace, name] = key.split("/") as [string, string];
  return { kind: "workload", namespace, workload: name, selector: { app: name } };
};
const internet: AddressPeer = { kind: "addresses", name: "internet", cidrs: ["0.0.0.0/0"], except: [] };
const call = (from: Flow["from"] | string, to: Flow["to"] | string): Flow => ({
  namespace: "shop",
  from: typeof from === "string" ? peer(from) : from,
  to: typeof to === "string" ? peer(to) : to,
  ports: [{ protocol: "TCP", port: 80, endPort: 80 }],
});
const keyOf = ({ peer: { namespace, workload: name } }: RenderedWorkload) => `${namespace}/${name}`;
/** `key: what it waits for`, in order. */
const told = (turns: readonly Turn[]) =>
  turns.map((turn) => [keyOf(turn.workload), turn.after.map(keyOf)] as const);
const orderOf = (keys: readonly string[], flows: readonly Flow[]) =>
  told(rolloutOrder(keys.map(workload), flows));

describe("rolloutOrder", () => {
  it("has no turns without workloads", () => {
    assert.deepEqual(orderOf([], [call("shop/web", "shop/cart")]), []);
  });

  it("takes those that are called first, over any number of steps", () => {
    assert.deepEqual(
      orderOf(["shop/a", "shop/b", "shop/c"], [call("shop/a", "shop/b"), call("shop/b", "shop/c")]),
      [
        ["shop/c", []],
        ["shop/b", ["shop/c"]],
        ["shop/a", ["shop/b"]],
      ],
    );
  });

  it("takes those that call nobody by namespace and name", () => {
    assert.deepEqual(orderOf(["shop/b", "shop/a", "billing/c"], []), [
      ["billing/c", []],
      ["shop/a", []],
      ["shop/b", []],
    ]);
  });

  it("waits once for what is called by several flows", () => {
    const flow = call("shop/web", "shop/cart");
    assert.deepEqual(orderOf(["shop/web", "shop/cart"], [flow, flow]), [
      ["shop/cart", []],
      ["shop/web", ["shop/cart"]],
    ]);
  });

  it("goes across namespaces, and takes namesakes for two", () => {
    assert.deepEqual(orderOf(["billing/api", "shop/api", "shop/web"], [call("billing/api", "shop/api")]), [
      ["shop/api", []],
      ["billing/api", ["shop/api"]],
      ["shop/web", []],
    ]);
  });

  it("does not wait for itself", () => {
    assert.deepEqual(orderOf(["shop/web"], [call("shop/web", "shop/web")]), [["shop/web", []]]);
  });

  it("does not wait for addresses, nor for what something else renders", () => {
    const flows = [
      call(internet, "shop/web"),
      call("shop/web", internet),
      call("shop/web", "shop/redis"),
      call("shop/redis", "shop/web"),
    ];
    assert.deepEqual(orderOf(["shop/web"], flows), [["shop/web", []]]);
  });

  it("cuts a circle once, where its first comes back to itself", () => {
    const circle = [call("shop/a", "shop/b"), call("shop/b", "shop/c"), call("shop/c", "shop/a")];
    assert.deepEqual(orderOf(["shop/a", "shop/b", "shop/c"], circle), [
      ["shop/c", []],
      ["shop/b", ["shop/c"]],
      ["shop/a", ["shop/b"]],
    ]);
  });

  it("keeps what leads into a circle and out of it", () => {
    const flows = [
      call("shop/caller", "shop/x"),
      call("shop/x", "shop/y"),
      call("shop/y", "shop/x"),
      call("shop/y", "shop/callee"),
    ];
    assert.deepEqual(orderOf(["shop/caller", "shop/x", "shop/y", "shop/callee"], flows), [
      ["shop/callee", []],
      ["shop/y", ["shop/callee"]],
      ["shop/x", ["shop/y"]],
      ["shop/caller", ["shop/x"]],
    ]);
  });
});

describe("the rollout order of any workloads", () => {
  const keys = ["a", "b", "c"].flatMap((namespace) => ["x", "y", "z"].map((name) => `${namespace}/${name}`));
  const key = fc.constantFrom(...keys);
  const calls = fc.array(fc.tuple(key, key), { maxLength: 25 });
  const project = fc.record({ known: fc.subarray(keys), calls });
  const flowsOf = (pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([from, to]) => call(from, to));

  it("has one turn for each workload, and waits only for those that had theirs: nothing goes round", () => {
    fc.assert(
      fc.property(project, ({ known, calls: pairs }) => {
        const turns = orderOf(known, flowsOf(pairs));
        assert.deepEqual(turns.map(([each]) => each).sort(), [...known].sort());
        const had = new Set<string>();
        for (const [each, after] of turns) {
          for (const callee of after) assert.ok(had.has(callee), `${each} after ${callee}`);
          had.add(each);
        }
      }),
    );
  });

  it("waits for exactly the called, but for those that call back", () => {
    fc.assert(
      fc.property(project, ({ known, calls: pairs }) => {
        const called = pairs.filter(
          ([from, to]) => from !== to && known.includes(from) && known.includes(to),
        );
        const waits = orderOf(known, flowsOf(pairs)).flatMap(([from, after]) =>
          after.map((to) => `${from} ${to}`),
        );
        const all = new Set(called.map(([from, to]) => `${from} ${to}`));
        assert.equal(new Set(waits).size, waits.length);
        for (const wait of waits) assert.ok(all.has(wait), wait);
        for (const [from, to] of called)
          assert.ok(waits.includes(`${from} ${to}`) || reaches(called, to, from), `${from} ${to}`);
      }),
    );
  });

  it("is the same whatever the order of workloads and flows", () => {
    const shuffled = project.chain(({ known, calls: pairs }) =>
      fc.record({
        known: fc.constant(known),
        pairs: fc.constant(pairs),
        otherKnown: fc.shuffledSubarray(known, { minLength: known.length }),
        otherPairs: fc.shuffledSubarray(pairs, { minLength: pairs.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ known, pairs, otherKnown, otherPairs }) => {
        assert.deepEqual(orderOf(otherKnown, flowsOf(otherPairs)), orderOf(known, flowsOf(pairs)));
      }),
    );
  });
});

/** Whether calls lead from one workload to another, by any number of steps. */
function reaches(calls: readonly (readonly [string, string])[], from: string, to: string): boolean {
  const reached = new Set([from]);
  for (const each of reached) for (const [caller, callee] of calls) if (caller === each) reached.add(callee);
  return reached.has(to);
}
