import assert from "node:assert/strict";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { cartPolicy, told, withoutNew, type Metadata } from "./changedScenes.js";
import { sceneReport } from "./scenes.js";

const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Who opens what to whom, with the flows behind it. */
function connections({ network }: ReturnType<typeof sceneReport>): string[] {
  return (network.difference?.connections ?? []).map(({ from, to, change, declared, flows }) =>
    [change, from, "->", to, declared ? "declared" : "", ...(flows?.added ?? []), ...(flows?.removed ?? [])]
      .filter((text) => text !== "")
      .join(" "),
  );
}

describe("the network's consequences", () => {
  it("are none where nothing changes", () => {
    const { network } = sceneReport("unchanged");
    assert.deepEqual([network.difference?.connections, network.broken, network.unknown], [[], [], undefined]);
  });

  it("name the flow that opens a connection, and the one that is gone with it", () => {
    assert.deepEqual(connections(sceneReport("flows")), [
      "changed shop/web -> shop/cart declared shop/web -> shop/cart [grpc 7070, metrics 9090]",
      "removed shop/web -> 203.0.113.0-203.0.113.255 shop/web -> payments [443]",
    ]);
  });

  it("tell that a policy is missing which a required flow needs", () => {
    const report = sceneReport("unchanged", withoutNew(cartPolicy));
    assert.equal(report.verdict, "blocked");
    assert.equal(report.network.broken.length, 1);
    assert.match(report.network.broken[0]!, /shop\/web.*shop\/cart.*7070/);
    assert.deepEqual(connections(report), [
      "removed shop/web -> shop/cart shop/web -> shop/cart [grpc 7070]",
    ]);
  });

  it("tell that something opens which no flow declares", () => {
    const report = sceneReport(
      "unchanged",
      told(cartPolicy, (state, metadata) => {
        metadata.op = "update";
        state.new.inputs["spec"] = { ...(state.new.inputs["spec"] as object), ingress: [{}] };
      }),
    );
    assert.equal(report.verdict, "opens");
    assert.ok(report.network.difference?.undeclared);
    assert.ok(connections(report).some((text) => text.endsWith("-> shop/cart")));
  });

  /** A policy that is replaced by one that lets everybody in, told by these steps. */
  const replaced = (ops: readonly Metadata["op"][]) => (events: EngineEvent[]) =>
    events.flatMap((event) => {
      const metadata = event.resourcePreEvent?.metadata;
      if (!metadata?.urn.endsWith(cartPolicy)) return [event];
      const { old } = metadata;
      const next = structuredClone(metadata.new)!;
      Object.assign(next.inputs, { spec: { podSelector: {}, ingress: [{}] } });
      return ops.map((op) => ({
        ...event,
        resourcePreEvent: {
          metadata: {
            ...metadata,
            op,
            ...(op === "delete-replaced" ? { old, new: undefined } : { new: next }),
          },
        },
      }));
    });
  for (const [order, ops] of [
    ["new before old", ["create-replacement", "replace", "delete-replaced"]],
    ["old before new", ["delete-replaced", "replace", "create-replacement"]],
  ] as const)
    it(`tell what a policy opens that is replaced, ${order}`, () => {
      const { verdict, network } = sceneReport("unchanged", replaced(ops));
      assert.ok(network.difference?.undeclared, network.unknown);
      assert.equal(verdict, "blocked");
    });

  /** What an earlier update had replaced and could not delete yet: a policy that lets everybody in. */
  const leftover = (id: string, name: string) => (events: EngineEvent[]) => {
    const event = events.find((each) => each.resourcePreEvent?.metadata.urn.endsWith(cartPolicy))!;
    const { metadata } = structuredClone(event.resourcePreEvent)!;
    const old = metadata.old!;
    const inputs = {
      ...old.inputs,
      metadata: { name, namespace: "shop" },
      spec: { podSelector: {}, ingress: [{}] },
    };
    const deleted = { ...metadata, op: "delete-replaced", old: { ...old, id, inputs }, new: undefined };
    return [...events, { ...event, resourcePreEvent: { metadata: deleted } } as unknown as EngineEvent];
  };
  it("tell what closes when a policy goes that an earlier update had replaced by one of another name", () => {
    const report = sceneReport("unchanged", leftover("shop/former", "former"));
    assert.ok(connections(report).some((text) => text.startsWith("removed ")));
  });

  it("are none where that is the very object that took its place", () => {
    const name = "web-to-cart-ingress-1e92d943";
    const report = sceneReport("unchanged", leftover(`shop/${name}`, name));
    assert.deepEqual([connections(report), report.network.unknown], [[], undefined]);
  });

  it("of a stack that is new are everything that opens, DNS included, all of it declared", () => {
    const report = sceneReport("fresh");
    assert.deepEqual([report.verdict, report.network.difference?.undeclared], ["changes", false]);
    assert.ok(
      connections(report).includes("added shop/web -> shop/cart declared shop/web -> shop/cart [grpc 7070]"),
    );
    assert.ok(connections(report).includes("added billing/api -> kube-system/kube-dns declared DNS"));
  });

  it("say which charts nobody has rendered yet", () => {
    assert.equal(
      sceneReport("fresh").network.unknown,
      "what calico-crds (kubernetes:helm.sh/v4:Chart) makes is not told; what calico-operator (kubernetes:helm.sh/v4:Chart) makes is not told",
    );
  });

  const undecided: readonly { title: string; inputs: Record<string, unknown>; unknown: string }[] = [
    {
      title: "a policy of which nobody knows yet what it opens",
      inputs: { spec: { podSelector: {}, ingress: unknownText, policyTypes: ["Ingress"] } },
      unknown: `parts of ${cartPolicy} are known after the deployment only`,
    },
    {
      title: "a policy that is a secret",
      inputs: { spec: "[secret]" },
      unknown:
        'an object cannot be read: plan: NetworkPolicy shop.web-to-cart-ingress-1e92d943 spec: found "[secret]"',
    },
  ];
  for (const { title, inputs, unknown } of undecided)
    it(`claim nothing about connections where there is ${title}`, () => {
      const { network } = sceneReport(
        "unchanged",
        told(cartPolicy, (state, metadata) => {
          metadata.op = "update";
          Object.assign(state.new.inputs, inputs);
        }),
      );
      assert.deepEqual([network.difference, network.unknown], [undefined, unknown]);
    });

  it("claim nothing where the program tells nothing of its network", () => {
    const { network } = sceneReport(
      "unchanged",
      told("::applications", (state) => {
        state.new.outputs = {};
      }),
    );
    assert.deepEqual(network, { broken: [], unknown: "what the program declares cannot be read" });
  });

  it("claim nothing of half a run", () => {
    assert.deepEqual(sceneReport("mistake").network, {
      broken: [],
      unknown: "the preview did not come to its end",
    });
  });
});
