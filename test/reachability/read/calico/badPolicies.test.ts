import assert from "node:assert/strict";
import { calicoKinds } from "../../../../reachability/read/calico/readCalico.js";
import { maxProblems } from "../../../../problems/problem.js";
import { readObjects } from "./readOne.js";

interface Bad {
  readonly kind?: "GlobalNetworkPolicy";
  readonly name?: string;
  readonly calicoMinor?: number;
  readonly spec: unknown;
  /** Without `1.yaml spec.` */
  readonly problems: readonly string[];
}

function problemsOf({ kind, name = "p", calicoMinor = 32, spec }: Omit<Bad, "problems">) {
  const metadata = { name, namespace: "shop" };
  const object = { apiVersion: "projectcalico.org/v3", kind: kind ?? "NetworkPolicy", metadata, spec };
  return readObjects(calicoKinds, [object], { calicoMinor }).problems;
}

function refuses(title: string, cases: readonly Bad[], prefix: string, inRule: boolean): void {
  describe(title, () => {
    for (const bad of cases) {
      const spec = inRule ? { ingress: [{ action: "Allow", ...(bad.spec as object) }] } : bad.spec;
      it(`${bad.kind ?? ""} ${JSON.stringify(bad.spec).slice(0, 90)}`.trim(), () => {
        assert.deepEqual(
          problemsOf({ ...bad, spec }),
          bad.problems.map((problem) => `1.yaml ${prefix}${problem}`),
        );
      });
    }
  });
}

const fields = "tier, order, selector, serviceAccountSelector, types, ingress, egress, performanceHints";
const actions = "Allow, Deny, Pass, Log";
const withoutGlobal = 'a selector without "global()", which is for the namespaceSelector of a rule';

refuses(
  "a policy of Calico is refused with",
  [
    { spec: [], problems: [": found a list of 0; allowed: a mapping"] },
    {
      spec: { Selector: "a == 'x'", namespaceSelector: "all()" },
      problems: [
        `.Selector: found the unknown field "Selector"; allowed: ${fields}`,
        `.namespaceSelector: found the unknown field "namespaceSelector"; allowed: ${fields}`,
      ],
    },
    { spec: { selector: 3 }, problems: [".selector: found 3 (a number); allowed: a selector"] },
    {
      spec: { selector: "a = 'x'" },
      problems: ['.selector: found "a = \'x\'"; allowed: a selector: "==" at character 3'],
    },
    {
      spec: { selector: " \t" },
      problems: ['.selector: found a blank text; allowed: a selector; "all()" selects everything'],
    },
    {
      spec: { selector: "a\u202e == '\u0007" },
      problems: [
        '.selector: found "a\\u202e == \'\\u0007"; allowed: a selector: "==", "!=", "in", "not in", "contains", "starts with" or "ends with" at character 2',
      ],
    },
    { spec: { selector: "global()" }, problems: [`.selector: found "global()"; allowed: ${withoutGlobal}`] },
    {
      spec: { serviceAccountSelector: "global()" },
      problems: [`.serviceAccountSelector: found "global()"; allowed: ${withoutGlobal}`],
    },
    {
      kind: "GlobalNetworkPolicy",
      spec: { namespaceSelector: "global()" },
      problems: [`.namespaceSelector: found "global()"; allowed: ${withoutGlobal}`],
    },
    {
      spec: { order: "1", tier: 3 },
      problems: [
        '.order: found "1"; allowed: a number',
        ".tier: found 3 (a number); allowed: the name of a tier",
      ],
    },
    { spec: { order: Infinity }, problems: [".order: found Infinity (a number); allowed: a number"] },
    {
      spec: { types: ["ingress", "Ingress", "Ingress", null] },
      problems: [
        '.types[0]: found "ingress"; allowed: Ingress, Egress',
        ".types[2]: found Ingress again; allowed: each type once",
        ".types[3]: found nothing; allowed: Ingress, Egress",
      ],
    },
    {
      spec: { types: "Egress" },
      problems: ['.types: found "Egress"; allowed: a list of Ingress and Egress'],
    },
    { spec: { ingress: {} }, problems: [".ingress: found a mapping of nothing; allowed: a list of rules"] },
    {
      spec: { egress: [null, 3] },
      problems: [
        ".egress[0]: found nothing; allowed: a rule",
        `.egress[0].action: found nothing; allowed: ${actions}`,
        ".egress[1]: found 3 (a number); allowed: a rule",
        `.egress[1].action: found nothing; allowed: ${actions}`,
      ],
    },
    {
      spec: { performanceHints: ["x", null] },
      problems: [
        '.performanceHints[0]: found "x"; allowed: AssumeNeededOnEveryNode',
        ".performanceHints[1]: found nothing; allowed: AssumeNeededOnEveryNode",
      ],
    },
    {
      kind: "GlobalNetworkPolicy",
      spec: { doNotTrack: true },
      problems: [".applyOnForward: found nothing; allowed: true with doNotTrack"],
    },
    {
      kind: "GlobalNetworkPolicy",
      spec: { doNotTrack: true, preDNAT: true, applyOnForward: true },
      problems: [".preDNAT: found true (a boolean); allowed: one of doNotTrack and preDNAT"],
    },
    {
      kind: "GlobalNetworkPolicy",
      spec: { preDNAT: true, applyOnForward: true, types: ["Egress"], egress: [{ action: "Deny" }] },
      problems: [
        ".egress: found a list of 1; allowed: no egress rules with preDNAT",
        ".types: found a list of 1; allowed: only Ingress with preDNAT",
      ],
    },
    {
      kind: "GlobalNetworkPolicy",
      spec: { preDNAT: true },
      problems: [".applyOnForward: found nothing; allowed: true with preDNAT"],
    },
    {
      spec: { performanceHints: "x" },
      problems: ['.performanceHints: found "x"; allowed: a list of hints'],
    },
    { spec: { order: true }, problems: [".order: found true (a boolean); allowed: a number"] },
    {
      kind: "GlobalNetworkPolicy",
      spec: { doNotTrack: "yes" },
      problems: ['.doNotTrack: found "yes"; allowed: true or false'],
    },
  ],
  "spec",
  false,
);

