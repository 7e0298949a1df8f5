import assert from "node:assert/strict";
import fc from "fast-check";
import { formatPath } from "../../../problems/problem.js";
import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { hygiene } from "../../../reachability/questions/hygiene/hygiene.js";
import type { Cluster } from "../../../reachability/model/cluster.js";
import type { Rule } from "../../../reachability/model/policy.js";
import { matrixOf } from "../../../reachability/questions/matrix.js";
import type { ReadSettings } from "../../../reachability/read/settings.js";
import { flavours } from "../generate/flavours.js";
import { evaluationOf } from "../support/evaluate.js";
import { app, clusterOf, defaultDeny, deployment, namespace, networkPolicy } from "../support/cluster.js";

const web = { podSelector: { matchLabels: { app: "web" } } };
const cart = { podSelector: { matchLabels: { app: "cart" } } };

/** Two workloads, a flow between them and one from outside: nothing to say about it. */
const shop = [
  namespace("shop"),
  deployment("shop", "web", { http: 8080 }),
  deployment("shop", "cart", { grpc: 7070 }),
  defaultDeny("shop"),
  networkPolicy("shop", "web-out", {
    ...web,
    policyTypes: ["Egress"],
    egress: [{ to: [app("cart")], ports: [{ port: "grpc" }] }],
  }),
  networkPolicy("shop", "cart-in", { ...cart, ingress: [{ from: [app("web")], ports: [{ port: 7070 }] }] }),
  networkPolicy("shop", "web-in", {
    ...web,
    ingress: [{ from: [{ ipBlock: { cidr: "203.0.113.0/24" } }], ports: [{ port: "http" }] }],
  }),
  service("web", { app: "web" }, [{ name: "http", port: 80, targetPort: "http" }]),
  site("web", { number: 80 }),
];

function service(
  name: string,
  selector: object | undefined,
  ports: readonly object[],
  type = "ClusterIP",
): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { namespace: "shop", name },
    spec: { type, ports, ...(selector ? { selector } : {}) },
  };
}

function site(behind: string, port: object): object {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { namespace: "shop", name: "site" },
    spec: { defaultBackend: { service: { name: behind, port } } },
  };
}

function globalPolicy(name: string, spec: object): object {
  return { apiVersion: "projectcalico.org/v3", kind: "GlobalNetworkPolicy", metadata: { name }, spec };
}

function tier(name: string, order: number, defaultAction: "Pass" | "Deny"): object {
  return {
    apiVersion: "projectcalico.org/v3",
    kind: "Tier",
    metadata: { name },
    spec: { order, defaultAction },
  };
}

function told(objects: readonly object[], settings: Partial<ReadSettings> = {}): string[] {
  return hygiene(new Evaluation(clusterOf(objects, settings))).map(
    ({ id, text, path }) => `${id} ${formatPath(path)}: ${text}`,
  );
}

interface Case {
  readonly title: string;
  /** Besides the shop, or instead of it. */
  readonly more?: readonly object[];
  readonly instead?: readonly object[];
  readonly settings?: Partial<ReadSettings>;
  readonly expected: readonly string[];
}

const fromWeb = (ports: readonly object[], name = "again") =>
  networkPolicy("shop", name, { ...cart, ingress: [{ from: [app("web")], ports }] });

