import assert from "node:assert/strict";
import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { decideSide } from "../../../reachability/evaluate/sideDecision.js";
import { protocolNumbers, toPorts } from "../../../reachability/evaluate/traffic.js";
import { parseCidr } from "../../../reachability/sets/addresses.js";
import { clusterOf, deployment, namespace, networkPolicy } from "../support/cluster.js";

/** A policy of Calico for the whole cluster. */
function global(name: string, spec: object): object {
  return { apiVersion: "projectcalico.org/v3", kind: "GlobalNetworkPolicy", metadata: { name }, spec };
}

function tier(name: string, order: number, defaultAction = "Deny"): object {
  return {
    apiVersion: "projectcalico.org/v3",
    kind: "Tier",
    metadata: { name },
    spec: { order, defaultAction },
  };
}

const toPort = (action: string, port: number) => ({
  action,
  protocol: "TCP",
  destination: { ports: [port] },
});

/** What the policies say about TCP to a port of web from an address outside. */
function ask(policies: readonly object[], port: number, sourcePort = 1) {
  const evaluation = new Evaluation(clusterOf([namespace("shop"), deployment("shop", "web"), ...policies]), [
    parseCidr("192.0.2.0/24")!,
  ]);
  const { universe } = evaluation;
  const { allowed, asked, cause } = decideSide(evaluation, {
    subject: universe.pods[0]!,
    peer: universe.space.partsIn([parseCidr("192.0.2.0/24")!])[0]!,
    direction: "ingress",
    traffic: toPorts(protocolNumbers.TCP, [port, port])[0]!,
    sourcePort,
  });
  const where = (rule: { readonly path: readonly PropertyKey[] } | undefined) => rule?.path.join(".");
  return {
    allowed,
    asked: asked.map(({ policy, rule }) => [policy.name, where(rule)]),
    cause: {
      kind: cause.kind,
      ...(cause.kind === "rule" ? { policy: cause.policy.name, rule: where(cause.rule) } : {}),
      ...(cause.kind === "tier-default"
        ? { tier: cause.tier.name, policies: cause.policies.map((policy) => policy.name) }
        : {}),
    },
  };
}

describe("how one end's policies decide about a packet", () => {
  it("no policy: allowed", () => {
    assert.deepEqual(ask([], 80), { allowed: true, asked: [], cause: { kind: "no-policy" } });
  });

  const policies = [
    tier("first", 10),
    tier("second", 20, "Pass"),
    tier("unused", 15),
    global("first.a", {
      tier: "first",
      order: 1,
      ingress: [
        toPort("Log", 80),
        toPort("Allow", 80),
        toPort("Deny", 80),
        toPort("Pass", 81),
        { action: "Allow", protocol: "TCP", source: { ports: [53] }, destination: { ports: [85] } },
        {
          action: "Allow",
          protocol: "TCP",
          source: { nets: ["198.51.100.0/24"] },
          destination: { ports: [86] },
        },
      ],
    }),
    global("first.b", { tier: "first", order: 2, ingress: [toPort("Deny", 82), toPort("Pass", 83)] }),
    global("first.other", {
      tier: "first",
      order: 0,
      selector: "app == 'other'",
      ingress: [{ action: "Allow" }],
    }),
    global("second.a", { tier: "second", order: 1, ingress: [toPort("Allow", 81)] }),
  ];

  it("the first rule that matches and is no log", () => {
    assert.deepEqual(ask(policies, 80), {
      allowed: true,
      asked: [["first.a", "spec.ingress.1"]],
      cause: { kind: "rule", policy: "first.a", rule: "spec.ingress.1" },
    });
    assert.deepEqual(ask(policies, 82), {
      allowed: false,
      asked: [
        ["first.a", undefined],
        ["first.b", "spec.ingress.0"],
      ],
      cause: { kind: "rule", policy: "first.b", rule: "spec.ingress.0" },
    });
  });

  it("what is passed is asked in the next tier", () => {
    assert.deepEqual(ask(policies, 81), {
      allowed: true,
      asked: [
        ["first.a", "spec.ingress.3"],
        ["second.a", "spec.ingress.0"],
      ],
      cause: { kind: "rule", policy: "second.a", rule: "spec.ingress.0" },
    });
  });

  it("what every tier passes, by a rule or by default, the profile allows", () => {
    assert.deepEqual(ask(policies, 83), {
      allowed: true,
      asked: [
        ["first.a", undefined],
        ["first.b", "spec.ingress.1"],
        ["second.a", undefined],
      ],
      cause: { kind: "profile" },
    });
  });

  it("what no rule of a tier matches, its default denies", () => {
    const nobody = {
      allowed: false,
      asked: [
        ["first.a", undefined],
        ["first.b", undefined],
      ],
      cause: { kind: "tier-default", tier: "first", policies: ["first.a", "first.b"] },
    };
    assert.deepEqual(ask(policies, 84), nobody);
    assert.deepEqual(ask(policies, 85), nobody);
    assert.deepEqual(ask(policies, 86), nobody);
  });

  it("a rule about the client's port matches that port", () => {
    assert.deepEqual(ask(policies, 85, 53).cause, {
      kind: "rule",
      policy: "first.a",
      rule: "spec.ingress.4",
    });
  });

  it("a NetworkPolicy that allows nothing: denied in the tier default", () => {
    const deny = networkPolicy("shop", "deny", { podSelector: {} });
    assert.deepEqual(ask([deny], 80), {
      allowed: false,
      asked: [["deny", undefined]],
      cause: { kind: "tier-default", tier: "default", policies: ["deny"] },
    });
  });
});
