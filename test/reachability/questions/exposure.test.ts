import assert from "node:assert/strict";
import fc from "fast-check";
import { LabelIndex } from "../../../reachability/evaluate/labelIndex.js";
import type { Cluster } from "../../../reachability/model/cluster.js";
import type { Selector } from "../../../reachability/model/selector.js";
import { exposure } from "../../../reachability/questions/exposure/exposure.js";
import type { Exposure, Exposures, Who } from "../../../reachability/questions/exposure/openings.js";
import { matrixOf, type Connection } from "../../../reachability/questions/matrix.js";
import { satisfy } from "../../../reachability/questions/exposure/satisfy.js";
import { flavours } from "../generate/flavours.js";
import { evaluationOf } from "../support/evaluate.js";
import { app, clusterOf, defaultDeny, deployment, namespace, networkPolicy } from "../support/cluster.js";

const shop = [namespace("shop"), deployment("shop", "web", { http: 8080 })];
const publicAddresses = [
  "0.0.0.0-9.255.255.255",
  "11.0.0.0-100.63.255.255",
  "100.128.0.0-126.255.255.255",
  "128.0.0.0-169.253.255.255",
  "169.255.0.0-172.15.255.255",
  "172.32.0.0-192.167.255.255",
  "192.169.0.0-255.255.255.255",
].join(" ");
const privateAddresses = [
  "10.1.0.0-10.255.255.255",
  "100.64.0.0-100.127.255.255",
  "127.0.0.0-127.255.255.255",
  "169.254.0.0-169.254.255.255",
  "172.16.1.0-172.31.255.255",
  "192.168.0.0-192.168.255.255",
].join(" ");

/** Every opening on one line. */
function told({ openings }: Exposures): string[] {
  return openings.map(
    ({ workload, direction, who, entryPoints, ...traffic }) =>
      `${workload} ${direction} ${whoText(who)} ${trafficText(traffic)}${entryPoints
        .map(({ kind, name, port }) => ` via ${kind} ${name}:${port}`)
        .join("")}`,
  );
}

function whoText(who: Who): string {
  switch (who.kind) {
    case "any-pod":
    case "other-namespace":
      return who.kind;
    case "namespace":
      return `namespace ${who.namespace}`;
    case "selection": {
      const { namespace: place, namespaceLabels, labels, serviceAccount } = who.example;
      const { ["kubernetes.io/metadata.name"]: _, ["projectcalico.org/name"]: __, ...own } = namespaceLabels;
      return `selection ${place}${JSON.stringify(own)} ${JSON.stringify(labels)} as ${serviceAccount}`;
    }
    case "internet":
    case "private":
    case "nodes":
      return `${who.kind} ${who.all ? "all" : who.ranges.join(" ")}`;
  }
}

function trafficText({ allow, icmp, protocols }: Pick<Exposure, "allow" | "icmp" | "protocols">): string {
  const ports = Object.entries(allow).map(([protocol, ranges]) => `${protocol} ${JSON.stringify(ranges)}`);
  if (ports.join() === "TCP [[1,65535]],UDP [[1,65535]],SCTP [[1,65535]]" && !icmp && !protocols)
    return "everything";
  return [...ports, ...(icmp ? [`icmp ${icmp.join()}`] : [])].join(" ");
}

/** Lets pods be reached by somebody at port 8080. */
function ingress(from: readonly object[] | undefined, name = "in"): object {
  return networkPolicy("shop", name, {
    podSelector: { matchLabels: { app: "web" } },
    ingress: [{ ...(from ? { from } : {}), ports: [{ port: 8080 }] }],
  });
}

function egress(to: readonly object[]): object {
  return networkPolicy("shop", "out", {
    podSelector: { matchLabels: { app: "web" } },
    policyTypes: ["Egress"],
    egress: [{ to, ports: [{ port: 443 }] }],
  });
}

const everyone = (workload: string) =>
  ["ingress", "egress"].flatMap((direction) =>
    ["any-pod", "internet all", "private all", "nodes all"].map(
      (who) => `${workload} ${direction} ${who} everything`,
    ),
  );

