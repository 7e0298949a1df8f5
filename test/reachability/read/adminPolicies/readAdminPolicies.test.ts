import assert from "node:assert/strict";
import { adminPolicyKinds } from "../../../../reachability/read/adminPolicies/readAdminPolicies.js";
import type { Policy } from "../../../../reachability/model/policy.js";
import type { Selector } from "../../../../reachability/model/selector.js";
import { parseCidr } from "../../../../reachability/sets/addresses.js";
import { readObjects } from "../calico/readOne.js";

const group = "policy.networking.k8s.io";
const all: Selector = { op: "all" };
const subject = { namespaces: {} };
const is = (key: string, value: string): Selector => ({ op: "in", key, values: [value] });
const byLabel = { matchLabels: { a: "x" } };
const byAbsence = { matchExpressions: [{ key: "a", operator: "NotIn", values: ["x"] }] };

const anp = (spec: object, name = "p") => ({
  apiVersion: `${group}/v1alpha1`,
  kind: "AdminNetworkPolicy",
  metadata: { name },
  spec: { priority: 5, subject, ...spec },
});
const banp = (spec: object, name = "default") => ({
  apiVersion: `${group}/v1alpha1`,
  kind: "BaselineAdminNetworkPolicy",
  metadata: { name },
  spec: { subject, ...spec },
});
const cnp = (spec: object, name = "p") => ({
  apiVersion: `${group}/v1alpha2`,
  kind: "ClusterNetworkPolicy",
  metadata: { name },
  spec: { tier: "Admin", priority: 5, subject, ...spec },
});
const kinds = { AdminNetworkPolicy: anp, BaselineAdminNetworkPolicy: banp, ClusterNetworkPolicy: cnp };

function read(object: object, calicoMinor: number) {
  const { context, problems } = readObjects(adminPolicyKinds, [object], { calicoMinor });
  assert.deepEqual(problems, []);
  return { policy: context.policies[0], notes: context.notes.map(({ id, text }) => `${id}: ${text}`) };
}

function policyOf(object: object, calicoMinor: number): Policy {
  const { policy, notes } = read(object, calicoMinor);
  assert.ok(policy);
  assert.deepEqual(notes, []);
  return policy;
}

// SEMANTICS.md: "Which kinds are enforced depends on the Calico version (3.32: ClusterNetworkPolicy, not AdminNetworkPolicy;
// 3.31 the reverse) … report the rest as findings; never count an unenforced deny."
describe("a policy for administrators is enforced", () => {
  const deny = { ingress: [{ action: "Deny", from: [{ namespaces: {} }] }] };
  const versions: readonly (readonly [
    kind: keyof typeof kinds,
    enforced: readonly number[],
    where: string,
  ])[] = [
    ["AdminNetworkPolicy", [29, 30, 31], "in 3.29 to 3.31"],
    ["BaselineAdminNetworkPolicy", [30, 31], "in 3.30 to 3.31"],
    ["ClusterNetworkPolicy", [32, 33, 40], "from 3.32 on"],
  ];
  for (const [kind, enforced, where] of versions)
    for (const calicoMinor of [28, 29, 30, 31, 32, 33, 40])
      it(`${enforced.includes(calicoMinor) ? "in" : "not in"} 3.${calicoMinor} (${kind})`, () => {
        const object = kinds[kind](deny);
        const { policy, notes } = read(object, calicoMinor);
        if (enforced.includes(calicoMinor)) {
          assert.equal(policy?.ingress?.[0]?.action, "deny");
          assert.deepEqual(notes, []);
        } else {
          assert.equal(policy, undefined);
          assert.deepEqual(notes, [
            `not-enforced: ${kind} ${object.metadata.name} has no effect: Calico enforces its kind ${where}, and this is 3.${calicoMinor}`,
          ]);
        }
      });

  it("or is checked all the same", () => {
    const { problems } = readObjects(adminPolicyKinds, [anp({ priority: -1 })], { calicoMinor: 32 });
    assert.deepEqual(problems, [
      "1.yaml spec.priority: found -1 (a number); allowed: a whole number from 0 to 1000",
    ]);
  });
});

