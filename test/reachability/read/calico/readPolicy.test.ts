import assert from "node:assert/strict";
import { calicoKinds } from "../../../../reachability/read/calico/readCalico.js";
import type { Policy, Rule } from "../../../../reachability/model/policy.js";
import type { Selector } from "../../../../reachability/model/selector.js";
import { parseCidr } from "../../../../reachability/sets/addresses.js";
import { readObjects } from "./readOne.js";

const all: Selector = { op: "all" };
const is = (key: string, value: string): Selector => ({ op: "in", key, values: [value] });
const not = (operand: Selector): Selector => ({ op: "not", operand });
const net = (text: string) => parseCidr(text)!;

function policyOf(kind: string, spec: object, settings = {}, apiVersion = "projectcalico.org/v3"): Policy {
  const metadata = kind === "NetworkPolicy" ? { name: "p", namespace: "shop" } : { name: "p" };
  const { context, problems } = readObjects(calicoKinds, [{ apiVersion, kind, metadata, spec }], settings);
  assert.deepEqual(problems, []);
  assert.equal(context.policies.length, 1);
  return context.policies[0]!;
}

const namespaced = (spec: object) => policyOf("NetworkPolicy", spec);
const global = (spec: object) => policyOf("GlobalNetworkPolicy", spec);

/** The source of the only ingress rule. */
function sourceIn(kind: "NetworkPolicy" | "GlobalNetworkPolicy", source: object): Rule["source"] {
  return policyOf(kind, { ingress: [{ action: "Allow", source }] }).ingress![0]!.source;
}

/** The traffic of the only ingress rule, without its place. */
function trafficOf(rule: object): object | undefined {
  const [traffic, ...more] =
    namespaced({ ingress: [{ action: "Allow", ...rule }] }).ingress![0]!.traffic ?? [];
  assert.deepEqual(more, []);
  if (!traffic) return undefined;
  const { path, ...rest } = traffic;
  assert.deepEqual(path, ["spec", "ingress", 0]);
  return rest;
}

describe("a policy of Calico", () => {
  // SEMANTICS.md: "`types` absent: Ingress if there are ingress rules or none at all; Egress if there are egress rules; only
  // egress rules means Egress alone (unlike Kubernetes)."
  const rule = { action: "Allow" };
  const types: readonly (readonly [title: string, spec: object, directions: string])[] = [
    ["without rules applies to ingress", {}, "ingress"],
    ["with empty lists of rules applies to ingress", { ingress: [], egress: [] }, "ingress"],
    ["with ingress rules applies to ingress", { ingress: [rule] }, "ingress"],
    ["with egress rules only applies to egress", { egress: [rule] }, "egress"],
    ["with egress rules and an empty list applies to egress", { ingress: [], egress: [rule] }, "egress"],
    ["with rules for both applies to both", { ingress: [rule], egress: [rule] }, "ingress,egress"],
    ["applies to the types that it names", { types: ["Egress"], ingress: [rule] }, "egress"],
    ["may name both types", { types: ["Egress", "Ingress"] }, "ingress,egress"],
    ["with an empty list of types has named none", { types: [], egress: [rule] }, "egress"],
  ];
  for (const [title, spec, directions] of types)
    for (const kind of ["NetworkPolicy", "GlobalNetworkPolicy"])
      it(`${title} (${kind})`, () => {
        const policy = policyOf(kind, spec);
        assert.equal(["ingress", "egress"].filter((direction) => direction in policy).join(), directions);
      });

  // felix/calc/policy_sorter.go, ExtractPolicyMetadata: "no Types means Ingress and Egress".
  it("that is stored without types applies to both", () => {
    const policy = policyOf("NetworkPolicy", { ingress: [rule] }, {}, "crd.projectcalico.org/v1");
    assert.deepEqual(policy.egress, []);
  });

  // SEMANTICS.md: "policies by order (absent = last, ties by name)".
  it("is last in its tier without an order", () => {
    assert.equal(namespaced({}).order, Infinity);
    assert.equal(namespaced({ order: -1.5 }).order, -1.5);
  });

  it("is in the tier default unless it names another", () => {
    assert.equal(global({}).tier, "default");
    assert.equal(global({ tier: "" }).tier, "default");
    assert.equal(global({ tier: "security" }).tier, "security");
  });

  const ties: readonly (readonly [kind: string, spec: object, calicoMinor: number, tieBreak: string])[] = [
    ["NetworkPolicy", {}, 32, "p/shop/NetworkPolicy"],
    ["GlobalNetworkPolicy", {}, 33, "p//GlobalNetworkPolicy"],
    ["NetworkPolicy", {}, 31, "shop/default.p"],
    ["GlobalNetworkPolicy", {}, 29, "default.p"],
  ];
  for (const [kind, spec, calicoMinor, tieBreak] of ties)
    it(`breaks ties by ${tieBreak} in 3.${calicoMinor}`, () => {
      assert.equal(policyOf(kind, spec, { calicoMinor }).tieBreak, tieBreak);
    });

  it("says where it was written", () => {
    const { origin, subject: _, ...policy } = policyOf("NetworkPolicy", {});
    assert.equal(origin.file, "1.yaml");
    assert.deepEqual(policy, {
      kind: "NetworkPolicy",
      apiVersion: "projectcalico.org/v3",
      namespace: "shop",
      name: "p",
      tier: "default",
      order: Infinity,
      tieBreak: "p/shop/NetworkPolicy",
      ingress: [],
    });
  });
});