const sections: Readonly<Record<string, readonly Case[]>> = {
  "policies and peers": [
    { title: "has nothing to say about a shop in order", expected: [] },
    {
      title: "finds a policy that applies to no pod, and says no more about it",
      more: [
        networkPolicy("shop", "idle", {
          ...app("gone"),
          ingress: [{ from: [app("web")], ports: [{ port: 1 }] }],
        }),
      ],
      expected: ["policy-selects-nothing : NetworkPolicy shop/idle applies to no pod"],
    },
    {
      title: "finds each peer that is no pod",
      more: [
        networkPolicy("shop", "peers", {
          ...cart,
          ingress: [
            { from: [app("web"), app("gone")], ports: [{ port: 7070 }] },
            { from: [{ namespaceSelector: { matchLabels: { a: "b" } } }] },
          ],
        }),
      ],
      expected: [
        "peer-selects-nothing spec.ingress[0].from[1]: allow rule of NetworkPolicy shop/peers: no pod is such a peer",
        "peer-selects-nothing spec.ingress[1].from[0]: allow rule of NetworkPolicy shop/peers: no pod is such a peer",
        "rule-repeated spec.ingress[0]: NetworkPolicy shop/peers: spec.ingress[0] of NetworkPolicy shop/cart-in says the same before",
      ],
    },
    {
      title: "takes network sets for peers",
      more: [
        {
          apiVersion: "projectcalico.org/v3",
          kind: "GlobalNetworkSet",
          metadata: { name: "partners", labels: { role: "partner" } },
          spec: { nets: ["198.51.100.0/24"] },
        },
        globalPolicy("partners", {
          selector: "app == 'web'",
          ingress: [{ action: "Allow", source: { selector: "role == 'partner'" } }],
        }),
      ],
      expected: [],
    },
  ],
  "shadowed rules": [
    {
      title: "finds a rule that an earlier policy repeats",
      more: [fromWeb([{ port: 7070 }], "later")],
      expected: [
        "rule-repeated spec.ingress[0]: NetworkPolicy shop/later: spec.ingress[0] of NetworkPolicy shop/cart-in says the same before",
      ],
    },
    {
      title: "finds a rule that a wider one before leaves nothing to decide",
      more: [networkPolicy("shop", "a-wide", { ...cart, ingress: [{ from: [{ podSelector: {} }] }] })],
      expected: [
        "rule-shadowed spec.ingress[0]: NetworkPolicy shop/cart-in: the rule decides nothing, as earlier ones have decided all that it matches: for example spec.ingress[0] of NetworkPolicy shop/a-wide",
      ],
    },
    {
      title: "says nothing about a narrower rule before a wider one",
      more: [networkPolicy("shop", "wide", { ...cart, ingress: [{ from: [{ podSelector: {} }] }] })],
      expected: [],
    },
    {
      title: "finds a rule that several before decide together",
      more: [
        networkPolicy("shop", "in-parts", {
          ...cart,
          ingress: [
            [7070, 7080],
            [7060, 7069],
            [7065, 7075],
            [7065, 7081],
          ].map(([port, endPort]) => ({ from: [app("web")], ports: [{ port, endPort }] })),
        }),
        networkPolicy("shop", "web-out-more", {
          ...web,
          policyTypes: ["Egress"],
          egress: [{ to: [app("cart")] }],
        }),
      ],
      expected: [
        "port-not-declared spec.ingress[1].ports[0]: NetworkPolicy shop/in-parts opens TCP 7060-7069, which no container of its pods declares",
        "rule-shadowed spec.ingress[2]: NetworkPolicy shop/in-parts: the rule decides nothing, as earlier ones have decided all that it matches: for example spec.ingress[1] of NetworkPolicy shop/in-parts",
        "rule-shadowed spec.egress[0]: NetworkPolicy shop/web-out: the rule decides nothing, as earlier ones have decided all that it matches: for example spec.egress[0] of NetworkPolicy shop/web-out-more",
      ],
    },
    {
      title: "says nothing about a rule that decides for one of several pods",
      more: [
        networkPolicy("shop", "zz-all", {
          podSelector: {},
          ingress: [{ from: [app("web")], ports: [{ port: 7070 }] }],
        }),
      ],
      expected: [],
    },
    {
      title: "finds a rule that is repeated for more pods",
      more: [
        networkPolicy("shop", "all", {
          podSelector: {},
          ingress: [{ from: [app("web")], ports: [{ port: 7070 }] }],
        }),
      ],
      expected: [
        "rule-repeated spec.ingress[0]: NetworkPolicy shop/cart-in: spec.ingress[0] of NetworkPolicy shop/all says the same before",
      ],
    },
    {
      title: "finds what an earlier tier has decided, and not what it passed on",
      more: [
        tier("first", 10, "Deny"),
        globalPolicy("first.gate", {
          tier: "first",
          selector: "app == 'cart'",
          types: ["Ingress"],
          ingress: [
            { action: "Log" },
            {
              action: "Pass",
              protocol: "TCP",
              source: { selector: "app == 'web'" },
              destination: { ports: [7070] },
            },
            {
              action: "Deny",
              protocol: "TCP",
              source: { selector: "app == 'web'" },
              destination: { ports: [7070] },
            },
          ],
        }),
        networkPolicy("shop", "udp", {
          ...cart,
          ingress: [{ from: [app("web")], ports: [{ port: 53, protocol: "UDP" }] }],
        }),
      ],
      expected: [
        "rule-shadowed spec.ingress[2]: GlobalNetworkPolicy first.gate: the rule decides nothing, as earlier ones have decided all that it matches: for example spec.ingress[1] of GlobalNetworkPolicy first.gate",
        "port-not-declared spec.ingress[0].ports[0]: NetworkPolicy shop/udp opens UDP 53, which no container of its pods declares",
        "rule-shadowed spec.ingress[0]: NetworkPolicy shop/udp: the rule decides nothing, as earlier ones have decided all that it matches: tier first denies the rest",
        "rule-one-sided spec.ingress[0]: NetworkPolicy shop/udp lets in what never gets through: by its own policies, no such peer may send it",
      ],
    },
    {
      title: "does not take for passed on what was allowed before",
      more: [
        tier("first", 10, "Deny"),
        globalPolicy("first.gate", {
          tier: "first",
          selector: "app == 'cart'",
          types: ["Ingress"],
          ingress: [
            {
              action: "Allow",
              protocol: "TCP",
              source: { selector: "app == 'web'" },
              destination: { ports: [7070] },
            },
            { action: "Pass" },
          ],
        }),
      ],
      expected: [
        "rule-repeated spec.ingress[0]: NetworkPolicy shop/cart-in: spec.ingress[0] of GlobalNetworkPolicy first.gate says the same before",
      ],
    },
    {
      title: "finds nothing that a tier which passes by default has decided",
      more: [
        tier("first", 10, "Pass"),
        globalPolicy("first.gate", {
          tier: "first",
          selector: "app == 'cart'",
          types: ["Ingress"],
          ingress: [
            {
              action: "Deny",
              protocol: "TCP",
              source: { selector: "app == 'web'" },
              destination: { ports: [22] },
            },
          ],
        }),
      ],
      expected: [],
    },
  ],
  "one-sided rules": [
    {
      title: "finds what the destination allows and the source does not",
      more: [
        fromWeb([{ port: "grpc" }, { port: 9999, protocol: "SCTP" }], "zz"),
        networkPolicy("shop", "half", {
          ...web,
          ingress: [{ from: [app("cart")], ports: [{ port: 8080 }] }],
        }),
      ],
      expected: [
        "port-not-declared spec.ingress[0].ports[1]: NetworkPolicy shop/zz opens SCTP 9999, which no container of its pods declares",
        "rule-one-sided spec.ingress[0]: NetworkPolicy shop/half lets in what never gets through: by its own policies, no such peer may send it",
      ],
    },
    {
      title: "finds what the source allows and the destination does not",
      more: [
        networkPolicy("shop", "half", {
          ...cart,
          policyTypes: ["Egress"],
          egress: [{ to: [app("web")], ports: [{ port: 8080 }] }],
        }),
      ],
      expected: [
        "rule-one-sided spec.egress[0]: NetworkPolicy shop/half lets out what never gets through: by its own policies, no such peer accepts it",
      ],
    },
    {
      title: "says nothing where one of the peers allows it, or one is outside",
      more: [
        networkPolicy("shop", "some", {
          ...cart,
          policyTypes: ["Egress"],
          egress: [
            {
              to: [app("web"), { namespaceSelector: { matchLabels: { open: "yes" } } }],
              ports: [{ port: 8080 }],
            },
            { to: [app("web"), { ipBlock: { cidr: "203.0.113.0/24" } }], ports: [{ port: 443 }] },
            { ports: [{ port: 5432 }] },
          ],
        }),
        namespace("open", { open: "yes" }),
        deployment("open", "any"),
      ],
      expected: [
        "no-default-deny-egress : namespace open does not deny Egress by default: a pod that no policy selects can reach everyone",
        "no-default-deny-ingress : namespace open does not deny Ingress by default: a pod that no policy selects is open to everyone",
      ],
    },
    {
      title: "says nothing about policies of the whole cluster",
      more: [
        globalPolicy("half", {
          selector: "app == 'web'",
          types: ["Ingress"],
          ingress: [
            {
              action: "Allow",
              protocol: "TCP",
              source: { selector: "app == 'cart'" },
              destination: { ports: [8080] },
            },
          ],
        }),
      ],
      expected: [],
    },
  ],
  ports: [
    {
      title: "finds a port that no container declares, and accepts a range with one",
      more: [
        networkPolicy("shop", "web-more", {
          ...web,
          ingress: [
            {
              from: [{ ipBlock: { cidr: "198.51.100.0/24" } }],
              ports: [
                { port: 9090 },
                { port: 8000, endPort: 8080 },
                { port: 8081, endPort: 8090 },
                { protocol: "TCP" },
              ],
            },
          ],
        }),
      ],
      expected: [
        "port-not-declared spec.ingress[0].ports[0]: NetworkPolicy shop/web-more opens TCP 9090, which no container of its pods declares",
        "port-not-declared spec.ingress[0].ports[2]: NetworkPolicy shop/web-more opens TCP 8081-8090, which no container of its pods declares",
      ],
    },
    {
      title: "says nothing where a pod declares no ports at all",
      more: [
        deployment("shop", "quiet"),
        networkPolicy("shop", "quiet-in", {
          podSelector: {},
          ingress: [{ from: [{ ipBlock: { cidr: "198.51.100.0/24" } }], ports: [{ port: 9090 }] }],
        }),
      ],
      expected: [],
    },
    {
      title: "finds names that no pod on that side has, of either direction and protocol",
      more: [
        networkPolicy("shop", "names-in", {
          ...web,
          ingress: [
            {
              from: [{ ipBlock: { cidr: "198.51.100.0/24" } }],
              ports: [{ port: "grpc" }, { port: "http", protocol: "UDP" }, { port: "http" }],
            },
          ],
        }),
        networkPolicy("shop", "zz-names-out", {
          ...web,
          policyTypes: ["Egress"],
          egress: [
            { to: [app("cart")], ports: [{ port: "http" }, { port: "grpc" }] },
            { ports: [{ port: "none" }, { port: "http" }] },
          ],
        }),
      ],
      expected: [
        "named-port-missing spec.ingress[0].ports[0]: NetworkPolicy shop/names-in: no pod that it is about has a TCP port named grpc, so it opens nothing",
        "named-port-missing spec.ingress[0].ports[1]: NetworkPolicy shop/names-in: no pod that it is about has a UDP port named http, so it opens nothing",
        "named-port-missing spec.egress[0].ports[0]: NetworkPolicy shop/zz-names-out: no pod that it is about has a TCP port named http, so it opens nothing",
        "named-port-missing spec.egress[1].ports[0]: NetworkPolicy shop/zz-names-out: no pod that it is about has a TCP port named none, so it opens nothing",
        "rule-one-sided spec.egress[1]: NetworkPolicy shop/zz-names-out lets out what never gets through: by its own policies, no such peer accepts it",
        "rule-repeated spec.egress[0]: NetworkPolicy shop/zz-names-out: spec.egress[0] of NetworkPolicy shop/web-out says the same before",
      ],
    },
    {
      title: "says that a deny of a missing name matches nothing",
      more: [
        globalPolicy("deny", {
          selector: "app == 'web'",
          types: ["Ingress"],
          ingress: [
            { action: "Deny", protocol: "TCP", destination: { ports: ["none"] } },
            { action: "Pass" },
          ],
        }),
      ],
      expected: [
        "named-port-missing spec.ingress[0]: GlobalNetworkPolicy deny: no pod that it is about has a TCP port named none, so it matches nothing",
      ],
    },
  ],
  "Services and Ingresses": [
    {
      title: "finds a Service without pods",
      more: [service("idle", { app: "gone" }, [{ port: 80, targetPort: "http" }])],
      expected: ["service-selects-nothing spec.selector: Service shop/idle selects no pod"],
    },
    {
      title: "says nothing about Services that others fill",
      more: [service("manual", undefined, [{ port: 80, targetPort: "http" }])],
      expected: [],
    },
    {
      title: "finds a target that no pod has",
      more: [
        service("cart", { app: "cart" }, [
          { name: "a", port: 80, targetPort: "http" },
          { name: "b", port: 81, targetPort: "grpc" },
          { name: "c", port: 82, targetPort: 9 },
          { name: "d", port: 81, targetPort: "grpc", protocol: "UDP" },
        ]),
      ],
      expected: [
        "service-target-missing spec.ports[0]: Service shop/cart: no pod behind it has a TCP port named http",
        "service-target-missing spec.ports[3]: Service shop/cart: no pod behind it has a UDP port named grpc",
      ],
    },
    {
      title: "finds an Ingress to a Service that is not there",
      more: [{ ...site("gone", { number: 80 }), metadata: { namespace: "shop", name: "lost" } }],
      expected: [
        "ingress-service-missing spec.defaultBackend: Ingress shop/lost leads to Service gone, which is not there",
      ],
    },
    {
      title: "finds an Ingress to a port that the Service has not, and accepts a port by name",
      more: [
        { ...site("web", { number: 8080 }), metadata: { namespace: "shop", name: "number" } },
        { ...site("web", { name: "https" }), metadata: { namespace: "shop", name: "wrong" } },
        { ...site("web", { name: "http" }), metadata: { namespace: "shop", name: "right" } },
      ],
      expected: [
        "ingress-port-missing spec.defaultBackend: Ingress shop/number leads to port 8080, which Service web has not",
        "ingress-port-missing spec.defaultBackend: Ingress shop/wrong leads to port https, which Service web has not",
      ],
    },
  ],
  "blocks of addresses": [
    {
      title: "finds blocks with pods' addresses in ingress rules alone",
      more: [
        networkPolicy("shop", "zz-blocks", {
          ...web,
          policyTypes: ["Ingress", "Egress"],
          ingress: [
            {
              from: ["10.0.255.0/24", "10.1.0.0/16", "9.0.0.0/8"].map((cidr) => ({ ipBlock: { cidr } })),
              ports: [{ port: 8080 }],
            },
            { from: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["10.0.0.0/15"] } }], ports: [{ port: 8080 }] },
          ],
          egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/16" } }], ports: [{ port: 7070 }] }],
        }),
      ],
      expected: [
        "ip-block-admits-nodes spec.ingress[0].from[0]: NetworkPolicy shop/zz-blocks: the block has addresses in the pods' range, from which also nodes and pods on their network come; select pods by labels instead",
      ],
    },
    {
      title: "finds all addresses in both directions, unless pods' are excepted",
      more: [
        networkPolicy("shop", "world", {
          ...web,
          policyTypes: ["Ingress", "Egress"],
          ingress: [{ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ port: 8080 }] }],
          egress: [
            { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/17"] } }], ports: [{ port: 443 }] },
            { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/16"] } }], ports: [{ port: 80 }] },
            { to: [{ ipBlock: { cidr: "::/0" } }], ports: [{ port: 443 }] },
          ],
        }),
      ],
      expected: [
        "any-address-matches-pods spec.egress[0].to[0]: NetworkPolicy shop/world: all addresses are also those of all pods; except the pods' range to mean outside",
        "any-address-matches-pods spec.ingress[0].from[0]: NetworkPolicy shop/world: all addresses are also those of all pods; except the pods' range to mean outside",
      ],
    },
    {
      title: "says where the pods' range is only assumed",
      settings: { pods: undefined },
      more: [
        networkPolicy("shop", "blocks", {
          ...web,
          ingress: [{ from: [{ ipBlock: { cidr: "192.168.0.0/24" } }], ports: [{ port: 8080 }] }],
        }),
      ],
      expected: [
        "ip-block-admits-nodes spec.ingress[0].from[0]: NetworkPolicy shop/blocks: the block has addresses in the range that pods are assumed in, from which also nodes and pods on their network come; select pods by labels instead",
      ],
    },
    {
      title: "says nothing about what is denied",
      more: [
        globalPolicy("deny", {
          selector: "app == 'web'",
          types: ["Ingress"],
          ingress: [{ action: "Deny", source: { nets: ["10.0.0.0/24"] } }, { action: "Pass" }],
        }),
      ],
      expected: [],
    },
  ],
  "pods on their host's network": [
    {
      title: "are found where policies of their namespace seem to apply",
      more: [
        deployment("shop", "agent", {}, { hostNetwork: true }),
        networkPolicy("shop", "agent-in", { ...app("agent"), ingress: [] }),
      ],
      expected: [
        "host-network-not-enforced : Deployment shop/agent is on its host's network: NetworkPolicy shop/agent-in and 1 more do not apply to it",
        "policy-selects-nothing : NetworkPolicy shop/agent-in applies to no pod",
      ],
    },
    {
      title: "are left alone where policies are about others",
      instead: [
        deployment("shop", "agent", {}, { hostNetwork: true }),
        deployment("shop", "web"),
        networkPolicy("shop", "web-in", { ...web, policyTypes: ["Ingress", "Egress"] }),
        defaultDeny("other"),
        deployment("other", "any"),
      ],
      expected: [
        "no-default-deny-egress : namespace shop does not deny Egress by default: a pod that no policy selects can reach everyone",
        "no-default-deny-ingress : namespace shop does not deny Ingress by default: a pod that no policy selects is open to everyone",
      ],
    },
  ],
  "default deny": [
    {
      title: "is missing in the direction that a policy leaves out",
      instead: [
        namespace("shop"),
        deployment("shop", "web"),
        networkPolicy("shop", "deny", { podSelector: {}, policyTypes: ["Ingress"] }),
      ],
      expected: [
        "no-default-deny-egress : namespace shop does not deny Egress by default: a pod that no policy selects can reach everyone",
      ],
    },
    {
      title: "is there where rules open something in particular, and not where they open everything",
      instead: [
        namespace("shop"),
        deployment("shop", "web"),
        networkPolicy("shop", "some", {
          podSelector: {},
          policyTypes: ["Ingress", "Egress"],
          ingress: [{ from: [{ namespaceSelector: {} }] }, { ports: [{ port: 80 }] }],
          egress: [{}],
        }),
      ],
      expected: [
        "no-default-deny-egress : namespace shop does not deny Egress by default: a pod that no policy selects can reach everyone",
      ],
    },
    {
      title: "may be a policy of the whole cluster, in the tier that decides",
      instead: [
        namespace("shop"),
        deployment("shop", "web"),
        tier("early", 5, "Pass"),
        globalPolicy("early.log", {
          tier: "early",
          types: ["Ingress", "Egress"],
          ingress: [{ action: "Log" }],
        }),
        globalPolicy("deny", {
          namespaceSelector: "has(projectcalico.org/name)",
          types: ["Ingress", "Egress"],
          ingress: [{ action: "Log" }],
        }),
      ],
      expected: [],
    },
    {
      title: "is no default where an earlier tier allows everything",
      instead: [
        namespace("shop"),
        deployment("shop", "web"),
        tier("early", 5, "Pass"),
        globalPolicy("early.allow", { tier: "early", types: ["Ingress"], ingress: [{ action: "Allow" }] }),
        globalPolicy("early.pass", { tier: "early", types: ["Egress"], egress: [{ action: "Pass" }] }),
        defaultDeny("shop"),
      ],
      expected: [
        "no-default-deny-ingress : namespace shop does not deny Ingress by default: a pod that no policy selects is open to everyone",
      ],
    },
  ],
};