// libcalico-go/lib/backend/k8s/conversion: clusternetworkpolicy.go of 3.32, conversion.go of 3.31.
describe("a policy for administrators stands", () => {
  const places: readonly (readonly [
    object: object,
    calicoMinor: number,
    tier: string,
    order: number,
    tieBreak: string,
  ])[] = [
    [anp({ priority: 7 }), 31, "adminnetworkpolicy", 7, "kanp.adminnetworkpolicy.p"],
    [banp({}), 31, "baselineadminnetworkpolicy", 1000, "kbanp.baselineadminnetworkpolicy.default"],
    [cnp({ priority: 0 }), 32, "kube-admin", 0, "p//KubernetesClusterNetworkPolicy"],
    [cnp({ tier: "Baseline" }), 32, "kube-baseline", 5, "p//KubernetesClusterNetworkPolicy"],
  ];
  for (const [object, calicoMinor, tier, order, tieBreak] of places)
    it(`in the tier ${tier} by its priority ${order}`, () => {
      const policy = policyOf(object, calicoMinor);
      assert.deepEqual([policy.tier, policy.order, policy.tieBreak], [tier, order, tieBreak]);
    });
});

describe("a policy for administrators applies", () => {
  it("to whole namespaces", () => {
    assert.deepEqual(policyOf(cnp({ subject: { namespaces: byLabel } }), 32).subject, {
      namespaces: { kind: "labelled", labels: is("a", "x") },
      labels: all,
      networkSets: false,
    });
  });

  it("to pods by their labels and those of their namespace", () => {
    const pods = { namespaceSelector: {}, podSelector: byLabel };
    assert.deepEqual(policyOf(anp({ subject: { pods } }), 31).subject, {
      namespaces: { kind: "labelled", labels: all },
      labels: is("a", "x"),
      networkSets: false,
    });
  });

  // "CNPs with no ingress rules do not affect ingress traffic."
  it("in the directions for which it has rules", () => {
    const rule = { action: "Pass", to: [{ namespaces: {} }] };
    assert.deepEqual(Object.keys(policyOf(cnp({ egress: [rule], ingress: [] }), 32)).slice(-2), [
      "subject",
      "egress",
    ]);
    assert.equal("egress" in policyOf(cnp({}), 32), false);
  });
});