describe("a policy of Calico before 3.32 is refused with", () => {
  const refused =
    "allowed: a name that begins with the policy's tier and a dot: Calico before 3.32 refuses others";
  const cases: readonly (readonly [name: string, spec: object, calicoMinor: number, problems: string[]])[] = [
    ["p", { tier: "security" }, 31, [`1.yaml metadata.name: found "p"; ${refused}`]],
    ["other.p", { tier: "security" }, 31, [`1.yaml metadata.name: found "other.p"; ${refused}`]],
    ["security.p", {}, 31, [`1.yaml metadata.name: found "security.p"; ${refused}`]],
    ["security.p", { tier: "security" }, 31, []],
    ["default.p", {}, 31, []],
    ["p", { tier: "security" }, 32, []],
    ["security.p", {}, 32, []],
  ];
  for (const [name, spec, calicoMinor, problems] of cases)
    it(`${problems.length === 0 ? "not with " : ""}the name ${name} in ${JSON.stringify(spec)} of 3.${calicoMinor}`, () => {
      assert.deepEqual(problemsOf({ name, spec, calicoMinor }), problems);
    });
});

const protocols = "TCP, UDP, ICMP, ICMPv6, SCTP, UDPLite, or a number from 1 to 255";
const port = 'a port from 1 to 65535, a range such as "8000:8080", or the name of a port';
const cidr = "a CIDR, such as 10.9.8.0/24 or 2001:db8::/64, not an IPv4-mapped one";
const name =
  'at most 253 lower-case letters, digits, "-" and ".", each part between dots with a letter or digit at both ends';