describe("exposure", () => {
  const cases: { title: string; objects: readonly object[]; expected: readonly string[] }[] = [
    { title: "finds everyone where there is no policy", objects: shop, expected: everyone("shop/web") },
    { title: "finds nobody behind a default deny", objects: [...shop, defaultDeny("shop")], expected: [] },
    {
      title: "finds pods of every namespace but those whose own policies keep them in",
      objects: [...shop, defaultDeny("shop"), namespace("open"), ingress([{ namespaceSelector: {} }])],
      expected: ["shop/web ingress other-namespace TCP [[8080,8080]]"],
    },
    {
      title: "finds pods of any namespace where none keeps them in",
      objects: [...shop, ingress([{ namespaceSelector: {} }]), egress([])],
      expected: [
        "shop/web ingress any-pod TCP [[8080,8080]]",
        "shop/web egress any-pod TCP [[443,443]]",
        "shop/web egress internet all TCP [[443,443]]",
        "shop/web egress private all TCP [[443,443]]",
        "shop/web egress nodes all TCP [[443,443]]",
      ],
    },
    {
      title: "finds pods of the own namespace alone",
      objects: [...shop, ingress([{ podSelector: {} }]), egress([{ podSelector: {} }])],
      expected: [
        "shop/web ingress namespace shop TCP [[8080,8080]]",
        "shop/web egress namespace shop TCP [[443,443]]",
      ],
    },
    {
      title: "finds pods of a namespace that may do more than those of others",
      objects: [
        ...shop,
        ingress([{ namespaceSelector: {} }]),
        networkPolicy("shop", "more", {
          podSelector: {},
          ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 9090 }] }],
        }),
        egress([{ podSelector: { matchLabels: { app: "web" } } }]),
      ],
      expected: [
        "shop/web ingress any-pod TCP [[8080,8080]]",
        "shop/web ingress namespace shop TCP [[8080,8080],[9090,9090]]",
      ],
    },
    {
      title: "makes up the pods that a rule allows and that are not there",
      objects: [
        ...shop,
        egress([app("web")]),
        ingress([
          {
            namespaceSelector: { matchLabels: { team: "ops" } },
            podSelector: {
              matchExpressions: [
                { key: "role", operator: "In", values: ["probe", "scrape"] },
                { key: "tier", operator: "Exists" },
                { key: "old", operator: "DoesNotExist" },
              ],
            },
          },
        ]),
      ],
      expected: [
        'shop/web ingress selection undeclared-2{"team":"ops"} {"role":"probe","tier":""} as default TCP [[8080,8080]]',
      ],
    },
    {
      title: "does not make up pods that are there",
      objects: [...shop, egress([app("web")]), ingress([app("web")])],
      expected: [],
    },
    {
      title: "puts a pod into the namespace that a rule names, where that one lets it out",
      objects: [
        ...shop,
        egress([app("web")]),
        namespace("ops"),
        ingress([
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ops" } },
            ...app("probe"),
          },
          { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "later" } }, ...app("probe") },
        ]),
      ],
      expected: [
        'shop/web ingress selection later{} {"app":"probe"} as default TCP [[8080,8080]]',
        'shop/web ingress selection ops{} {"app":"probe"} as default TCP [[8080,8080]]',
      ],
    },
    {
      title: "does not find pods whose own namespace keeps them in",
      objects: [
        ...shop,
        egress([app("web")]),
        defaultDeny("ops"),
        ingress([
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ops" } },
            ...app("probe"),
          },
        ]),
      ],
      expected: [],
    },
    {
      title: "makes up no pod of a namespace that says otherwise",
      objects: [
        ...shop,
        egress([app("web")]),
        namespace("ops", { team: "dev" }),
        ingress([
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ops", team: "ops" } },
            ...app("probe"),
          },
        ]),
      ],
      expected: [],
    },
    {
      title: "leaves out pods with labels that may do no more than those without",
      objects: [...shop, egress([app("web")]), ingress([{ podSelector: {} }, app("probe")])],
      expected: ["shop/web ingress namespace shop TCP [[8080,8080]]"],
    },
    {
      title: "makes up no pods that a rule denies",
      objects: [
        ...shop,
        egress([app("web")]),
        networkPolicy("shop", "unlabelled", {
          podSelector: { matchExpressions: [{ key: "app", operator: "DoesNotExist" }] },
          policyTypes: ["Egress"],
        }),
        {
          apiVersion: "projectcalico.org/v3",
          kind: "NetworkPolicy",
          metadata: { namespace: "shop", name: "in" },
          spec: {
            selector: "app == 'web'",
            types: ["Ingress"],
            ingress: [
              {
                action: "Deny",
                protocol: "TCP",
                source: { selector: "app == 'ghost'" },
                destination: { ports: [22] },
              },
              { action: "Allow", source: { namespaceSelector: "projectcalico.org/name == 'shop'" } },
            ],
          },
        },
      ],
      expected: [],
    },
    {
      title: "makes up service accounts that Calico's rules name",
      objects: [
        ...shop,
        egress([app("web")]),
        {
          apiVersion: "projectcalico.org/v3",
          kind: "NetworkPolicy",
          metadata: { namespace: "shop", name: "in" },
          spec: {
            types: ["Ingress"],
            ingress: [
              {
                action: "Allow",
                protocol: "TCP",
                source: { serviceAccounts: { names: ["probe"] } },
                destination: { ports: [8080] },
              },
            ],
          },
        },
      ],
      expected: ["shop/web ingress selection shop{} {} as probe TCP [[8080,8080]]"],
    },
    {
      title: "tells public, private and node addresses apart, and joins ranges that are treated alike",
      objects: [
        ...shop,
        egress([app("web")]),
        ingress(
          ["9.255.0.0/16", "10.0.0.0/8", "172.16.0.128/25", "203.0.113.0/25", "203.0.113.128/25"].map(
            (cidr) => ({
              ipBlock: { cidr },
            }),
          ),
        ),
      ],
      expected: [
        "shop/web ingress internet 9.255.0.0-9.255.255.255 203.0.113.0-203.0.113.255 TCP [[8080,8080]]",
        "shop/web ingress private 10.1.0.0-10.255.255.255 TCP [[8080,8080]]",
        "shop/web ingress nodes 172.16.0.128-172.16.0.255 TCP [[8080,8080]]",
        // Where pods are, an undeclared one may be too.
        "shop/web ingress any-pod TCP [[8080,8080]]",
      ],
    },
    {
      title: "names the ways in that lead to what is open",
      objects: [
        ...shop,
        defaultDeny("shop"),
        ingress([{ ipBlock: { cidr: "203.0.113.0/24" } }]),
        service("front", "LoadBalancer", { loadBalancerSourceRanges: ["203.0.113.0/25"] }),
        service("elsewhere", "LoadBalancer", { loadBalancerSourceRanges: ["198.51.100.0/24"] }),
        service("nodes", "NodePort"),
        service("inner", "ClusterIP"),
        service("routed", "ClusterIP", { externalIPs: ["192.0.2.1"] }),
        ingressObject("site", "inner", { name: "http" }),
      ],
      expected: [
        "shop/web ingress internet 203.0.113.0-203.0.113.255 TCP [[8080,8080]] via LoadBalancer front:80 via NodePort nodes:80 via ExternalIP routed:80 via Ingress site:http",
      ],
    },
    {
      title: "says nothing about pods on their host's network",
      objects: [namespace("shop"), deployment("shop", "agent", {}, { hostNetwork: true })],
      expected: [],
    },
  ];
  for (const { title, objects, expected } of cases)
    it(title, () => {
      assert.deepEqual([...told(exposure(clusterOf(objects)))].sort(), [...expected].sort());
    });

  it("orders by workload, direction and who", () => {
    assert.deepEqual(told(exposure(clusterOf([...shop, deployment("shop", "api")]))), [
      ...everyone("shop/api"),
      ...everyone("shop/web"),
    ]);
  });

  it("says which public and private addresses all are", () => {
    const ranges = exposure(clusterOf(shop))
      .openings.filter(({ direction }) => direction === "ingress")
      .map(({ who }) => ("ranges" in who ? who.ranges.join(" ") : ""));
    assert.deepEqual(ranges, ["", publicAddresses, privateAddresses, "172.16.0.0-172.16.0.255"]);
  });

  it("counts nodes among private addresses where nobody said where they are", () => {
    const cluster = clusterOf(shop, { nodes: undefined });
    assert.deepEqual(
      exposure(cluster)
        .openings.filter(({ direction }) => direction === "ingress")
        .map(({ who }) => whoText(who)),
      ["any-pod", "internet all", "private all"],
    );
  });

  describe("closed entry points", () => {
    const closed = (objects: readonly object[]) =>
      exposure(clusterOf(objects)).closedEntryPoints.map(
        ({ kind, namespace: place, name, port, path }) =>
          `${kind} ${place}/${name}:${port} ${path.join(".")}`,
      );
    const ways = [
      service("front", "LoadBalancer"),
      service("inner", "ClusterIP"),
      ingressObject("site", "inner", { number: 80 }),
    ];
    const rest: { title: string; objects: readonly object[]; expected: readonly string[] }[] = [
      { title: "are none where pods are open", objects: shop, expected: [] },
      {
        title: "are those whose pods let nobody in",
        objects: [...shop, defaultDeny("shop")],
        expected: ["LoadBalancer shop/front:80 spec.ports.0", "Ingress shop/site:80 spec.defaultBackend"],
      },
      {
        title: "are not Ingresses whose controller may be among the pods that get in",
        objects: [...shop, defaultDeny("shop"), ingress([{ namespaceSelector: {} }])],
        expected: ["LoadBalancer shop/front:80 spec.ports.0"],
      },
      {
        title: "are those that let in at another port",
        objects: [
          ...shop,
          defaultDeny("shop"),
          networkPolicy("shop", "in", { podSelector: {}, ingress: [{ ports: [{ port: 8081 }] }] }),
        ],
        expected: ["LoadBalancer shop/front:80 spec.ports.0", "Ingress shop/site:80 spec.defaultBackend"],
      },
      {
        title: "are not those without pods, or with pods on their host's network",
        objects: [deployment("shop", "web", { http: 8080 }, { hostNetwork: true }), defaultDeny("shop")],
        expected: [],
      },
      { title: "are not those without pods", objects: [defaultDeny("shop")], expected: [] },
    ];
    for (const { title, objects, expected } of rest)
      it(title, () => {
        assert.deepEqual(closed([...objects, ...ways]), expected);
      });
  });
});