describe("a rule for administrators", () => {
  const inside = (labels: Selector) => ({ kind: "labelled", labels });
  const net = (text: string) => parseCidr(text)!;
  const peers: readonly (readonly [title: string, peer: object, entities: readonly object[]])[] = [
    [
      "selects pods",
      { pods: { namespaceSelector: byAbsence, podSelector: byLabel } },
      [
        {
          selection: {
            namespaces: inside({ op: "not", operand: is("a", "x") }),
            labels: is("a", "x"),
            networkSets: false,
          },
        },
      ],
    ],
    // k8sSelectorToCalico adds no orchestrator to a selector of namespaces: network sets match it as well.
    [
      "selects namespaces with all in them",
      { namespaces: byLabel },
      [{ selection: { namespaces: inside(is("a", "x")), labels: all, networkSets: true } }],
    ],
    [
      "selects any namespace",
      { namespaces: {} },
      [{ selection: { namespaces: inside(all), labels: all, networkSets: true } }],
    ],
    [
      "selects what is in no namespace by a negative selector",
      { namespaces: byAbsence },
      [
        {
          selection: {
            namespaces: inside({ op: "not", operand: is("a", "x") }),
            labels: all,
            networkSets: true,
          },
        },
        { selection: { namespaces: { kind: "outside" }, labels: all, networkSets: true } },
      ],
    ],
    ["selects networks", { networks: ["10.0.0.0/8", "::/0"] }, [{ nets: [net("10.0.0.0/8"), net("::/0")] }]],
  ];
  for (const [title, peer, entities] of peers)
    it(title, () => {
      const [rule] = policyOf(cnp({ egress: [{ action: "Accept", to: [peer] }] }), 32).egress!;
      assert.deepEqual(rule, {
        action: "allow",
        path: ["spec", "egress", 0],
        destination: entities.map((entity) => ({ path: ["spec", "egress", 0, "to", 0], ...entity })),
      });
    });

  it("selects any of its peers", () => {
    const from = [{ namespaces: byLabel }, { pods: { namespaceSelector: {}, podSelector: {} } }];
    const [rule] = policyOf(anp({ ingress: [{ name: "n", action: "Allow", from }] }), 31).ingress!;
    assert.deepEqual(
      rule!.source!.map(({ path }) => path.at(-1)),
      [0, 1],
    );
  });

  const actions: readonly (readonly [
    object: (spec: object) => object,
    calicoMinor: number,
    action: string,
    read: string,
  ])[] = [
    [anp, 31, "Allow", "allow"],
    [anp, 31, "Deny", "deny"],
    [anp, 31, "Pass", "pass"],
    [banp, 31, "Allow", "allow"],
    [banp, 31, "Deny", "deny"],
    [cnp, 32, "Accept", "allow"],
    [cnp, 32, "Deny", "deny"],
    [cnp, 32, "Pass", "pass"],
  ];
  for (const [object, calicoMinor, action, expected] of actions)
    it(`${action} is to ${expected} in 3.${calicoMinor} (${object.name})`, () => {
      const [rule] = policyOf(
        object({ ingress: [{ action, from: [{ namespaces: {} }] }] }),
        calicoMinor,
      ).ingress!;
      assert.equal(rule!.action, expected);
    });

  const from = [{ namespaces: {} }];
  const ports: readonly (readonly [port: object, traffic: object])[] = [
    [{ portNumber: { port: 80 } }, { protocol: 6, destinationPorts: [{ port: 80, endPort: 80 }] }],
    [
      { portNumber: { protocol: "UDP", port: 53 } },
      { protocol: 17, destinationPorts: [{ port: 53, endPort: 53 }] },
    ],
    [
      { portRange: { protocol: "SCTP", start: 1, end: 65535 } },
      { protocol: 132, destinationPorts: [{ port: 1, endPort: 65535 }] },
    ],
  ];
  for (const [port, traffic] of ports)
    it(`of v1alpha1 has the port ${JSON.stringify(port)}`, () => {
      const [rule] = policyOf(banp({ ingress: [{ action: "Deny", from, ports: [port] }] }), 31).ingress!;
      assert.deepEqual(rule!.traffic, [{ path: ["spec", "ingress", 0, "ports", 0], ...traffic }]);
    });

  const protocols: readonly (readonly [protocol: object, traffic: object])[] = [
    [
      { tcp: { destinationPort: { number: 80 } } },
      { protocol: 6, destinationPorts: [{ port: 80, endPort: 80 }] },
    ],
    [
      { udp: { destinationPort: { range: { start: 5, end: 6 } } } },
      { protocol: 17, destinationPorts: [{ port: 5, endPort: 6 }] },
    ],
    [
      { sctp: { destinationPort: { number: 7 } } },
      { protocol: 132, destinationPorts: [{ port: 7, endPort: 7 }] },
    ],
    [{ destinationNamedPort: "http" }, { destinationPorts: [{ name: "http" }] }],
  ];
  for (const [protocol, traffic] of protocols)
    it(`of v1alpha2 has the protocol ${JSON.stringify(protocol)}`, () => {
      const [rule] = policyOf(
        cnp({ ingress: [{ action: "Deny", from, protocols: [protocol] }] }),
        32,
      ).ingress!;
      assert.deepEqual(rule!.traffic, [{ path: ["spec", "ingress", 0, "protocols", 0], ...traffic }]);
    });

  // conversion.go of 3.31, k8sAdminPolicyPortToCalicoFields: "TODO: Add support for NamedPorts".
  it("of v1alpha1 with the name of a port is about all traffic, and says so", () => {
    const rule = { action: "Allow", from, ports: [{ portNumber: { port: 80 } }, { namedPort: "http" }] };
    const { policy, notes } = read(anp({ ingress: [rule] }), 31);
    assert.equal("traffic" in policy!.ingress![0]!, false);
    assert.deepEqual(notes, [
      "named-port-is-all: Calico takes a namedPort in an AdminNetworkPolicy or BaselineAdminNetworkPolicy as all ports of all protocols",
    ]);
  });

  // shared_types.go: "For "Deny" and "Pass" rules, "fail closed" means: "treat the rule as a 'Deny all' rule"".
  for (const peer of [{ nodes: {} }, { domainNames: ["example.com"] }]) {
    const to = [{ namespaces: {} }, peer];
    it(`with the peer ${JSON.stringify(peer)} fails closed, and says so`, () => {
      const egress = ["Accept", "Pass", "Deny"].map((action) => ({ action, to }));
      const { policy, notes } = read(cnp({ egress }), 32);
      assert.deepEqual(policy!.egress, [
        { action: "deny", path: ["spec", "egress", 1] },
        { action: "deny", path: ["spec", "egress", 2] },
      ]);
      const unknown = "unknown-peer: Calico knows no nodes and no domainNames as peers, and ";
      assert.deepEqual(notes, [
        `${unknown}leaves the rule out`,
        `${unknown}makes the rule deny everything`,
        `${unknown}makes the rule deny everything`,
      ]);
    });
  }
});

