import assert from "node:assert/strict";
import type { RecordedResource } from "../../cli/plan/record.js";
import { planManifests } from "../../cli/reach/planManifests.js";
import type { Declaration } from "../../config/declaration.js";
import { declaredNetwork } from "../../config/declaredNetwork.js";
import { prove } from "../../proof/prove.js";
import { existingProject, inStack, type Variant } from "../support/project.js";
import { declared, recordedOf, withTools } from "../support/recorded.js";

/** Everything about one resource of the program, changed. */
type Tamper = (resources: readonly RecordedResource[]) => readonly RecordedResource[];

interface Spec {
  readonly ingress?: readonly { readonly from?: readonly object[] }[];
}

const isPolicy = (prefix: string) => (resource: RecordedResource) =>
  resource.type === "kubernetes:networking.k8s.io/v1:NetworkPolicy" && resource.name.startsWith(prefix);

/** The program's objects without those policies. */
const without =
  (prefix: string): Tamper =>
  (resources) => {
    const left = resources.filter((resource) => !isPolicy(prefix)(resource));
    assert.equal(left.length, resources.length - 1, `one policy begins with ${prefix}`);
    return left;
  };

/** The program's objects, the inputs of one policy changed. */
const changed =
  (prefix: string, change: (spec: Spec) => object): Tamper =>
  (resources) => {
    assert.equal(resources.filter(isPolicy(prefix)).length, 1, `one policy begins with ${prefix}`);
    return resources.map((resource) =>
      isPolicy(prefix)(resource)
        ? { ...resource, inputs: { ...resource.inputs, spec: change(resource.inputs["spec"] as Spec) } }
        : resource,
    );
  };

/** The program's objects and one more. */
const withObject =
  (inputs: { readonly kind: string; readonly metadata: { readonly name: string } } & object): Tamper =>
  (resources) => [
    ...resources,
    {
      ...resources.find(isPolicy(""))!,
      type: `kubernetes:example:${inputs.kind}`,
      name: `by-hand-${inputs.metadata.name}`,
      urn: `urn:${inputs.metadata.name}`,
      inputs: { ...inputs },
    },
  ];

async function outcome(variant: Variant, tamper: Tamper = (resources) => resources) {
  const declaration: Declaration = declared(variant);
  const { resources } = await recordedOf(declaration);
  const { proof, findings } = prove(
    declaredNetwork(declaration),
    planManifests({ resources: tamper(resources) }),
  );
  return {
    proof,
    findings: findings.map(
      ({ check, text, allowed }) =>
        `${check}: ${hashless(text)}${allowed === undefined ? "" : `; allowed: ${allowed}`}`,
    ),
  };
}

/** Policies' names end in a hash of what they say. */
function hashless(message: string): string {
  return message.replace(/-(ingress|egress)-[0-9a-f]{8}/g, "-$1");
}

const staged = inStack("basalt:images:", "basalt:enforcement: staged\n  basalt:images:");