refuses(
  "a rule of Calico is refused with",
  [
    { spec: { action: "allow" }, problems: [`.action: found "allow"; allowed: ${actions}`] },
    { spec: { action: null }, problems: [`.action: found nothing; allowed: ${actions}`] },
    {
      spec: { destinations: {} },
      problems: [
        '.destinations: found the unknown field "destinations"; allowed: action, ipVersion, protocol, notProtocol, icmp, notICMP, source, destination, http, metadata',
      ],
    },
    { spec: { source: [] }, problems: [".source: found a list of 0; allowed: a mapping"] },
    {
      spec: { source: { podSelector: {} } },
      problems: [
        '.source.podSelector: found the unknown field "podSelector"; allowed: nets, notNets, selector, notSelector, namespaceSelector, services, ports, notPorts, serviceAccounts',
      ],
    },
    ...["tcp", "", "constructor", "-6", 0, 256, 1.5, true].map((protocol) => ({
      spec: { protocol },
      problems: [
        `.protocol: found ${protocol === "" ? "an empty text" : typeof protocol === "string" ? `"${protocol}"` : `${protocol} (a ${typeof protocol})`}; allowed: ${protocols}`,
      ],
    })),
    { spec: { notProtocol: "Any" }, problems: [`.notProtocol: found "Any"; allowed: ${protocols}`] },
    { spec: { ipVersion: 5 }, problems: [".ipVersion: found 5 (a number); allowed: 4 or 6"] },
    { spec: { ipVersion: "4" }, problems: ['.ipVersion: found "4"; allowed: 4 or 6'] },
    {
      spec: { ipVersion: 4, protocol: "ICMPv6" },
      problems: [".ipVersion: found 4 (a number); allowed: 6, or nothing: protocol is ICMPv6"],
    },
    {
      spec: { ipVersion: 6, notProtocol: 1 },
      problems: [".ipVersion: found 6 (a number); allowed: 4, or nothing: notProtocol is 1"],
    },
    {
      spec: { icmp: { type: 8 } },
      problems: [".icmp: found icmp; allowed: only with the protocol ICMP or ICMPv6"],
    },
    {
      spec: { protocol: "TCP", notICMP: { type: 8 } },
      problems: [".notICMP: found notICMP; allowed: only with the protocol ICMP or ICMPv6"],
    },
    {
      spec: { protocol: "ICMP", icmp: { code: 8 } },
      problems: ['.icmp: found a mapping of "code"; allowed: a type with the code'],
    },
    {
      spec: { protocol: "ICMP", icmp: { type: 255, code: 256, x: 1 } },
      problems: [
        '.icmp.x: found the unknown field "x"; allowed: type, code',
        ".icmp.type: found 255 (a number); allowed: a whole number from 0 to 254",
        ".icmp.code: found 256 (a number); allowed: a whole number from 0 to 255",
      ],
    },
    {
      spec: {
        protocol: "TCP",
        destination: {
          ports: [0, 65536, 1.5, "80-90", "90:80", "0:1", "HTTP", "", null, "a--b", "9".repeat(99)],
        },
      },
      problems: [
        "0 (a number)",
        "65536 (a number)",
        "1.5 (a number)",
        '"80-90"',
        '"90:80"',
        '"0:1"',
        '"HTTP"',
        "an empty text",
        "nothing",
        '"a--b"',
        `"${"9".repeat(80)}…"`,
      ].map((found, index) => `.destination.ports[${index}]: found ${found}; allowed: ${port}`),
    },
    {
      spec: { protocol: "TCP", destination: { ports: 80 } },
      problems: [".destination.ports: found 80 (a number); allowed: a list of ports"],
    },
    {
      spec: { destination: { ports: ["http", 80] } },
      problems: [
        ".destination.ports: found ports and no protocol; allowed: a protocol, TCP, UDP or SCTP, where ports are given by number",
      ],
    },
    {
      spec: { protocol: "ICMP", source: { notPorts: ["http"] } },
      problems: [
        ".source.notPorts: found ports with ICMP; allowed: ports with the protocol TCP, UDP or SCTP only",
      ],
    },
    {
      spec: { source: { nets: ["10.0.0.1/8", "10.0.0.1", "x", 3, null, "::ffff:10.0.0.0/104"] } },
      problems: [
        '.source.nets[0]: found "10.0.0.1/8"; allowed: a CIDR without bits after its prefix, such as 10.9.8.0/24',
        `.source.nets[1]: found "10.0.0.1"; allowed: ${cidr}`,
        `.source.nets[2]: found "x"; allowed: ${cidr}`,
        ".source.nets[3]: found 3 (a number); allowed: a CIDR, such as 10.9.8.0/24",
        ".source.nets[4]: found nothing; allowed: a CIDR",
        `.source.nets[5]: found "::ffff:10.0.0.0/104"; allowed: ${cidr}`,
      ],
    },
    {
      spec: { source: { nets: "10.0.0.0/8" } },
      problems: ['.source.nets: found "10.0.0.0/8"; allowed: a list of CIDRs'],
    },
    {
      spec: { source: { notNets: ["0.0.0.0/0"] }, destination: { nets: ["0.0.0.0/0"] } },
      problems: ['.source.notNets[0]: found "0.0.0.0/0"; allowed: nets that leave an address'],
    },
    {
      spec: { source: { notNets: ["::/0"] } },
      problems: ['.source.notNets[0]: found "::/0"; allowed: nets that leave an address'],
    },
    {
      spec: { source: { nets: ["10.0.0.0/8"] }, destination: { notNets: ["2001:db8::/32"] } },
      problems: ['.destination.notNets[0]: found "2001:db8::/32"; allowed: IPv4, as the rest of the rule'],
    },
    {
      spec: { source: { nets: ["10.0.0.0/8", "2001:db8::/32", "10.0.0.0/9", "::/0"] } },
      problems: [
        '.source.nets[1]: found "2001:db8::/32"; allowed: IPv4, as the rest of the rule',
        '.source.nets[3]: found "::/0"; allowed: IPv4, as the rest of the rule',
      ],
    },
    {
      spec: { ipVersion: 6, source: { nets: ["10.0.0.0/8"] } },
      problems: ['.source.nets[0]: found "10.0.0.0/8"; allowed: IPv6, as the rest of the rule'],
    },
    ...["global() && all()", "!global()", "global(x)", "a == 'global('"].map((namespaceSelector) => ({
      spec: { source: { namespaceSelector } },
      problems: [
        `.source.namespaceSelector: found "${namespaceSelector}"; allowed: "global()" alone, or a selector without it`,
      ],
    })),
    {
      spec: { source: { selector: "global()" } },
      problems: [`.source.selector: found "global()"; allowed: ${withoutGlobal}`],
    },
    {
      spec: { source: { serviceAccounts: { names: ["it's", null, ""], selector: "(", labels: {} } } },
      problems: [
        '.source.serviceAccounts.labels: found the unknown field "labels"; allowed: names, selector',
        `.source.serviceAccounts.names[0]: found "it's"; allowed: ${name}`,
        `.source.serviceAccounts.names[1]: found nothing; allowed: ${name}`,
        `.source.serviceAccounts.names[2]: found an empty text; allowed: ${name}`,
        '.source.serviceAccounts.selector: found "("; allowed: a selector: a label, "has(", "all()", "!" or "(" at character 2',
      ],
    },
    {
      // The reference promises the policy's own namespace, and Felix looks in the namespace "".
      spec: { source: { services: { name: "api" } } },
      problems: [
        ".source.services.namespace: found nothing; allowed: the Service's namespace (shop?); without it, Calico matches nothing",
      ],
    },
    {
      kind: "GlobalNetworkPolicy",
      spec: { source: { services: { name: "api", namespace: "" } } },
      problems: [".source.services.namespace: found an empty text; allowed: the Service's namespace"],
    },
    {
      spec: { source: { services: {} } },
      problems: [`.source.services.name: found nothing; allowed: ${name}`],
    },
    {
      spec: {
        source: {
          services: { name: "api", namespace: "b", port: 1 },
          selector: "all()",
          nets: ["10.0.0.0/8"],
        },
      },
      problems: [
        '.source.services.port: found the unknown field "port"; allowed: name, namespace',
        ".source.selector: found selector; allowed: nothing beside services",
        ".source.nets: found nets; allowed: nothing beside services",
      ],
    },
    {
      spec: { destination: { services: { name: "api", namespace: "b" } } },
      problems: [".destination.services: found services; allowed: services as the source of an ingress rule"],
    },
    {
      spec: {
        http: {
          paths: [{}, { exact: "/a", prefix: "/b" }, { exact: "a" }, { prefix: "/a?b" }, null],
          methods: [null],
          x: 1,
        },
      },
      problems: [
        '.http.x: found the unknown field "x"; allowed: methods, paths',
        ".http.methods[0]: found nothing; allowed: a method",
        ".http.paths[0]: found a mapping of nothing; allowed: one of exact and prefix",
        '.http.paths[1]: found a mapping of "exact", "prefix"; allowed: one of exact and prefix',
        '.http.paths[2].exact: found "a"; allowed: a path that begins with "/", without "?", "#" and blanks',
        '.http.paths[3].prefix: found "/a?b"; allowed: a path that begins with "/", without "?", "#" and blanks',
        ".http.paths[4]: found nothing; allowed: exact or prefix",
      ],
    },
    {
      spec: { protocol: "UDP", http: {} },
      problems: [".http: found http; allowed: http with the protocol TCP only"],
    },
    {
      spec: { action: "Deny", http: {} },
      problems: [".http: found http; allowed: http with the action Allow only"],
    },
    {
      spec: { metadata: { labels: {}, annotations: { a: 1 } } },
      problems: [
        '.metadata.labels: found the unknown field "labels"; allowed: annotations',
        ".metadata.annotations.a: found 1 (a number); allowed: a text; quote it",
      ],
    },
    { spec: { metadata: 3 }, problems: [".metadata: found 3 (a number); allowed: a mapping"] },
    {
      spec: { metadata: { annotations: 3 } },
      problems: [".metadata.annotations: found 3 (a number); allowed: texts by name"],
    },
    ...["1000", "x6", "6x"].map((protocol) => ({
      spec: { protocol },
      problems: [`.protocol: found "${protocol}"; allowed: ${protocols}`],
    })),
    { spec: { protocol: ["TCP"] }, problems: [`.protocol: found a list of 1; allowed: ${protocols}`] },
    {
      spec: { http: { methods: "GET", paths: {} } },
      problems: [
        '.http.methods: found "GET"; allowed: a list of methods',
        ".http.paths: found a mapping of nothing; allowed: a list of paths",
      ],
    },
    { spec: { http: { methods: [3] } }, problems: [".http.methods[0]: found 3 (a number); allowed: a text"] },
    {
      spec: {
        http: { paths: [{ exact: "" }, { exact: "", prefix: "/" }, { exact: "x/a" }, { exact: "/ab c" }] },
      },
      problems: [
        '.http.paths[0]: found a mapping of "exact"; allowed: one of exact and prefix',
        '.http.paths[2].exact: found "x/a"; allowed: a path that begins with "/", without "?", "#" and blanks',
        '.http.paths[3].exact: found "/ab c"; allowed: a path that begins with "/", without "?", "#" and blanks',
      ],
    },
    { spec: { protocol: "6", http: { paths: [{ exact: "/abc" }] } }, problems: [] },
    ...["global()" + "x".repeat(1001), "all() " + "(".repeat(1001) + "global()"].map((namespaceSelector) => ({
      spec: { source: { namespaceSelector } },
      problems: [
        `.source.namespaceSelector: found "${namespaceSelector.slice(0, 80)}…"; allowed: "global()" alone, or a selector without it`,
      ],
    })),
    {
      spec: { source: { services: { name: "api", namespace: "B" } } },
      problems: [
        '.source.services.namespace: found "B"; allowed: at most 63 lower-case letters, digits and "-" with a letter or digit at both ends',
      ],
    },
    {
      spec: { source: { services: { name: 3, namespace: "b" } } },
      problems: [`.source.services.name: found 3 (a number); allowed: ${name}`],
    },
    {
      spec: { source: { services: { name: "", namespace: "b" } } },
      problems: [`.source.services.name: found an empty text; allowed: ${name}`],
    },
    {
      spec: { source: { services: { name: "api", namespace: "b" }, nets: [], selector: "", notNets: null } },
      problems: [],
    },
    {
      spec: { source: { serviceAccounts: 3 } },
      problems: [".source.serviceAccounts: found 3 (a number); allowed: a mapping"],
    },
    {
      spec: { source: { serviceAccounts: { names: "api" } } },
      problems: ['.source.serviceAccounts.names: found "api"; allowed: a list of names'],
    },
    {
      spec: { source: { serviceAccounts: { names: [3] } } },
      problems: [`.source.serviceAccounts.names[0]: found 3 (a number); allowed: ${name}`],
    },
  ],
  "spec.ingress[0]",
  true,
);