describe("a policy for administrators is refused with", () => {
  const rule = (more: object) => ({ action: "Deny", from: [{ namespaces: {} }], ...more });
  const ingress = (more: object) => ({ ingress: [rule(more)] });
  const port = "a port from 1 to 65535";
  const one = "one of tcp, udp, sctp, destinationNamedPort";
  const portName =
    'at most 15 lower-case letters, digits and single "-", with at least one letter and no "-" at an end';
  const egress = (...to: unknown[]) => ({ egress: [{ action: "Deny", to }] });
  const many = (count: number) => Array.from({ length: count }, () => ({ namespaces: {} }));
  const cases: readonly (readonly [object: Record<string, unknown>, problems: readonly string[]])[] = [
    [
      { ...cnp({}), spec: null },
      [
        "spec: found nothing; allowed: a mapping with tier, priority, subject, ingress, egress",
        "spec.tier: found nothing; allowed: Admin, Baseline",
        "spec.priority: found nothing; allowed: a whole number from 0 to 1000",
        "spec.subject: found nothing; allowed: one of namespaces, pods",
      ],
    ],
    [
      cnp({ tier: "admin", priority: 1001 }),
      [
        'spec.tier: found "admin"; allowed: Admin, Baseline',
        "spec.priority: found 1001 (a number); allowed: a whole number from 0 to 1000",
      ],
    ],
    [
      anp({ tier: "Admin" }),
      ['spec.tier: found the unknown field "tier"; allowed: priority, subject, ingress, egress'],
    ],
    [
      banp({ priority: 1 }),
      ['spec.priority: found the unknown field "priority"; allowed: subject, ingress, egress'],
    ],
    [banp({}, "other"), ['metadata.name: found "other"; allowed: "default": there is only one']],
    [cnp({ subject: {} }), ["spec.subject: found a mapping of nothing; allowed: one of namespaces, pods"]],
    [
      cnp({ subject: { namespaces: {}, pods: {} } }),
      ['spec.subject: found a mapping of "namespaces", "pods"; allowed: one of namespaces, pods'],
    ],
    [
      cnp({ subject: { pods: { podSelector: {} } } }),
      ["spec.subject.pods.namespaceSelector: found nothing; allowed: a label selector; {} selects all"],
    ],
    [
      anp(ingress({ action: "Accept" })),
      ['spec.ingress[0].action: found "Accept"; allowed: Allow, Deny, Pass'],
    ],
    [banp(ingress({ action: "Pass" })), ['spec.ingress[0].action: found "Pass"; allowed: Allow, Deny']],
    [
      cnp(ingress({ action: "Allow" })),
      ['spec.ingress[0].action: found "Allow"; allowed: Accept, Deny, Pass'],
    ],
    [
      cnp(ingress({ name: "x".repeat(101), to: [] })),
      [
        'spec.ingress[0].to: found the unknown field "to"; allowed: name, action, from, protocols',
        `spec.ingress[0].name: found "${"x".repeat(80)}…"; allowed: at most 100 characters`,
      ],
    ],
    [
      cnp({ ingress: [null] }),
      [
        "spec.ingress[0]: found nothing; allowed: a rule",
        "spec.ingress[0].action: found nothing; allowed: Accept, Deny, Pass",
        "spec.ingress[0].from: found nothing; allowed: a list of 1 to 25 peers",
      ],
    ],
    [
      cnp(ingress({ from: [] })),
      ["spec.ingress[0].from: found a list of 0; allowed: a list of 1 to 25 peers"],
    ],
    [
      cnp(ingress({ from: many(26) })),
      ["spec.ingress[0].from: found a list of 26; allowed: a list of 1 to 25 peers"],
    ],
    [
      anp(ingress({ from: many(101) })),
      ["spec.ingress[0].from: found a list of 101; allowed: a list of 1 to 100 peers"],
    ],
    [
      cnp(ingress({ from: [{}] })),
      ["spec.ingress[0].from[0]: found a mapping of nothing; allowed: one of namespaces, pods"],
    ],
    [
      cnp(ingress({ from: [null, 3] })),
      [
        "spec.ingress[0].from[0]: found nothing; allowed: one of namespaces, pods",
        "spec.ingress[0].from[1]: found 3 (a number); allowed: one of namespaces, pods",
      ],
    ],
    [
      cnp(ingress({ from: [{ networks: ["10.0.0.0/8"] }] })),
      [
        'spec.ingress[0].from[0].networks: found the unknown field "networks"; allowed: namespaces, pods',
        'spec.ingress[0].from[0]: found a mapping of "networks"; allowed: one of namespaces, pods',
      ],
    ],
    [
      banp({ egress: [{ action: "Deny", to: [{ domainNames: ["a.b"] }] }] }),
      [
        'spec.egress[0].to[0].domainNames: found the unknown field "domainNames"; allowed: namespaces, pods, networks, nodes',
        'spec.egress[0].to[0]: found a mapping of "domainNames"; allowed: one of namespaces, pods, networks, nodes',
      ],
    ],
    [
      cnp({ egress: [{ action: "Deny", to: [{ networks: [] }, { networks: ["x", null] }] }] }),
      [
        "spec.egress[0].to[0].networks: found a list of 0; allowed: a list of 1 to 25 CIDRs",
        'spec.egress[0].to[1].networks[0]: found "x"; allowed: a CIDR, such as 10.9.8.0/24 or 2001:db8::/64, not an IPv4-mapped one',
        "spec.egress[0].to[1].networks[1]: found nothing; allowed: a CIDR, such as 10.9.8.0/24",
      ],
    ],
    [
      cnp({
        egress: [
          { action: "Deny", to: [{ networks: ["::/0"] }], protocols: [{ destinationNamedPort: "http" }] },
        ],
      }),
      [
        "spec.egress[0]: found the name of a port with other peers; allowed: the names of ports with namespaces and pods only",
      ],
    ],
    [
      cnp({ ingress: many(26).map(() => rule({})) }),
      ["spec.ingress: found a list of 26; allowed: at most 25 rules"],
    ],
    [
      cnp(ingress({ protocols: [] })),
      ["spec.ingress[0].protocols: found a list of 0; allowed: a list of 1 to 25, or nothing"],
    ],
    [
      cnp(ingress({ protocols: [{}, { tcp: {} }, { icmp: {} }] })),
      [
        `spec.ingress[0].protocols[0]: found a mapping of nothing; allowed: ${one}`,
        "spec.ingress[0].protocols[1].tcp: found a mapping of nothing; allowed: one of destinationPort",
        'spec.ingress[0].protocols[2].icmp: found the unknown field "icmp"; allowed: tcp, udp, sctp, destinationNamedPort',
        `spec.ingress[0].protocols[2]: found a mapping of "icmp"; allowed: ${one}`,
      ],
    ],
    [
      cnp(
        ingress({
          protocols: [
            { tcp: { destinationPort: { number: 0 } } },
            { udp: { destinationPort: { range: { start: 2, end: 2 } } } },
          ],
        }),
      ),
      [
        `spec.ingress[0].protocols[0].tcp.destinationPort.number: found 0 (a number); allowed: ${port}`,
        "spec.ingress[0].protocols[1].udp.destinationPort.range.end: found 2 (a number); allowed: a port above 2",
      ],
    ],
    [
      cnp(ingress({ protocols: [{ destinationNamedPort: "HTTP" }] })),
      [
        'spec.ingress[0].protocols[0].destinationNamedPort: found "HTTP"; allowed: at most 15 lower-case letters, digits and single "-", with at least one letter and no "-" at an end',
      ],
    ],
    [
      anp(
        ingress({
          ports: [
            { portNumber: {} },
            { portRange: { start: 1 } },
            { portNumber: { port: 1, protocol: "ICMP", end: 2 } },
          ],
        }),
      ),
      [
        `spec.ingress[0].ports[0].portNumber.port: found nothing; allowed: ${port}`,
        `spec.ingress[0].ports[1].portRange.end: found nothing; allowed: ${port}`,
        'spec.ingress[0].ports[2].portNumber.end: found the unknown field "end"; allowed: protocol, port',
        'spec.ingress[0].ports[2].portNumber.protocol: found "ICMP"; allowed: TCP, UDP, SCTP',
      ],
    ],
    [
      cnp({ ingress: "all", egress: {} }),
      [
        'spec.ingress: found "all"; allowed: a list of rules',
        "spec.egress: found a mapping of nothing; allowed: a list of rules",
      ],
    ],
    [
      cnp({ ingress: [3] }),
      [
        "spec.ingress[0]: found 3 (a number); allowed: a rule",
        "spec.ingress[0].action: found nothing; allowed: Accept, Deny, Pass",
        "spec.ingress[0].from: found nothing; allowed: a list of 1 to 25 peers",
      ],
    ],
    [cnp(ingress({ from: "all" })), ['spec.ingress[0].from: found "all"; allowed: a list of peers']],
    [
      cnp(ingress({ protocols: "all" })),
      ['spec.ingress[0].protocols: found "all"; allowed: a list of protocols'],
    ],
    [
      anp(ingress({ ports: {} })),
      ["spec.ingress[0].ports: found a mapping of nothing; allowed: a list of ports"],
    ],
    [cnp(ingress({ name: 3 })), ["spec.ingress[0].name: found 3 (a number); allowed: a text"]],
    [
      cnp(egress({ networks: "10.0.0.0/8" })),
      ['spec.egress[0].to[0].networks: found "10.0.0.0/8"; allowed: a list of 1 to 25 CIDRs'],
    ],
    [
      cnp(egress({ networks: Array.from({ length: 26 }, () => "10.0.0.0/8") })),
      ["spec.egress[0].to[0].networks: found a list of 26; allowed: a list of 1 to 25 CIDRs"],
    ],
    [
      cnp(egress({ nodes: { matchLabels: { a: 1 } } })),
      ["spec.egress[0].to[0].nodes.matchLabels.a: found 1 (a number); allowed: a text; quote it"],
    ],
    [
      cnp(egress({ domainNames: "a.b" }, { domainNames: [3, null] })),
      [
        'spec.egress[0].to[0].domainNames: found "a.b"; allowed: a list of domain names',
        "spec.egress[0].to[1].domainNames[0]: found 3 (a number); allowed: a text",
        "spec.egress[0].to[1].domainNames[1]: found nothing; allowed: a domain name",
      ],
    ],
    [
      cnp({ subject: { pods: { namespaceSelector: {}, podSelector: {}, x: 1 } } }),
      ['spec.subject.pods.x: found the unknown field "x"; allowed: namespaceSelector, podSelector'],
    ],
    [
      cnp({ subject: { pods: 3 } }),
      [
        "spec.subject.pods: found 3 (a number); allowed: a mapping",
        "spec.subject.pods.namespaceSelector: found nothing; allowed: a label selector; {} selects all",
        "spec.subject.pods.podSelector: found nothing; allowed: a label selector; {} selects all",
      ],
    ],
    [
      cnp({
        egress: [
          {
            action: "Deny",
            to: [{ namespaces: {} }, { nodes: {} }],
            protocols: [{ destinationNamedPort: "http" }],
          },
        ],
      }),
      [
        "spec.egress[0]: found the name of a port with other peers; allowed: the names of ports with namespaces and pods only",
      ],
    ],
    [
      cnp({
        egress: [
          {
            action: "Deny",
            to: [{ domainNames: ["a.b"] }],
            protocols: [{ tcp: { destinationPort: { number: 1 } } }, { destinationNamedPort: "http" }],
          },
        ],
      }),
      [
        "spec.egress[0]: found the name of a port with other peers; allowed: the names of ports with namespaces and pods only",
      ],
    ],
    [
      anp({ egress: [{ action: "Deny", to: [{ networks: ["::/0"] }], ports: [{ namedPort: "http" }] }] }),
      [
        "spec.egress[0]: found the name of a port with other peers; allowed: the names of ports with namespaces and pods only",
      ],
    ],
    [
      cnp(ingress({ protocols: Array.from({ length: 26 }, () => ({ destinationNamedPort: "a" })) })),
      ["spec.ingress[0].protocols: found a list of 26; allowed: a list of 1 to 25, or nothing"],
    ],
    [
      cnp(
        ingress({
          protocols: [
            3,
            { tcp: 3 },
            { tcp: { destinationPort: 3 } },
            { udp: { destinationPort: { range: 3 } } },
            { destinationNamedPort: 3 },
          ],
        }),
      ),
      [
        "spec.ingress[0].protocols[0]: found 3 (a number); allowed: one of tcp, udp, sctp, destinationNamedPort",
        "spec.ingress[0].protocols[1].tcp: found 3 (a number); allowed: one of destinationPort",
        "spec.ingress[0].protocols[2].tcp.destinationPort: found 3 (a number); allowed: one of number, range",
        "spec.ingress[0].protocols[3].udp.destinationPort.range: found 3 (a number); allowed: a mapping",
        `spec.ingress[0].protocols[4].destinationNamedPort: found 3 (a number); allowed: ${portName}`,
      ],
    ],
    [
      cnp(ingress({ protocols: [{ tcp: { destinationPort: { range: { start: 1, end: 2, x: 3 } } } }] })),
      [
        'spec.ingress[0].protocols[0].tcp.destinationPort.range.x: found the unknown field "x"; allowed: start, end',
      ],
    ],
    [
      anp(ingress({ ports: [3, { portNumber: 3 }, { portRange: 3 }, { namedPort: 3 }, { namedPort: "A" }] })),
      [
        "spec.ingress[0].ports[0]: found 3 (a number); allowed: one of portNumber, portRange, namedPort",
        "spec.ingress[0].ports[1].portNumber: found 3 (a number); allowed: a mapping",
        "spec.ingress[0].ports[2].portRange: found 3 (a number); allowed: a mapping",
        `spec.ingress[0].ports[3].namedPort: found 3 (a number); allowed: ${portName}`,
        `spec.ingress[0].ports[4].namedPort: found "A"; allowed: ${portName}`,
      ],
    ],
    [banp({}, ""), ["metadata.name: found an empty text; allowed: a name"]],
    [
      { ...cnp({}), status: {}, x: 1 },
      ['x: found the unknown field "x"; allowed: apiVersion, kind, metadata, spec, status'],
    ],
    [
      { ...cnp({}), spec: 3 },
      [
        "spec: found 3 (a number); allowed: a mapping",
        "spec.tier: found nothing; allowed: Admin, Baseline",
        "spec.priority: found nothing; allowed: a whole number from 0 to 1000",
        "spec.subject: found nothing; allowed: one of namespaces, pods",
      ],
    ],
    // As many as there may be.
    [cnp(ingress({ from: many(25) })), []],
    [cnp({ ingress: many(25).map(() => rule({})) }), []],
    [cnp(ingress({ name: "x".repeat(100) })), []],
    [cnp(ingress({ protocols: Array.from({ length: 25 }, () => ({ destinationNamedPort: "a" })) })), []],
    [cnp(egress({ networks: Array.from({ length: 25 }, () => "10.0.0.0/8") })), []],
    [{ ...cnp({}), status: {} }, []],
  ];
  for (const [object, problems] of cases)
    it(`${problems.length === 0 ? "not with " : ""}${String(object["kind"])} ${JSON.stringify(object["spec"]).slice(0, 90)}`, () => {
      const calicoMinor = object["kind"] === "ClusterNetworkPolicy" ? 32 : 31;
      assert.deepEqual(
        readObjects(adminPolicyKinds, [object], { calicoMinor }).problems,
        problems.map((problem) => `1.yaml ${problem}`),
      );
    });
});