describe("advice", () => {
  it("is in order of files, then of places in them, then of what it says", () => {
    const objects = [
      networkPolicy("shop", "gone", {
        ...app("gone"),
        ingress: [{ from: [app("lost")], ports: [{ port: 81 }] }, { from: [app("missing")] }],
      }),
      networkPolicy("shop", "web", {
        ...web,
        ingress: [
          { from: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ port: 80 }] },
          { from: [{ ipBlock: { cidr: "10.0.0.0/24" } }], ports: [{ port: "nope" }] },
        ],
      }),
      namespace("shop"),
      deployment("shop", "web"),
      deployment("shop", "agent", {}, { hostNetwork: true }),
      deployment("shop", "proxy", {}, { hostNetwork: true }),
      networkPolicy("shop", "proxy", app("proxy")),
    ];
    assert.deepEqual(
      hygiene(new Evaluation(clusterOf(objects))).map(
        ({ id, origin, path }) => `${origin?.file} ${formatPath(path)} ${id}`,
      ),
      [
        "0.yaml  policy-selects-nothing",
        "0.yaml spec.ingress[0].from[0] peer-selects-nothing",
        "0.yaml spec.ingress[1].from[0] peer-selects-nothing",
        "1.yaml spec.ingress[0].from[0] any-address-matches-pods",
        "1.yaml spec.ingress[1].from[0] ip-block-admits-nodes",
        "1.yaml spec.ingress[1].ports[0] named-port-missing",
        "2.yaml  no-default-deny-egress",
        "2.yaml  no-default-deny-ingress",
        "5.yaml  host-network-not-enforced",
        "6.yaml  policy-selects-nothing",
      ],
    );
  });

  it("names the one policy that does not apply to a pod on its host's network", () => {
    const objects = [
      namespace("shop"),
      deployment("shop", "agent", {}, { hostNetwork: true }),
      deployment("shop", "proxy", {}, { hostNetwork: true }),
      ...["agent", "proxy"].map((name) => networkPolicy("shop", name, { ...app(name), ingress: [] })),
    ];
    assert.deepEqual(
      told(objects).filter((each) => each.startsWith("host-network")),
      ["agent", "proxy"].map(
        (name) =>
          `host-network-not-enforced : Deployment shop/${name} is on its host's network: NetworkPolicy shop/${name} do not apply to it`,
      ),
    );
  });
});