function service(name: string, type: string, spec: object = {}): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { namespace: "shop", name },
    spec: {
      type,
      selector: { app: "web" },
      ports: [{ name: "http", port: 80, targetPort: "http" }],
      ...spec,
    },
  };
}

function ingressObject(name: string, behind: string, port: object): object {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { namespace: "shop", name },
    spec: { defaultBackend: { service: { name: behind, port } } },
  };
}

describe("satisfy", () => {
  const has = (key: string): Selector => ({ op: "has", key });
  const is = (key: string, ...values: string[]): Selector => ({ op: "in", key, values });
  const not = (operand: Selector): Selector => ({ op: "not", operand });
  const and = (...operands: Selector[]): Selector => ({ op: "and", operands });
  const or = (...operands: Selector[]): Selector => ({ op: "or", operands });
  const text = (op: "contains" | "startsWith" | "endsWith", key: string, part: string): Selector => ({
    op,
    key,
    text: part,
  });
  const cases: [title: string, selector: Selector, labels: Record<string, string> | undefined][] = [
    ["everything without labels", { op: "all" }, {}],
    ["nothing not at all", not({ op: "all" }), undefined],
    ["a key with an empty value", has("a"), { a: "" }],
    ["the first of some values", is("a", "x", "y"), { a: "x" }],
    ["the value that all lists have", and(is("a", "x", "y"), is("a", "y", "z")), { a: "y" }],
    ["no value that two lists do not share", and(is("a", "x"), is("a", "y")), undefined],
    ["no value of an empty list", is("a"), undefined],
    ["what must not be there by leaving it out", and(not(has("a")), not(is("b", "x"))), {}],
    ["a key that must not have a value by another", and(has("a"), not(is("a", "", "x"))), { a: "y" }],
    ["no key that must not be there", and(has("a"), not(has("a"))), undefined],
    [
      "beginnings, parts and ends",
      and(text("startsWith", "a", "be"), text("contains", "a", "mid"), text("endsWith", "a", "nd")),
      { a: "bemidnd" },
    ],
    [
      "the longest of several beginnings and ends",
      and(
        text("startsWith", "a", "b"),
        text("startsWith", "a", "be"),
        text("endsWith", "a", "d"),
        text("endsWith", "a", "nd"),
      ),
      { a: "bend" },
    ],
    [
      "no value with two beginnings",
      and(text("startsWith", "a", "b"), text("startsWith", "a", "c")),
      undefined,
    ],
    ["the alternative that can be", or(and(has("a"), not(has("a"))), is("b", "x")), { b: "x" }],
    [
      "alternatives inside of what must hold together",
      and(or(is("a", "x"), is("a", "y")), not(is("a", "x"))),
      {
        a: "y",
      },
    ],
    ["what is not both", not(and(has("a"), has("b"))), {}],
    ["neither of two", not(or(has("a"), not(has("b")))), { b: "" }],
    ["keys of every object", is("constructor", "x"), { constructor: "x" }],
  ];
  for (const [title, selector, labels] of cases)
    it(`satisfies ${title}`, () => {
      const found = satisfy(selector);
      assert.deepEqual(found && { ...found }, labels);
      if (found) assert.equal(new LabelIndex([found]).select(selector).length, 2);
    });

  it("does not change labels that are fixed", () => {
    assert.deepEqual({ ...satisfy(and(is("a", "x"), has("b")), { a: "x" }) }, { b: "" });
    assert.equal(satisfy(is("a", "x"), { a: "y" }), undefined);
    assert.equal(satisfy(not(has("a")), { a: "y" }), undefined);
  });

  it("gives up on a selector with too many ways that do not work", () => {
    const ways = or(...Array.from({ length: 2 ** 10 }, (_, index) => is("a", `${index}`)));
    assert.equal(satisfy(and(ways, ways, not(has("a")))), undefined);
  });
});