describe("the proof that the program's policies allow exactly what is declared", () => {
  for (const [title, variant] of Object.entries<Variant>({
    "on EKS": {},
    "on a cluster that exists": { base: existingProject },
    "with every kind of workload": { changes: [withTools] },
  })) {
    it(`holds ${title}`, async () => {
      const { proof, findings } = await outcome(variant);
      assert.deepEqual(findings, []);
      assert.equal(proof.holds, true);
      assert.equal(proof.assertions, 1);
      assert.deepEqual(proof.rehearsing, []);
    });
  }

  it("holds for namespaces that only rehearse: as if they were enforced", async () => {
    const { proof, findings } = await outcome({ changes: [staged] });
    assert.deepEqual(findings, []);
    assert.deepEqual([proof.closed, proof.rehearsing], [[], ["billing", "shop"]]);
  });

  it("names the flow, its line and what denies it, where the source may not send", async () => {
    const { proof, findings } = await outcome({}, without("shop.web-to-cart-egress"));
    assert.equal(proof.holds, false);
    assert.deepEqual(findings, [
      "blocked-flow: namespaces/shop.yaml:16 flows[1] web -> cart [grpc 7070]: shop/web -> shop/cart TCP 7070 does not get through (egress denied, no rule of NetworkPolicy shop/allow-dns (plan: NetworkPolicy shop.allow-dns), NetworkPolicy shop/default-deny (plan: NetworkPolicy shop.default-deny), NetworkPolicy shop/web-to-billing-api-egress (plan: NetworkPolicy shop.web-to-billing-api-egress) and 2 more allows it); allowed: policies that let every declared flow through",
    ]);
  });

  const rows: readonly {
    readonly title: string;
    readonly variant?: Variant;
    readonly tamper: Tamper;
    readonly findings: readonly string[];
  }[] = [
    {
      title: "the target does not accept",
      findings: [
        "blocked-flow: namespaces/shop.yaml:19 flows[4] web -> billing/api [http 8080]: shop/web -> billing/api TCP 8080 does not get through (ingress denied, no rule of NetworkPolicy billing/default-deny (plan: NetworkPolicy billing.default-deny), GlobalNetworkPolicy basalt-last-resort-deny (plan: GlobalNetworkPolicy guardrails-basalt-last-resort-deny) allows it); allowed: policies that let every declared flow through",
      ],
      tamper: without("billing.shop-web-to-api-ingress"),
    },
    {
      title: "a policy accepts on one port more",
      findings: [
        "undeclared-opening: shop/cart, shop/redis, shop/web and 2 more -> shop/cart TCP 22 is open on one side (ingress allowed by NetworkPolicy shop/web-to-cart-ingress spec.ingress[1] (plan: NetworkPolicy shop.web-to-cart-ingress)) and no flow declares it; allowed: what flows declare, on both sides",
      ],
      tamper: changed("shop.web-to-cart-ingress", ({ ingress = [] }) => ({
        podSelector: { matchLabels: { "app.kubernetes.io/name": "cart" } },
        policyTypes: ["Ingress"],
        ingress: [...ingress, { from: [{ podSelector: {} }], ports: [{ protocol: "TCP", port: 22 }] }],
      })),
    },
    {
      title: "a namespace has no default-deny",
      variant: { base: existingProject },
      findings: [
        "undeclared-connection: calico-apiserver/(any other pod), calico-system/(any other pod), tigera-operator/(any other pod) and 8 more -> billing/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, no policy applies; ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: 0.0.0.0-10.243.255.255, 10.245.0.0-255.255.255.255 -> billing/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-opening: billing/api, kube-system/kube-dns, shop/cart and 13 more -> billing/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (ingress open, no policy applies) and no flow declares it; allowed: what flows declare, on both sides",
      ],
      tamper: without("billing.default-deny"),
    },
    {
      title: "a policy by hand opens everything to one workload",
      findings: [
        "undeclared-connection: calico-apiserver/(any other pod), calico-system/(any other pod), tigera-operator/(any other pod) and 3 more -> shop/redis TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, every tier passes it on; ingress allowed by NetworkPolicy shop/debug spec.ingress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: 0.0.0.0-10.243.255.255, 10.245.0.0-255.255.255.255 -> shop/redis TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (ingress allowed by NetworkPolicy shop/debug spec.ingress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare",
        "undeclared-opening: billing/api, kube-system/kube-dns, shop/web and 17 more -> shop/redis TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (ingress allowed by NetworkPolicy shop/debug spec.ingress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/cart -> shop/redis TCP 1-6378,6380-65535 UDP 1-65535 SCTP 1-65535 ICMP all protocols 0-0,2-5,7-16,18-57,59-131,133-255 is open on one side (ingress allowed by NetworkPolicy shop/debug spec.ingress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        'broken-assertion: namespaces/shop.yaml:23 never[0]: "never * -> redis, except cart" is broken: calico-apiserver/(any other pod), calico-system/(any other pod), tigera-operator/(any other pod) and 3 more -> shop/redis TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, every tier passes it on; ingress allowed by NetworkPolicy shop/debug spec.ingress[0] (plan: NetworkPolicy by-hand-debug)); allowed: nothing that an assertion forbids',
        'broken-assertion: namespaces/shop.yaml:23 never[0]: "never * -> redis, except cart" is broken: 0.0.0.0-10.243.255.255, 10.245.0.0-255.255.255.255 -> shop/redis TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (ingress allowed by NetworkPolicy shop/debug spec.ingress[0] (plan: NetworkPolicy by-hand-debug)); allowed: nothing that an assertion forbids',
      ],
      tamper: withObject({
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: "debug", namespace: "shop" },
        spec: { podSelector: { matchLabels: { app: "redis" } }, ingress: [{}] },
      } as never),
    },
    {
      title: "a tier of Calico's denies before Kubernetes' policies allow",
      findings: [
        "blocked-flow: namespaces/shop.yaml:18 flows[3] web -> payments [443]: shop/web -> 203.0.113.0-203.0.113.127 TCP 443 does not get through (egress denied by GlobalNetworkPolicy no-payments spec.egress[0] (plan: GlobalNetworkPolicy by-hand-no-payments)); allowed: policies that let every declared flow through",
      ],
      tamper: withObject({
        apiVersion: "projectcalico.org/v3",
        kind: "GlobalNetworkPolicy",
        metadata: { name: "no-payments" },
        spec: {
          order: 1,
          types: ["Egress"],
          selector: "has(projectcalico.org/namespace)",
          egress: [{ action: "Deny", destination: { nets: ["203.0.113.0/25"] } }],
        },
      } as never),
    },
    {
      title: "a policy lets the pods of a namespace in that nobody declared",
      variant: { base: existingProject },
      findings: [
        "undeclared-connection: default/(any other pod) -> shop/redis TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, no policy applies; ingress allowed by NetworkPolicy shop/debug spec.ingress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare",
        'broken-assertion: namespaces/shop.yaml:23 never[0]: "never * -> redis, except cart" is broken: default/(any other pod) -> shop/redis TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, no policy applies; ingress allowed by NetworkPolicy shop/debug spec.ingress[0] (plan: NetworkPolicy by-hand-debug)); allowed: nothing that an assertion forbids',
      ],
      tamper: withObject({
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: "debug", namespace: "shop" },
        spec: {
          podSelector: { matchLabels: { app: "redis" } },
          ingress: [
            { from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "default" } } }] },
          ],
        },
      } as never),
    },
    {
      title: "a policy lets pods with a label in that nobody has",
      variant: { base: existingProject },
      findings: [
        "undeclared-connection: calico-apiserver/(any other pod with debug=true), calico-system/(any other pod with debug=true), tigera-operator/(any other pod with debug=true) and 4 more -> shop/redis TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, no policy applies; ingress allowed by NetworkPolicy shop/debug spec.ingress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare",
        "undeclared-opening: billing/(any other pod with debug=true), shop/(any other pod with debug=true) -> shop/redis TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (ingress allowed by NetworkPolicy shop/debug spec.ingress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        'broken-assertion: namespaces/shop.yaml:23 never[0]: "never * -> redis, except cart" is broken: calico-apiserver/(any other pod with debug=true), calico-system/(any other pod with debug=true), tigera-operator/(any other pod with debug=true) and 4 more -> shop/redis TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, no policy applies; ingress allowed by NetworkPolicy shop/debug spec.ingress[0] (plan: NetworkPolicy by-hand-debug)); allowed: nothing that an assertion forbids',
      ],
      tamper: withObject({
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: "debug", namespace: "shop" },
        spec: {
          podSelector: { matchLabels: { app: "redis" } },
          ingress: [{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { debug: "true" } } }] }],
        },
      } as never),
    },
    {
      title: "a policy opens everything to pods with a label that nobody has",
      findings: [
        "undeclared-connection: calico-apiserver/(any other pod), calico-system/(any other pod), tigera-operator/(any other pod) and 3 more -> shop/(any other pod with debug=true) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, every tier passes it on; ingress allowed by NetworkPolicy shop/debug spec.ingress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: shop/(any other pod with debug=true) -> calico-apiserver/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: shop/(any other pod with debug=true) -> calico-system/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: shop/(any other pod with debug=true) -> tigera-operator/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: shop/(any other pod with debug=true) -> kube-node-lease/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: shop/(any other pod with debug=true) -> kube-public/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: shop/(any other pod with debug=true) -> kube-system/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: shop/(any other pod with debug=true) -> kube-system/(any other pod with k8s-app=coredns) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug); ingress open, every tier passes it on) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: 0.0.0.0-10.243.255.255, 10.245.0.0-255.255.255.255 -> shop/(any other pod with debug=true) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (ingress allowed by NetworkPolicy shop/debug spec.ingress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: shop/(any other pod with debug=true) -> 0.0.0.0-10.243.255.255 TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: shop/(any other pod with debug=true) -> 10.245.0.0-169.254.169.253 TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: shop/(any other pod with debug=true) -> 169.254.169.255-255.255.255.255 TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare",
        "undeclared-opening: billing/api, kube-system/kube-dns, shop/cart and 19 more -> shop/(any other pod with debug=true) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (ingress allowed by NetworkPolicy shop/debug spec.ingress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> billing/api TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> kube-system/kube-dns TCP 1-52,54-65535 UDP 1-52,54-65535 SCTP 1-65535 ICMP all protocols 0-0,2-5,7-16,18-57,59-131,133-255 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> shop/cart TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> shop/redis TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> shop/web TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> billing/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> shop/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> undeclared/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> undeclared/(any other pod with k8s-app=kube-dns) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> undeclared/(any other pod with k8s-app=coredns) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> undeclared/(any other pod with app.kubernetes.io/name=web) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> undeclared/(any other pod with app.kubernetes.io/name=api) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> billing/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> shop/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> calico-apiserver/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> calico-system/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> tigera-operator/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> kube-node-lease/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> kube-public/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> kube-system/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: shop/(any other pod with debug=true) -> undeclared/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy shop/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
      ],
      tamper: withObject({
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: "debug", namespace: "shop" },
        spec: {
          podSelector: { matchLabels: { debug: "true" } },
          policyTypes: ["Ingress", "Egress"],
          ingress: [{}],
          egress: [{}],
        },
      } as never),
    },
    {
      title: "the default-deny spares pods with a label",
      variant: { base: existingProject },
      findings: [
        "undeclared-connection: calico-apiserver/(any other pod), calico-system/(any other pod), tigera-operator/(any other pod) and 8 more -> shop/(any other pod with debug=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, no policy applies; ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: 0.0.0.0-10.243.255.255, 10.245.0.0-255.255.255.255 -> shop/(any other pod with debug=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-opening: billing/api, kube-system/kube-dns, shop/cart and 14 more -> shop/(any other pod with debug=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (ingress open, no policy applies) and no flow declares it; allowed: what flows declare, on both sides",
      ],
      tamper: changed("shop.default-deny", (spec) => ({
        ...spec,
        podSelector: { matchExpressions: [{ key: "debug", operator: "DoesNotExist" }] },
      })),
    },
    {
      title: "a service account with a label is allowed everything",
      findings: [
        "undeclared-connection: calico-apiserver/(any other pod), calico-system/(any other pod), tigera-operator/(any other pod) and 9 more -> billing/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, every tier passes it on; ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: calico-apiserver/(any other pod), calico-system/(any other pod), tigera-operator/(any other pod) and 9 more -> shop/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, every tier passes it on; ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: calico-apiserver/(any other pod), calico-system/(any other pod), tigera-operator/(any other pod) and 9 more -> undeclared/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, every tier passes it on; ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> calico-apiserver/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> calico-system/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> tigera-operator/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> calico-apiserver/(any other pod with service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> calico-system/(any other pod with service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> tigera-operator/(any other pod with service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> kube-node-lease/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> kube-public/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> kube-system/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> kube-node-lease/(any other pod with service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> kube-public/(any other pod with service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> kube-system/(any other pod with service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> kube-system/(any other pod with k8s-app=coredns) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress open, every tier passes it on) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), calico-apiserver/(any other pod with role=admin, service account stranger), calico-system/(any other pod with role=admin, service account stranger) and 5 more -> shop/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> calico-apiserver/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> calico-system/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> tigera-operator/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> kube-node-lease/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> kube-public/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> kube-system/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), calico-apiserver/(any other pod with role=admin, service account stranger) and 5 more -> undeclared/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: shop/(any other pod with role=admin, service account stranger), calico-apiserver/(any other pod with role=admin, service account stranger), calico-system/(any other pod with role=admin, service account stranger) and 5 more -> billing/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins); ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: 0.0.0.0-10.243.255.255, 10.245.0.0-255.255.255.255 -> billing/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> 0.0.0.0-10.243.255.255 TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> 10.245.0.0-169.254.169.253 TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> 169.254.169.255-255.255.255.255 TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: 0.0.0.0-10.243.255.255, 10.245.0.0-255.255.255.255 -> shop/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: 0.0.0.0-10.243.255.255, 10.245.0.0-255.255.255.255 -> undeclared/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare",
        "undeclared-opening: billing/api, billing/(any other pod with app.kubernetes.io/name=api), kube-system/kube-dns and 25 more -> billing/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> billing/api TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> billing/(any other pod with app.kubernetes.io/name=api) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> kube-system/kube-dns TCP 1-52,54-65535 UDP 1-52,54-65535 SCTP 1-65535 ICMP all protocols 0-0,2-5,7-16,18-57,59-131,133-255 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> shop/cart TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> shop/(any other pod with app.kubernetes.io/name=cart) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> shop/redis TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> shop/web TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> shop/(any other pod with app.kubernetes.io/name=web) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> billing/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> billing/(any other pod with service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> shop/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> shop/(any other pod with service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> undeclared/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> undeclared/(any other pod with k8s-app=kube-dns) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> undeclared/(any other pod with k8s-app=coredns) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> undeclared/(any other pod with service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> undeclared/(any other pod with app.kubernetes.io/name=web) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> undeclared/(any other pod with app.kubernetes.io/name=api) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> billing/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> shop/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> calico-apiserver/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> calico-system/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> tigera-operator/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> kube-node-lease/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> kube-public/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> kube-system/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/(any other pod with role=admin, service account stranger), shop/(any other pod with role=admin, service account stranger), undeclared/(any other pod with role=admin, service account stranger) -> undeclared/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by GlobalNetworkPolicy admins spec.egress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/api, billing/(any other pod with app.kubernetes.io/name=api), kube-system/kube-dns and 25 more -> shop/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: billing/api, billing/(any other pod with app.kubernetes.io/name=api), kube-system/kube-dns and 25 more -> undeclared/(any other pod with role=admin, service account stranger) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (ingress allowed by GlobalNetworkPolicy admins spec.ingress[0] (plan: GlobalNetworkPolicy by-hand-admins)) and no flow declares it; allowed: what flows declare, on both sides",
      ],
      tamper: withObject({
        apiVersion: "projectcalico.org/v3",
        kind: "GlobalNetworkPolicy",
        metadata: { name: "admins" },
        spec: {
          order: 1,
          serviceAccountSelector: "role == 'admin'",
          types: ["Ingress", "Egress"],
          ingress: [{ action: "Allow" }],
          egress: [{ action: "Allow" }],
        },
      } as never),
    },
    {
      title: "the last resort spares a namespace that nobody declared",
      findings: [
        "undeclared-connection: kube-system/(any other pod) -> default/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, every tier passes it on; ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: default/(any other pod) -> kube-system/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, every tier passes it on; ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: default/(any other pod) -> kube-system/(any other pod with k8s-app=coredns) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, every tier passes it on; ingress open, every tier passes it on) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: 0.0.0.0-10.243.255.255, 10.245.0.0-255.255.255.255 -> default/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (ingress open, no policy applies) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: default/(any other pod) -> 0.0.0.0-10.243.255.255 TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: default/(any other pod) -> 10.245.0.0-169.254.169.253 TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare",
        "undeclared-connection: default/(any other pod) -> 169.254.169.255-255.255.255.255 TCP 1-65535 UDP 1-65535 SCTP 1-65535 gets through (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare",
        "undeclared-opening: billing/api, kube-system/kube-dns, shop/cart and 24 more -> default/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (ingress open, no policy applies) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> billing/api TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> kube-system/kube-dns TCP 1-52,54-65535 UDP 1-52,54-65535 SCTP 1-65535 ICMP all protocols 0-0,2-5,7-16,18-57,59-131,133-255 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> shop/cart TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> shop/redis TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> shop/web TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> billing/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> shop/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> calico-apiserver/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> calico-system/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> tigera-operator/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> kube-node-lease/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> kube-public/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> undeclared/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> undeclared/(any other pod with k8s-app=kube-dns) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> undeclared/(any other pod with k8s-app=coredns) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> undeclared/(any other pod with app.kubernetes.io/name=web) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> undeclared/(any other pod with app.kubernetes.io/name=api) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> billing/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> shop/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> calico-apiserver/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> calico-system/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> tigera-operator/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> kube-node-lease/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> kube-public/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> undeclared/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: default/(any other pod) -> kube-system/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress open, every tier passes it on) and no flow declares it; allowed: what flows declare, on both sides",
      ],
      tamper: (resources) =>
        resources.map((resource) =>
          resource.name === "guardrails-basalt-last-resort-deny"
            ? {
                ...resource,
                inputs: {
                  ...resource.inputs,
                  spec: {
                    ...(resource.inputs["spec"] as object),
                    namespaceSelector: `kubernetes.io/metadata.name not in { "default", "kube-system" }`,
                  },
                },
              }
            : resource,
        ),
    },
    {
      title: "a policy is of a kind that the Calico version does not enforce",
      findings: [
        "policy-not-enforced: AdminNetworkPolicy no-ssh has no effect: Calico enforces its kind in 3.29 to 3.31, and this is 3.32",
      ],
      tamper: withObject({
        apiVersion: "policy.networking.k8s.io/v1alpha1",
        kind: "AdminNetworkPolicy",
        metadata: { name: "no-ssh" },
        spec: {
          priority: 1,
          subject: { namespaces: {} },
          ingress: [
            {
              action: "Deny",
              from: [{ namespaces: {} }],
              ports: [{ portNumber: { protocol: "TCP", port: 22 } }],
            },
          ],
        },
      } as never),
    },
    {
      title: "a policy cannot be understood",
      findings: [
        'unreadable-policy: plan: GlobalNetworkPolicy by-hand-typo spec.selector: found "app = \'redis\'"; allowed: a selector: "==" at character 5',
      ],
      tamper: withObject({
        apiVersion: "projectcalico.org/v3",
        kind: "GlobalNetworkPolicy",
        metadata: { name: "typo" },
        spec: { selector: "app = 'redis'", ingress: [{ action: "Allow" }] },
      } as never),
    },
    {
      title: "what rehearses would leave an opening",
      variant: { changes: [staged] },
      findings: [
        "undeclared-opening: once enforced, billing/api, billing/(any other pod) -> billing/api TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy billing/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: once enforced, billing/api -> billing/(any other pod) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy billing/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
        "undeclared-opening: once enforced, billing/api, billing/(any other pod) -> billing/(any other pod with basalt/quarantine=) TCP 1-65535 UDP 1-65535 SCTP 1-65535 is open on one side (egress allowed by NetworkPolicy billing/debug spec.egress[0] (plan: NetworkPolicy by-hand-debug)) and no flow declares it; allowed: what flows declare, on both sides",
      ],
      tamper: withObject({
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: "debug", namespace: "billing" },
        spec: { podSelector: {}, policyTypes: ["Egress"], egress: [{ to: [{ podSelector: {} }] }] },
      } as never),
    },
  ];
  for (const { title, variant = {}, tamper, findings } of rows) {
    it(`says so where ${title}`, async () => {
      const found = await outcome(variant, tamper);
      assert.deepEqual(found.findings, findings);
      assert.equal(found.proof.holds, false);
    });
  }
});
