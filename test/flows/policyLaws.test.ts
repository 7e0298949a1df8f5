import assert from "node:assert/strict";
import fc from "fast-check";
import type { Flow } from "../../flows/flow.js";
import { policiesFor, type Policy, type PolicyPeer } from "../../flows/policiesFor.js";
import { addresses, anyFlow, anyFlows, namespaces, workload } from "../support/flows.js";

function policies(
  namespace: string,
  flows: readonly Flow[],
  enforcement: Policy["enforcement"] = "enforced",
): Policy[] {
  return policiesFor({ namespace, enforcement, flows });
}

function everywhere(flows: readonly Flow[]): Policy[] {
  return namespaces.flatMap((namespace) => policies(namespace, flows));
}

const identity = ({ namespace, name }: Policy) => `${namespace}/${name}`;

/** Every list of a policy in which an empty one, or none, would mean everybody or every port. */
function openLists({ spec }: Policy): (readonly unknown[])[] {
  return [
    ...(spec.ingress ?? []).flatMap(({ from, ports }) => [from, ports]),
    ...(spec.egress ?? []).flatMap(({ to, ports }) => [to, ports]),
  ];
}

describe("the policies of any flows", () => {
  it("keep their names and specs whatever the flows' order", () => {
    const orders = anyFlows.chain((flows) =>
      fc.tuple(fc.constant(flows), fc.shuffledSubarray(flows, { minLength: flows.length })),
    );
    fc.assert(
      fc.property(orders, ([flows, shuffled]) => {
        assert.deepEqual(everywhere(shuffled), everywhere(flows));
      }),
    );
  });

  it("keep their names and specs when flows are added", () => {
    fc.assert(
      fc.property(anyFlows, anyFlows, (flows, more) => {
        const all = new Map(everywhere([...flows, ...more]).map((policy) => [identity(policy), policy.spec]));
        for (const policy of everywhere(flows)) assert.deepEqual(all.get(identity(policy)), policy.spec);
      }),
    );
  });

  it("have another name when a flow's ports change", () => {
    fc.assert(
      fc.property(anyFlow, fc.integer({ min: 1, max: 65_535 }), (flow, port) => {
        const changed = { ...flow, ports: [{ ...flow.ports[0]!, port, endPort: port }] };
        fc.pre(JSON.stringify(changed.ports) !== JSON.stringify(flow.ports));
        assertNoSharedName(flow, changed);
      }),
    );
  });

  it("have another name when a flow's peer changes", () => {
    fc.assert(
      fc.property(anyFlow, anyFlow, (flow, other) => {
        fc.pre(JSON.stringify([flow.from, flow.to]) !== JSON.stringify([other.from, other.to]));
        assertNoSharedName(flow, { ...other, ports: flow.ports });
      }),
    );
  });

  it("have another name when the addresses behind a name change", () => {
    const flow: Flow = {
      namespace: "shop",
      from: workload("shop", "web"),
      to: addresses("offices", ["192.0.2.0/24"]),
      ports: [{ protocol: "TCP", port: 443, endPort: 443 }],
    };
    assertNoSharedName(flow, { ...flow, to: addresses("offices", ["192.0.2.0/25"]) });
    assertNoSharedName(flow, { ...flow, to: addresses("offices", ["192.0.2.0/24"], ["192.0.2.0/25"]) });
  });

  it("are the same, staged or enforced, but for taking effect", () => {
    fc.assert(
      fc.property(anyFlows, fc.constantFrom(...namespaces), (flows, namespace) => {
        const staged = policies(namespace, flows, "staged");
        assert.ok(staged.every(({ enforcement }) => enforcement === "staged"));
        assert.deepEqual(
          staged.map((policy) => ({ ...policy, enforcement: "enforced" })),
          policies(namespace, flows),
        );
      }),
    );
  });

  it("are named once each, as Kubernetes allows", () => {
    fc.assert(
      fc.property(anyFlows, (flows) => {
        const all = everywhere(flows);
        assert.equal(new Set(all.map(identity)).size, all.length);
        for (const { name } of all) assert.match(name, /^(?=.{1,253}$)[a-z]([a-z0-9-]*[a-z0-9])?$/);
      }),
    );
  });

  it("never have an empty list of peers or ports, which would mean all", () => {
    fc.assert(
      fc.property(anyFlows, (flows) => {
        for (const list of everywhere(flows).flatMap(openLists)) assert.ok(list.length > 0);
      }),
    );
  });

  it("name only peers, pods and ports of the flows", () => {
    fc.assert(
      fc.property(anyFlows, (flows) => {
        for (const { flow, spec, namespace } of everywhere(flows)) {
          if (!flow) continue;
          const [own, peer] = spec.egress ? [flow.from, flow.to] : [flow.to, flow.from];
          assert.ok(own.kind === "workload" && own.namespace === namespace);
          assert.deepEqual(spec.podSelector, { matchLabels: own.selector });
          const rules = [
            ...(spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports })),
            ...(spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports })),
          ];
          assert.deepEqual(
            rules.map(({ peers }) => peers),
            [expectedPeers(peer, namespace)],
          );
          const ranges = rules.flatMap(({ ports }) =>
            ports.map(({ protocol, port, endPort = port }) => [protocol, port, endPort]),
          );
          assert.deepEqual(
            ranges,
            flow.ports.map(({ protocol, port, endPort }) => [protocol, port, endPort]),
          );
        }
      }),
    );
  });

  it("are one in the sender's and one in the receiver's namespace", () => {
    fc.assert(
      fc.property(anyFlow, (flow) => {
        const sides = everywhere([flow])
          .filter((policy) => policy.flow !== undefined)
          .map(({ namespace, spec }) => [namespace, ...spec.policyTypes]);
        const expected = [
          ...(flow.from.kind === "workload" ? [[flow.from.namespace, "Egress"]] : []),
          ...(flow.to.kind === "workload" ? [[flow.to.namespace, "Ingress"]] : []),
        ];
        assert.deepEqual(sides.sort(), expected.sort());
      }),
    );
  });

  it("are those of each flow alone, together", () => {
    fc.assert(
      fc.property(anyFlows, (flows) => {
        const alone = flows.flatMap((flow) => everywhere([flow]));
        assert.deepEqual(
          new Set(everywhere(flows).map(identity)),
          new Set([...everywhere([]), ...alone].map(identity)),
        );
      }),
    );
  });
});

function assertNoSharedName(before: Flow, after: Flow): void {
  const names = new Set(
    everywhere([before])
      .filter(({ flow }) => flow)
      .map(identity),
  );
  for (const policy of everywhere([after])) assert.ok(!names.has(identity(policy)), identity(policy));
}

function expectedPeers(peer: Flow["from"], namespace: string): PolicyPeer[] {
  if (peer.kind === "addresses") {
    const { cidrs, except } = peer;
    return cidrs.map((cidr) => ({ ipBlock: except.length > 0 ? { cidr, except } : { cidr } }));
  }
  const podSelector = { matchLabels: peer.selector };
  if (peer.namespace === namespace) return [{ podSelector }];
  return [
    { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": peer.namespace } }, podSelector },
  ];
}