describe("openings to other namespaces", () => {
  const stranger = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { namespace: "strange", name: "stranger" },
    spec: {},
  };
  for (const [flavour, anyCase] of Object.entries(flavours))
    it(`are what a pod without labels could do there, with ${flavour}`, () => {
      fc.assert(
        fc.property(anyCase, ({ objects, settings }) => {
          const { cluster } = evaluationOf(objects, settings);
          const openings = exposure(cluster)
            .openings.filter(({ who }) => who.kind === "any-pod" || who.kind === "other-namespace")
            .map(({ workload, direction, allow, icmp, protocols }) => ({
              workload,
              direction,
              allow,
              icmp,
              protocols,
            }));
          const { connections } = matrixOf(evaluationOf([...objects, stranger], settings));
          const about = ({ allow, icmp, protocols }: Connection) => ({ allow, icmp, protocols });
          const expected = connections.flatMap((connection) => {
            const { from, fromKind, to, toKind } = connection;
            if (from === "strange/stranger" && toKind !== "External" && !isHost(cluster, to))
              return [{ workload: to, direction: "ingress", ...about(connection) }];
            if (to === "strange/stranger" && fromKind !== "External" && !isHost(cluster, from))
              return [{ workload: from, direction: "egress", ...about(connection) }];
            return [];
          });
          const text = (each: object) => JSON.stringify(each);
          assert.deepEqual(openings.map(text).sort(), expected.map(text).sort());
        }),
        { numRuns: 40 },
      );
    });
});

function isHost({ workloads }: Cluster, name: string): boolean {
  return workloads.some(
    (each) => `${each.namespace}/${each.name}` === name && each.pods.some(({ hostNetwork }) => hostNetwork),
  );
}