describe("hygiene", () => {
  for (const [section, cases] of Object.entries(sections))
    describe(`of ${section}`, () => {
      for (const { title, more = [], instead, settings, expected } of cases)
        it(title, () => {
          assert.deepEqual(told([...(instead ?? shop), ...more], settings).sort(), [...expected].sort());
        });
    });

  it("orders by file and place, and names the file", () => {
    const cluster = clusterOf([
      ...shop,
      fromWeb([{ port: 1 }, { port: 2 }]),
      networkPolicy("shop", "idle", app("gone")),
    ]);
    assert.deepEqual(
      hygiene(new Evaluation(cluster)).map(({ id, origin, path }) => [origin?.file, formatPath(path), id]),
      [
        ["10.yaml", "", "policy-selects-nothing"],
        ["9.yaml", "spec.ingress[0]", "rule-one-sided"],
        ["9.yaml", "spec.ingress[0].ports[0]", "port-not-declared"],
        ["9.yaml", "spec.ingress[0].ports[1]", "port-not-declared"],
      ],
    );
  });

  it("says where there are too many rules to look for shadowed ones", () => {
    const blocks = Array.from({ length: 6000 }, (_, index) => ({
      from: [{ ipBlock: { cidr: `203.${index >> 8}.${index & 255}.0/25` } }],
      ports: [{ port: 8080 }],
    }));
    const found = told([...shop, networkPolicy("shop", "many", { ...web, ingress: blocks })]);
    assert.deepEqual(found, ["shadowing-unchecked : too many rules to look for those that decide nothing"]);
  });
});

