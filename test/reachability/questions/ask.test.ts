import assert from "node:assert/strict";
import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { icmpOf, protocolNumbers, toPorts, trafficOfFamily } from "../../../reachability/evaluate/traffic.js";
import { allowedBetween } from "../../../reachability/questions/allowedBetween.js";
import { ask, type Answer, type End } from "../../../reachability/questions/ask.js";
import type { ReadSettings } from "../../../reachability/read/settings.js";
import { formatRange, parseCidr } from "../../../reachability/sets/addresses.js";
import { emptySet, union } from "../../../reachability/sets/intervals.js";
import { app, clusterOf, defaultDeny, deployment, namespace, networkPolicy } from "../support/cluster.js";

const { TCP, ICMP, ICMPv6 } = protocolNumbers;
const port = (number: number) => toPorts(TCP, [number, number])[0]!;
const ports = (...numbers: number[]) => numbers.map((number) => ({ port: number }));
const cidrs = (...texts: string[]) => texts.map((text) => parseCidr(text)!);
const block = (cidr: string) => ({ ipBlock: { cidr } });
const ingress = (...rules: object[]) =>
  networkPolicy("shop", "web", { ...app("web"), policyTypes: ["Ingress"], ingress: rules });

const agent = deployment("shop", "agent", {}, { hostNetwork: true });
const shop = [namespace("shop"), deployment("shop", "db"), deployment("shop", "web")];
const dual: Partial<ReadSettings> = {
  pods: cidrs("10.0.0.0/16", "fd00::/64"),
  nodes: cidrs("172.16.0.0/24", "fd01::/64"),
};

/** An end by the name of a workload, or as addresses. */
type Named = string | readonly string[];

function asked(objects: readonly object[], settings: Partial<ReadSettings>, from: Named, to: Named) {
  const cuts = [from, to].flatMap((end) => (typeof end === "string" ? [] : cidrs(...end)));
  const evaluation = new Evaluation(clusterOf(objects, settings), cuts);
  const end = (named: Named): End =>
    typeof named === "string"
      ? {
          kind: "pods",
          endpoint: evaluation.endpoints.findIndex(({ workload }) => workload.name === named),
        }
      : { kind: "addresses", ranges: cidrs(...named) };
  return { evaluation, from: end(from), to: end(to) };
}

function answer(
  objects: readonly object[],
  from: Named,
  to: Named,
  traffic: number,
  settings: Partial<ReadSettings> = {},
): Answer {
  const { evaluation, ...ends } = asked(objects, settings, from, to);
  return ask(evaluation, ends.from, ends.to, traffic);
}

/** Each case in words: the verdict, why on each side, and where. */
function shown({ cases }: Answer): string[] {
  return cases.map(({ allowed, family, from, to, egress, ingress: entering }) =>
    [
      allowed ? "allowed" : "denied",
      `egress ${egress?.cause.kind ?? "-"}`,
      `ingress ${entering?.cause.kind ?? "-"}`,
      ...(family ? [`IPv${family}`] : []),
      ...(from ? [`from ${from.map(formatRange).join()}`] : []),
      ...(to ? [`to ${to.map(formatRange).join()}`] : []),
    ].join(", "),
  );
}