describe("what a policy of Calico applies to", () => {
  const subjects: readonly (readonly [title: string, kind: string, spec: object, subject: object])[] = [
    [
      "is its namespace without a selector",
      "NetworkPolicy",
      {},
      { namespaces: { kind: "named", name: "shop" }, labels: all },
    ],
    [
      "is what its selector selects there",
      "NetworkPolicy",
      { selector: "a == 'x'", serviceAccountSelector: "!has(b)" },
      {
        namespaces: { kind: "named", name: "shop" },
        labels: is("a", "x"),
        serviceAccounts: { labels: not({ op: "has", key: "b" }) },
      },
    ],
    [
      "is everything for a global one",
      "GlobalNetworkPolicy",
      {},
      { namespaces: { kind: "anywhere" }, labels: all },
    ],
    [
      "is limited by namespaces for a global one",
      "GlobalNetworkPolicy",
      { selector: "all()", namespaceSelector: "env != 'prod'" },
      { namespaces: { kind: "labelled", labels: not(is("env", "prod")) }, labels: all },
    ],
    [
      "is a namespace that a global one names",
      "GlobalNetworkPolicy",
      { namespaceSelector: "projectcalico.org/name == 'shop'" },
      { namespaces: { kind: "named", name: "shop" }, labels: all },
    ],
  ];
  for (const [title, kind, spec, subject] of subjects)
    it(title, () => {
      assert.deepEqual(policyOf(kind, spec).subject, { ...subject, networkSets: false });
    });

  // SEMANTICS.md: "doNotTrack and preDNAT policies apply to host endpoints only. applyOnForward does not matter for pods."
  for (const flag of ["doNotTrack", "preDNAT"])
    it(`is no pod with ${flag}`, () => {
      const spec = { [flag]: true, applyOnForward: true, ingress: [{ action: "Deny" }] };
      const object = {
        apiVersion: "projectcalico.org/v3",
        kind: "GlobalNetworkPolicy",
        metadata: { name: "p" },
        spec,
      };
      const { context, problems } = readObjects(calicoKinds, [object]);
      assert.deepEqual(problems, []);
      assert.deepEqual(context.policies, []);
      assert.deepEqual(
        context.notes.map(({ id, text }) => [id, text]),
        [
          [
            "host-endpoints-only",
            `GlobalNetworkPolicy p has ${flag}: it applies to host endpoints, not to pods`,
          ],
        ],
      );
    });

  it("is the same with applyOnForward", () => {
    const spec = { applyOnForward: true, doNotTrack: false, ingress: [{ action: "Deny" }] };
    assert.deepEqual(global(spec).ingress, [{ action: "deny", path: ["spec", "ingress", 0] }]);
  });
});