describe("an egress rule of Calico", () => {
  for (const key of ["ports", "notPorts"])
    it(`is refused with ${key} beside services`, () => {
      const destination = { services: { name: "api", namespace: "b" }, [key]: [80] };
      assert.deepEqual(
        problemsOf({ spec: { egress: [{ action: "Allow", protocol: "TCP", destination }] } }),
        [`1.yaml spec.egress[0].destination.${key}: found ${key}; allowed: no ports beside services`],
      );
    });

  it("is refused with services as its source, ports beside them, or http", () => {
    const services = { name: "api", namespace: "b" };
    const rule = {
      action: "Allow",
      protocol: "TCP",
      source: { services },
      destination: { services, ports: [80] },
      http: {},
    };
    assert.deepEqual(problemsOf({ spec: { egress: [rule] } }), [
      "1.yaml spec.egress[0].destination.ports: found ports; allowed: no ports beside services",
      "1.yaml spec.egress[0].source.services: found services; allowed: services as the destination of an egress rule",
      "1.yaml spec.egress[0].http: found http; allowed: http in ingress rules only",
    ]);
  });
});

describe("a policy of very many rules", () => {
  it("is read in time that grows as they do", () => {
    const ingress = Array.from({ length: 100_000 }, (_, index) => ({
      action: "Allow",
      protocol: "TCP",
      source: { selector: `a == '${index}'` },
      destination: { ports: [1 + (index % 65_535)] },
    }));
    const started = process.cpuUsage();
    assert.deepEqual(problemsOf({ spec: { ingress } }), []);
    assert.ok(process.cpuUsage(started).user < 10_000_000, "10 s of processor time");
  });

  it("stops telling what is wrong", () => {
    const ingress = Array.from({ length: 10_000 }, () => ({ action: "allow" }));
    assert.equal(problemsOf({ spec: { ingress } }).length, maxProblems);
  });
});
