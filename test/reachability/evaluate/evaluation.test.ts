import assert from "node:assert/strict";
import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { formatRange, parseCidr } from "../../../reachability/sets/addresses.js";
import { membersOf, type IntervalSet } from "../../../reachability/sets/intervals.js";
import { clusterOf, deployment, namespace, networkPolicy } from "../support/cluster.js";

const cidrs = (...texts: string[]) => texts.map((text) => parseCidr(text)!);

function calico(spec: object): object {
  return {
    apiVersion: "projectcalico.org/v3",
    kind: "NetworkPolicy",
    metadata: { namespace: "shop", name: "calico" },
    spec,
  };
}

function shown({ universe: { space } }: Evaluation, parts: IntervalSet): string[] {
  return Array.from({ length: parts.length / 2 }, (_, index) =>
    formatRange(space.rangeOf(parts[2 * index]!, parts[2 * index + 1]!)),
  );
}

const shop = [namespace("shop"), deployment("shop", "web")];
const tcp = (ports: readonly (number | string)[], key: "ports" | "notPorts" = "ports") => ({
  ingress: [
    { action: "Allow", protocol: "TCP" },
    { action: "Allow", protocol: "TCP", source: { [key]: ports } },
  ],
});

describe("the evaluation of a cluster", () => {
  const sourcePorts: [says: string, policies: object[], ports: number[]][] = [
    ["one, without policies", [], [1]],
    ["one, where no rule asks for them", [calico({ ingress: [{ action: "Allow", protocol: "TCP" }] })], [1]],
    ["at each end of what a rule names", [calico(tcp([900, "53:60"]))], [1, 53, 61, 900, 901]],
    ["at each end of what a rule excludes", [calico(tcp([53], "notPorts"))], [1, 53, 54]],
    ["up to the last", [calico(tcp(["60000:65535", 1]))], [1, 2, 60000]],
    ["from the last", [calico(tcp([65535]))], [1, 65535]],
    [
      "of both directions",
      [calico({ ...tcp([53]), egress: [{ action: "Allow", protocol: "UDP", source: { ports: [67] } }] })],
      [1, 53, 54, 67, 68],
    ],
  ];
  for (const [says, policies, ports] of sourcePorts)
    it(`tells client ports apart: ${says}`, () => {
      assert.deepEqual(new Evaluation(clusterOf([...shop, ...policies])).sourcePorts, ports);
    });

  const node = {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "one" },
    status: { addresses: [{ type: "InternalIP", address: "172.16.0.9" }] },
  };
  const block = (cidr: string) =>
    networkPolicy("shop", "block", { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr } }] }] });

  it("has the families that anything has", () => {
    const cases: [objects: object[], cuts: string[], families: number[]][] = [
      [[...shop], [], [4]],
      [[...shop, block("2001:db8::/32")], [], [4, 6]],
      [[...shop], ["2001:db8::/32"], [4, 6]],
      [[...shop, node], [], [4]],
    ];
    for (const [objects, cuts, families] of cases)
      assert.deepEqual(new Evaluation(clusterOf(objects), cidrs(...cuts)).universe.space.families, families);
  });

  it("lets pods be at private IPv6 addresses, where something has IPv6 and nobody said where pods are", () => {
    const places = (objects: readonly object[], pods: ReturnType<typeof cidrs> | undefined) => {
      const { universe } = new Evaluation(clusterOf(objects, { pods }));
      return [...membersOf(universe.pods)].map((element) => universe.familyOf(element));
    };
    const six = [...shop, block("2001:db8::/32")];
    assert.deepEqual(places(shop, undefined), [4]);
    assert.deepEqual(new Set(places(six, undefined)), new Set([4, 6]));
    assert.deepEqual(places(six, cidrs("10.0.0.0/16")), [4]);
    assert.deepEqual(places(six, cidrs("10.0.0.0/16", "fd00::/64")), [4, 6]);
  });

  it("knows where nodes are, and what is outside", () => {
    const known = new Evaluation(clusterOf(shop));
    assert.deepEqual(shown(known, known.nodeParts), ["172.16.0.0-172.16.0.255"]);
    assert.deepEqual(shown(known, known.outsideParts), ["0.0.0.0-9.255.255.255", "10.1.0.0-255.255.255.255"]);
    const assumed = new Evaluation(clusterOf(shop, { pods: undefined }));
    assert.deepEqual(shown(assumed, assumed.outsideParts), ["0.0.0.0-255.255.255.255"]);
    const inside = new Evaluation(clusterOf(shop, { nodes: cidrs("10.0.0.0/8") }));
    assert.deepEqual(shown(inside, inside.nodeParts), ["10.1.0.0-10.255.255.255"]);
  });

  it("cuts addresses where policies, the cluster and the asker do", () => {
    const { universe } = new Evaluation(
      clusterOf([...shop, block("192.0.2.0/24")]),
      cidrs("198.51.100.0/24"),
    );
    assert.deepEqual(
      Array.from({ length: universe.space.size }, (_, part) =>
        formatRange(universe.space.rangeOf(part, part)),
      ),
      [
        "0.0.0.0-9.255.255.255",
        "10.0.0.0-10.0.255.255",
        "10.1.0.0-172.15.255.255",
        "172.16.0.0-172.16.0.255",
        "172.16.1.0-192.0.1.255",
        "192.0.2.0-192.0.2.255",
        "192.0.3.0-198.51.99.255",
        "198.51.100.0-198.51.100.255",
        "198.51.101.0-255.255.255.255",
      ],
    );
  });
});
