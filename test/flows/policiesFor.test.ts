import assert from "node:assert/strict";
import { policiesFor } from "../../flows/policiesFor.js";
import type { Flow } from "../../flows/flow.js";
import { addresses, tcp, workload } from "../support/flows.js";

const web = workload("shop", "web");
const cart = workload("shop", "cart");
const api = workload("billing", "api");
const internet = addresses("internet", ["0.0.0.0/0"], ["10.0.0.0/16", "10.244.0.0/16"]);
const offices = addresses("offices", ["192.0.2.0/25", "198.51.100.0/24"]);

const pods = (name: string) => ({ matchLabels: { "app.kubernetes.io/name": name } });
const inNamespace = (name: string) => ({ matchLabels: { "kubernetes.io/metadata.name": name } });

/** The policies that flows add to those every namespace has. */
function opened(namespace: string, ...flows: readonly Flow[]) {
  return policiesFor({ namespace, enforcement: "enforced", flows }).slice(2);
}

describe("policiesFor", () => {
  it("denies everything in both directions, and opens DNS to the cluster's resolver alone", () => {
    const common = { namespace: "shop", enforcement: "enforced" };
    assert.deepEqual(policiesFor({ namespace: "shop", enforcement: "enforced", flows: [] }), [
      {
        ...common,
        name: "default-deny",
        spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], ingress: [], egress: [] },
      },
      {
        ...common,
        name: "allow-dns",
        spec: {
          podSelector: {},
          policyTypes: ["Egress"],
          egress: [
            {
              to: [
                {
                  namespaceSelector: inNamespace("kube-system"),
                  podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
                },
              ],
              ports: [
                { protocol: "UDP", port: 53 },
                { protocol: "TCP", port: 53 },
              ],
            },
          ],
        },
      },
    ]);
  });

  it("opens a flow inside a namespace on both sides", () => {
    const flow: Flow = {
      namespace: "shop",
      from: web,
      to: cart,
      ports: [{ protocol: "TCP", port: 7070, endPort: 7070, name: "grpc" }],
    };
    const common = { namespace: "shop", enforcement: "enforced", flow, meaning: "web -> cart [grpc 7070]" };
    assert.deepEqual(opened("shop", flow), [
      {
        ...common,
        name: "web-to-cart-egress-857ccc9a",
        spec: {
          podSelector: pods("web"),
          policyTypes: ["Egress"],
          egress: [{ to: [{ podSelector: pods("cart") }], ports: [{ protocol: "TCP", port: 7070 }] }],
        },
      },
      {
        ...common,
        name: "web-to-cart-ingress-1e92d943",
        spec: {
          podSelector: pods("cart"),
          policyTypes: ["Ingress"],
          ingress: [{ from: [{ podSelector: pods("web") }], ports: [{ protocol: "TCP", port: 7070 }] }],
        },
      },
    ]);
  });

  it("opens the sender's side of a flow to another namespace", () => {
    const flow: Flow = { namespace: "shop", from: web, to: api, ports: tcp(8080) };
    assert.deepEqual(opened("shop", flow), [
      {
        name: "web-to-billing-api-egress-e6f6f5b4",
        namespace: "shop",
        enforcement: "enforced",
        flow,
        meaning: "web -> billing/api [8080]",
        spec: {
          podSelector: pods("web"),
          policyTypes: ["Egress"],
          egress: [
            {
              to: [{ namespaceSelector: inNamespace("billing"), podSelector: pods("api") }],
              ports: [{ protocol: "TCP", port: 8080 }],
            },
          ],
        },
      },
    ]);
  });

  it("opens the receiver's side of a flow from another namespace", () => {
    const flow: Flow = { namespace: "shop", from: web, to: api, ports: tcp(8080) };
    assert.deepEqual(opened("billing", flow), [
      {
        name: "shop-web-to-api-ingress-3433ab64",
        namespace: "billing",
        enforcement: "enforced",
        flow,
        meaning: "shop/web -> api [8080]",
        spec: {
          podSelector: pods("api"),
          policyTypes: ["Ingress"],
          ingress: [
            {
              from: [{ namespaceSelector: inNamespace("shop"), podSelector: pods("web") }],
              ports: [{ protocol: "TCP", port: 8080 }],
            },
          ],
        },
      },
    ]);
  });

  it("opens a flow from the Internet but for the cluster's own ranges", () => {
    const flow: Flow = { namespace: "shop", from: internet, to: web, ports: tcp(8080) };
    assert.deepEqual(opened("shop", flow), [
      {
        name: "internet-to-web-ingress-a20dde4c",
        namespace: "shop",
        enforcement: "enforced",
        flow,
        meaning: "internet -> web [8080]",
        spec: {
          podSelector: pods("web"),
          policyTypes: ["Ingress"],
          ingress: [
            {
              from: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/16", "10.244.0.0/16"] } }],
              ports: [{ protocol: "TCP", port: 8080 }],
            },
          ],
        },
      },
    ]);
  });

  it("opens a flow to ranges of addresses and ports, of every protocol", () => {
    const ports = [
      { protocol: "TCP", port: 8000, endPort: 8010 },
      { protocol: "UDP", port: 514, endPort: 514 },
      { protocol: "SCTP", port: 1, endPort: 65_535 },
    ] as const;
    const flow: Flow = { namespace: "shop", from: cart, to: offices, ports };
    assert.deepEqual(opened("shop", flow), [
      {
        name: "cart-to-offices-egress-4cd020a5",
        namespace: "shop",
        enforcement: "enforced",
        flow,
        meaning: "cart -> offices [8000-8010, UDP 514, SCTP 1-65535]",
        spec: {
          podSelector: pods("cart"),
          policyTypes: ["Egress"],
          egress: [
            {
              to: [{ ipBlock: { cidr: "192.0.2.0/25" } }, { ipBlock: { cidr: "198.51.100.0/24" } }],
              ports: [
                { protocol: "TCP", port: 8000, endPort: 8010 },
                { protocol: "UDP", port: 514 },
                { protocol: "SCTP", port: 1, endPort: 65_535 },
              ],
            },
          ],
        },
      },
    ]);
  });

  it("opens a flow of a workload to itself on both sides", () => {
    const policies = opened("shop", { namespace: "shop", from: cart, to: cart, ports: tcp(7070) });
    assert.deepEqual(
      policies.map(({ spec }) => spec.policyTypes),
      [["Egress"], ["Ingress"]],
    );
  });

  it("opens nothing for a flow between others", () => {
    assert.deepEqual(opened("ops", { namespace: "shop", from: web, to: api, ports: tcp(8080) }), []);
  });

  const everything: readonly (readonly [title: string, flow: Flow])[] = [
    ["no ports", { namespace: "shop", from: web, to: cart, ports: [] }],
    ["no addresses", { namespace: "shop", from: web, to: addresses("offices", []), ports: tcp(443) }],
    [
      "no sender's addresses",
      { namespace: "shop", from: addresses("offices", []), to: web, ports: tcp(443) },
    ],
    ["no labels", { namespace: "shop", from: web, to: { ...cart, selector: {} }, ports: tcp(443) }],
  ];
  for (const [title, flow] of everything) {
    it(`refuses a flow with ${title}, which a policy would take for all`, () => {
      assert.throws(() => opened("shop", flow), RangeError);
    });
  }
});