describe("shadowed rules", () => {
  for (const [flavour, anyCase] of Object.entries(flavours))
    it(`change nothing when they match nothing, among ${flavour}`, () => {
      fc.assert(
        fc.property(anyCase, ({ objects, settings }) => {
          const evaluation = evaluationOf(objects, settings);
          const before = matrixOf(evaluation);
          for (const { id, origin, path } of hygiene(evaluation)) {
            if (id !== "rule-shadowed" && id !== "rule-repeated") continue;
            const without = withoutRule(evaluation.cluster, origin?.path[0], formatPath(path));
            assert.deepEqual(matrixOf(new Evaluation(without)), before, `${id} ${formatPath(path)}`);
          }
        }),
        { numRuns: 40 },
      );
    });
});

/** The cluster with a rule that matches nothing in place of one. */
function withoutRule(cluster: Cluster, index: PropertyKey | undefined, path: string): Cluster {
  const idle = (rule: Rule): Rule => (formatPath(rule.path) === path ? { ...rule, traffic: [] } : rule);
  return {
    ...cluster,
    policies: cluster.policies.map((policy) =>
      policy.origin.path[0] === index
        ? { ...policy, ingress: policy.ingress?.map(idle), egress: policy.egress?.map(idle) }
        : policy,
    ),
  };
}