describe("a rule of Calico", () => {
  // SEMANTICS.md: "Allow/Deny end the evaluation, Pass goes to the next tier, Log continues."
  it("keeps its action and its place in the sequence", () => {
    const egress = ["Log", "Pass", "Deny", "Allow"].map((action) => ({ action }));
    assert.deepEqual(
      global({ egress }).egress,
      ["log", "pass", "deny", "allow"].map((action, index) => ({ action, path: ["spec", "egress", index] })),
    );
  });

  const own = { kind: "named", name: "shop" };
  const anywhere = { kind: "anywhere" };
  const inside = (labels: Selector) => ({ kind: "labelled", labels });
  const outside = { kind: "outside" };
  const isNoPod = not({ op: "has", key: "projectcalico.org/orchestrator" });
  const sel = (namespaces: object, labels: Selector = all, networkSets = true) => ({
    selection: { namespaces, labels, networkSets },
  });
  const accounts = (namespaces: object, serviceAccounts: object, labels: Selector = all) => ({
    selection: { namespaces, labels, serviceAccounts, networkSets: false },
  });
  type Case = readonly [
    title: string,
    kind: "NetworkPolicy" | "GlobalNetworkPolicy",
    source: object,
    entities: object[],
  ];
  const sources: readonly Case[] = [
    // SEMANTICS.md: "Rule `selector` without `namespaceSelector`: own namespace in a NetworkPolicy; in a
    // GlobalNetworkPolicy everything, network sets and host endpoints too."
    ["selects in its own namespace", "NetworkPolicy", { selector: "a == 'x'" }, [sel(own, is("a", "x"))]],
    [
      "selects everywhere if it is global",
      "GlobalNetworkPolicy",
      { selector: "a == 'x'" },
      [sel(anywhere, is("a", "x"))],
    ],
    // SEMANTICS.md: "`namespaceSelector: all()` = any pod in any namespace; `global()` = not in a namespace."
    ["selects in any namespace", "NetworkPolicy", { namespaceSelector: "all()" }, [sel(inside(all))]],
    ["selects in no namespace", "NetworkPolicy", { namespaceSelector: "global()" }, [sel(outside)]],
    ["takes blanks in global( )", "NetworkPolicy", { namespaceSelector: " global( ) " }, [sel(outside)]],
    [
      "takes !all() for no namespace",
      "NetworkPolicy",
      { namespaceSelector: "!all()" },
      [sel(inside(not(all))), sel(outside)],
    ],
    [
      "selects in namespaces by their labels",
      "GlobalNetworkPolicy",
      { namespaceSelector: "env == 'prod'", selector: "a == 'x'" },
      [sel(inside(is("env", "prod")), is("a", "x"))],
    ],
    [
      "selects in a namespace by its name",
      "NetworkPolicy",
      { namespaceSelector: "projectcalico.org/name == 'bank'" },
      [sel({ kind: "named", name: "bank" })],
    ],
    // updateprocessors/rules.go: "pcns.env != 'prod'" holds for a GlobalNetworkSet, which has no such label.
    [
      "selects outside namespaces too if their selector is negative",
      "NetworkPolicy",
      { namespaceSelector: "env != 'prod'", selector: "a == 'x'" },
      [sel(inside(not(is("env", "prod"))), is("a", "x")), sel(outside, is("a", "x"))],
    ],
    [
      "selects in namespaces only where all() is among the terms",
      "NetworkPolicy",
      { namespaceSelector: "all() && env != 'prod'" },
      [sel(inside({ op: "and", operands: [all, not(is("env", "prod"))] }))],
    ],
    // rules.go: endpoints are "limited to the namespace … as soon as _any_ of the selector fields are used, including
    // NotSelector"; NotSrcSelector itself is taken as it is.
    [
      "with a notSelector is limited to its own namespace",
      "NetworkPolicy",
      { notSelector: "a == 'x'" },
      [{ ...sel(own), notSelection: sel(anywhere, is("a", "x")).selection }],
    ],
    [
      "with a notSelector leaves everyone else if it is global",
      "GlobalNetworkPolicy",
      { notSelector: "a == 'x'" },
      [{ notSelection: sel(anywhere, is("a", "x")).selection }],
    ],
    [
      "takes global() in a notSelector for everything",
      "GlobalNetworkPolicy",
      { notSelector: "global()" },
      [{ notSelection: sel(anywhere).selection }],
    ],
    // SEMANTICS.md: "serviceAccounts by name or selector".
    [
      "selects service accounts by name",
      "NetworkPolicy",
      { serviceAccounts: { names: ["api", "web"] } },
      [accounts(own, { names: ["api", "web"] })],
    ],
    [
      "selects service accounts by label, everywhere if it is global",
      "GlobalNetworkPolicy",
      { serviceAccounts: { selector: "role == 'api'" } },
      [accounts(anywhere, { labels: is("role", "api") })],
    ],
    [
      "selects by both, and by the rest",
      "NetworkPolicy",
      {
        selector: "a == 'x'",
        serviceAccounts: { names: ["api"], selector: "role != 'x'" },
        namespaceSelector: "has(e)",
      },
      [
        accounts(
          inside({ op: "has", key: "e" }),
          { names: ["api"], labels: not(is("role", "x")) },
          is("a", "x"),
        ),
      ],
    ],
    // rules.go: "pcsa.role != 'x'" holds for a network set.
    [
      "selects network sets too if the selector of service accounts is negative",
      "GlobalNetworkPolicy",
      { serviceAccounts: { selector: "role != 'x'" } },
      [
        accounts(anywhere, { labels: not(is("role", "x")) }),
        sel(anywhere, { op: "and", operands: [all, isNoPod] }),
      ],
    ],
    [
      "selects network sets too if the selector of service accounts is all()",
      "NetworkPolicy",
      { serviceAccounts: { selector: "all()" } },
      [accounts(own, { labels: all }), sel(own, { op: "and", operands: [all, isNoPod] })],
    ],
    [
      "finds no service account outside namespaces",
      "NetworkPolicy",
      { namespaceSelector: "global()", serviceAccounts: { names: ["api"] } },
      [],
    ],
    [
      "finds network sets outside namespaces by a negative selector of service accounts",
      "NetworkPolicy",
      { namespaceSelector: "global()", serviceAccounts: { selector: "!has(x)" } },
      [sel(outside)],
    ],
    // SEMANTICS.md: "Within a rule everything is AND: nets and selector both must match; notNets, notPorts, notSelector,
    // notProtocol exclude".
    [
      "holds nets and selector together",
      "NetworkPolicy",
      { nets: ["10.0.0.0/8", "192.168.0.0/16"], notNets: ["10.1.0.0/16"], selector: "a == 'x'" },
      [
        {
          ...sel(own, is("a", "x")),
          nets: [net("10.0.0.0/8"), net("192.168.0.0/16")],
          notNets: [net("10.1.0.0/16")],
        },
      ],
    ],
    ["selects addresses", "NetworkPolicy", { nets: ["2001:db8::/32"] }, [{ nets: [net("2001:db8::/32")] }]],
    [
      "excludes addresses of everyone",
      "NetworkPolicy",
      { notNets: ["10.0.0.0/8"] },
      [{ notNets: [net("10.0.0.0/8")] }],
    ],
    // SEMANTICS.md: "`services` (egress: address and port; ingress: address only)".
    [
      "selects the backends of a Service",
      "NetworkPolicy",
      { services: { name: "api", namespace: "bank" } },
      [{ service: { namespace: "bank", name: "api" } }],
    ],
  ];
  for (const [title, kind, source, entities] of sources)
    it(title, () => {
      const path = ["spec", "ingress", 0, "source"];
      assert.deepEqual(
        sourceIn(kind, source),
        entities.map((entity) => ({ path, ...entity })),
      );
    });

  const everyone: readonly object[] = [
    {},
    { nets: [], notNets: [], ports: [], notPorts: [] },
    { selector: "", notSelector: "", namespaceSelector: "" },
    { serviceAccounts: {} },
    { serviceAccounts: { names: [], selector: "" } },
  ];
  for (const source of everyone)
    it(`is about everyone with ${JSON.stringify(source)}`, () => {
      assert.equal(sourceIn("NetworkPolicy", source), undefined);
    });

  it("has a destination as it has a source", () => {
    const destination = { selector: "a == 'x'", ports: [80] };
    const [rule] = namespaced({ egress: [{ action: "Allow", protocol: "TCP", destination }] }).egress!;
    assert.deepEqual(rule, {
      action: "allow",
      path: ["spec", "egress", 0],
      destination: [{ path: ["spec", "egress", 0, "destination"], ...sel(own, is("a", "x")) }],
      traffic: [{ path: ["spec", "egress", 0], protocol: 6, destinationPorts: [{ port: 80, endPort: 80 }] }],
    });
  });

  // SEMANTICS.md: "Ports (numbers, ranges, names) need a protocol; ICMP type/code."
  const traffic: readonly (readonly [rule: object, traffic: object | undefined])[] = [
    [{}, undefined],
    [{ protocol: "TCP" }, { protocol: 6 }],
    [{ protocol: "UDP" }, { protocol: 17 }],
    [{ protocol: "SCTP" }, { protocol: 132 }],
    [{ protocol: "UDPLite" }, { protocol: 136 }],
    [{ protocol: "ICMP" }, { protocol: 1 }],
    [{ protocol: "ICMPv6" }, { protocol: 58 }],
    [{ protocol: 47 }, { protocol: 47 }],
    [{ protocol: "47" }, { protocol: 47 }],
    [{ notProtocol: "TCP" }, { notProtocol: 6 }],
    [
      { protocol: "ICMP", icmp: { type: 8 } },
      { protocol: 1, icmp: { type: 8 } },
    ],
    [
      { protocol: 58, icmp: { type: 128, code: 0 } },
      { protocol: 58, icmp: { type: 128, code: 0 } },
    ],
    [
      { protocol: "ICMP", notICMP: { type: 8, code: 1 } },
      { protocol: 1, notIcmp: { type: 8, code: 1 } },
    ],
    [
      { protocol: "TCP", destination: { ports: [80, "443", "8000:8080", "http"], notPorts: [8001] } },
      {
        protocol: 6,
        destinationPorts: [
          { port: 80, endPort: 80 },
          { port: 443, endPort: 443 },
          { port: 8000, endPort: 8080 },
          { name: "http" },
        ],
        notDestinationPorts: [{ port: 8001, endPort: 8001 }],
      },
    ],
    [
      { protocol: 17, source: { ports: ["1:65535"], notPorts: ["dns"] } },
      { protocol: 17, sourcePorts: [{ port: 1, endPort: 65535 }], notSourcePorts: [{ name: "dns" }] },
    ],
    // Calico's validator lets the names of ports go without a protocol: each has its own.
    [{ destination: { ports: ["http"] } }, { destinationPorts: [{ name: "http" }] }],
  ];
  for (const [rule, expected] of traffic)
    it(`reads ${JSON.stringify(rule)}`, () => {
      assert.deepEqual(trafficOf(rule), expected);
    });

  it("may be about one IP version", () => {
    const { ingress } = namespaced({ ingress: [{ action: "Deny", ipVersion: 6, protocol: "ICMPv6" }] });
    assert.equal(ingress![0]!.ipVersion, 6);
  });

  it("that allows some HTTP requests opens for all, and says so", () => {
    const spec = {
      ingress: [
        {
          action: "Allow",
          protocol: "TCP",
          http: { methods: ["GET"], paths: [{ exact: "/a" }, { prefix: "/b" }] },
        },
      ],
    };
    const metadata = { name: "p", namespace: "shop" };
    const object = { apiVersion: "projectcalico.org/v3", kind: "NetworkPolicy", metadata, spec };
    const { context, problems } = readObjects(calicoKinds, [object]);
    assert.deepEqual(problems, []);
    assert.deepEqual(context.policies[0]!.ingress, [
      {
        action: "allow",
        path: ["spec", "ingress", 0],
        traffic: [{ path: ["spec", "ingress", 0], protocol: 6 }],
      },
    ]);
    assert.deepEqual(
      context.notes.map(({ id }) => id),
      ["http-not-counted"],
    );
  });

  it("may say more for people and performance", () => {
    const spec = {
      performanceHints: ["AssumeNeededOnEveryNode"],
      ingress: [{ action: "Allow", metadata: { annotations: { why: "because" } } }],
    };
    assert.deepEqual(namespaced(spec).ingress, [{ action: "allow", path: ["spec", "ingress", 0] }]);
  });
});