describe("whether something gets from one end to another", () => {
  it("is one case, with what decides on each side, where it does not depend", () => {
    const objects = [...shop, ingress({ from: [app("db")], ports: ports(80) })];
    const open = answer(objects, "db", "web", port(80));
    assert.equal(open.verdict, "allowed");
    assert.deepEqual(shown(open), ["allowed, egress no-policy, ingress rule"]);
    const closed = answer(objects, "db", "web", port(81));
    assert.equal(closed.verdict, "denied");
    assert.deepEqual(shown(closed), ["denied, egress no-policy, ingress tier-default"]);
  });

  it("is denied where either side denies it", () => {
    const objects = [...shop, defaultDeny("shop"), ingress({ from: [app("db")] })];
    assert.deepEqual(shown(answer(objects, "db", "web", port(80))), [
      "denied, egress tier-default, ingress rule",
    ]);
    assert.deepEqual(shown(answer(objects, ["192.0.2.0/24"], "web", port(80))), [
      "denied, egress -, ingress tier-default, from 192.0.2.0-192.0.2.255",
    ]);
    assert.deepEqual(shown(answer(objects, "web", ["192.0.2.0/24"], port(80))), [
      "denied, egress tier-default, ingress -, to 192.0.2.0-192.0.2.255",
    ]);
  });

  it("depends, with a case for each rule that decides", () => {
    const objects = [
      ...shop,
      ingress({ from: [block("192.0.2.0/25")] }, { from: [block("198.51.100.0/24")] }),
    ];
    const found = answer(objects, ["192.0.2.0/24", "198.51.100.0/24"], "web", port(80));
    assert.equal(found.verdict, "depends");
    assert.deepEqual(shown(found), [
      "allowed, egress -, ingress rule, from 192.0.2.0-192.0.2.127",
      "denied, egress -, ingress tier-default, from 192.0.2.128-192.0.2.255",
      "allowed, egress -, ingress rule, from 198.51.100.0-198.51.100.255",
    ]);
    assert.deepEqual(
      found.cases.map(({ ingress: side }) => side?.cause.kind === "rule" && side.cause.rule.path),
      [["spec", "ingress", 0], false, ["spec", "ingress", 1]],
    );
  });

  it("puts places together that are decided alike, each family's ranges by themselves", () => {
    const found = answer(shop, ["192.0.2.0/24", "198.51.100.0/24", "2001:db8::/32"], "web", port(80), dual);
    assert.deepEqual(shown(found), [
      "allowed, egress -, ingress no-policy, from 192.0.2.0-192.0.2.255,198.51.100.0-198.51.100.255,2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
    ]);
  });

  it("says between pods the family, where it depends on it", () => {
    const objects = [
      ...shop,
      {
        apiVersion: "projectcalico.org/v3",
        kind: "NetworkPolicy",
        metadata: { namespace: "shop", name: "four" },
        spec: { selector: "app == 'web'", ingress: [{ action: "Allow", ipVersion: 4 }] },
      },
    ];
    const found = answer(objects, "db", "web", port(80), dual);
    assert.equal(found.verdict, "depends");
    assert.deepEqual(shown(found), [
      "allowed, egress no-policy, ingress rule, IPv4",
      "denied, egress no-policy, ingress tier-default, IPv6",
    ]);
    assert.deepEqual(shown(answer(shop, "db", "web", port(80), dual)), [
      "allowed, egress no-policy, ingress no-policy",
    ]);
  });

  it("is asked of the ICMP of each family there alone", () => {
    const found = (traffic: number) =>
      shown(answer(shop, ["192.0.2.0/24", "2001:db8::/32"], "web", traffic, dual));
    assert.deepEqual(found(icmpOf(ICMP, 8, 0)[0]!), [
      "allowed, egress -, ingress no-policy, from 192.0.2.0-192.0.2.255",
    ]);
    assert.deepEqual(found(icmpOf(ICMPv6, 128, 0)[0]!), [
      "allowed, egress -, ingress no-policy, from 2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
    ]);
  });

  it("is denied, without a case, where the ends have no family in common", () => {
    assert.deepEqual(answer(shop, ["2001:db8::/32"], "web", port(80)), {
      verdict: "denied",
      cases: [],
      exceptOwnNode: false,
    });
  });

  it("is asked of pods on their host's network by their node's addresses, and as clients by their tunnel's too", () => {
    const objects = [...shop, agent, ingress({ from: [block("172.16.0.0/24")] })];
    assert.deepEqual(shown(answer(objects, "agent", "web", port(80))), [
      "denied, egress -, ingress tier-default, from 10.0.0.0-10.0.255.255",
      "allowed, egress -, ingress rule, from 172.16.0.0-172.16.0.255",
    ]);
    assert.deepEqual(shown(answer(objects, "web", "agent", port(80))), [
      "allowed, egress no-policy, ingress -, to 172.16.0.0-172.16.0.255",
    ]);
  });

  it("except from the node that the pod is on, where a node's address may be the source and the pod denies", () => {
    const closed = [...shop, agent, ingress()];
    const excepted = (objects: readonly object[], from: Named, to: Named) =>
      answer(objects, from, to, port(80)).exceptOwnNode;
    assert.equal(excepted(closed, "agent", "web"), true);
    assert.equal(excepted(closed, ["172.16.0.9/32"], "web"), true);
    assert.equal(excepted(closed, ["192.0.2.0/24"], "web"), false);
    assert.equal(excepted(closed, "db", "web"), false);
    assert.equal(excepted([...shop, agent], "agent", "web"), false);
    assert.equal(excepted(closed, ["172.16.0.9/32"], ["192.0.2.0/24"]), false);
    const partly = [...shop, agent, ingress({ from: [block("172.16.0.0/25")] })];
    assert.equal(excepted(partly, ["172.16.0.0/24"], "web"), true);
    assert.equal(excepted(partly, "web", ["172.16.0.0/24"]), false);
  });
});

describe("all that gets from one end to another", () => {
  const between = (
    objects: readonly object[],
    from: Named,
    to: Named,
    settings: Partial<ReadSettings> = {},
  ) => {
    const { evaluation, ...ends } = asked(objects, settings, from, to);
    return allowedBetween(evaluation, ends.from, ends.to);
  };
  const eighty = toPorts(TCP, [80, 80]);

  it("is certain where it does not depend on places", () => {
    assert.deepEqual(between([...shop, ingress({ from: [app("db")], ports: ports(80) })], "db", "web"), {
      allow: eighty,
      certain: eighty,
    });
    const four = trafficOfFamily(4);
    assert.deepEqual(between(shop, "db", "web"), { allow: four, certain: four });
  });

  it("is what some place lets through, and for certain what all do", () => {
    const some = ingress({ from: [block("192.0.2.0/25")], ports: ports(80, 81) }, { ports: ports(80) });
    assert.deepEqual(between([...shop, some], ["192.0.2.0/24"], "web"), {
      allow: toPorts(TCP, [80, 81]),
      certain: eighty,
    });
    const none = ingress({ from: [block("192.0.2.0/25")], ports: ports(80) });
    assert.deepEqual(between([...shop, none], ["192.0.2.0/24"], "web"), { allow: eighty, certain: emptySet });
  });

  it("is for certain the ICMP of each family, which the other has not", () => {
    const all = union(trafficOfFamily(4), trafficOfFamily(6));
    assert.deepEqual(between(shop, "db", "web", dual), { allow: all, certain: all });
  });

  it("is nothing where the ends have no family in common", () => {
    assert.deepEqual(between(shop, ["2001:db8::/32"], "web"), { allow: emptySet, certain: emptySet });
  });
});
