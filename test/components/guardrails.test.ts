import assert from "node:assert/strict";
import { existingProject, inStack, type Change } from "../support/project.js";
import { recorded, type Recorded } from "../support/recorded.js";

const system = [
  "calico-apiserver",
  "calico-system",
  "kube-node-lease",
  "kube-public",
  "kube-system",
  "tigera-operator",
];
const allBut = (namespaces: readonly string[]) =>
  `kubernetes.io/metadata.name not in { ${namespaces.map((name) => `"${name}"`).join(", ")} }`;
const dns = [
  { protocol: "UDP", port: 53 },
  { protocol: "TCP", port: 53 },
];
const declaredOff = inStack(
  "  basalt:images:",
  "  basalt:guardrails: { lastResortDeny: false }\n  basalt:images:",
);
const declaredOn = inStack(
  "  basalt:images:",
  "  basalt:guardrails: { lastResortDeny: true }\n  basalt:images:",
);

describe("Guardrails", () => {
  let run: Recorded;
  before(async () => {
    run = await recorded();
  });

  it("keeps two tiers before those of Kubernetes, which pass what they do not deny", () => {
    const tiers = run.all("Tier").map(({ inputs }) => inputs);
    assert.deepEqual(
      tiers,
      [
        ["basalt-guardrails", 20],
        ["basalt-quarantine", 10],
      ].map(([name, order]) => ({
        apiVersion: "projectcalico.org/v3",
        kind: "Tier",
        metadata: { name },
        spec: { order, defaultAction: "Pass" },
      })),
    );
  });

  it("denies everything to and from a quarantined pod of any namespace, explicitly", () => {
    assert.deepEqual(specOf(run, "basalt-quarantine.deny"), {
      tier: "basalt-quarantine",
      order: 10,
      namespaceSelector: "all()",
      selector: "has(basalt/quarantine)",
      types: ["Ingress", "Egress"],
      ingress: [{ action: "Deny" }],
      egress: [{ action: "Deny" }],
    });
  });

  it("denies instance metadata to every pod", () => {
    assert.deepEqual(specOf(run, "basalt-guardrails.deny-instance-metadata"), {
      tier: "basalt-guardrails",
      order: 10,
      namespaceSelector: "all()",
      types: ["Egress"],
      egress: [{ action: "Deny", destination: { nets: ["169.254.169.254/32"] } }],
    });
  });

  describe("on a cluster of somebody else's", () => {
    const metadataNamespaces = async (...changes: readonly Change[]) => {
      const existing = await recorded({ base: existingProject, changes });
      return existing
        .all("GlobalNetworkPolicy")
        .filter(({ name }) => name.endsWith("deny-instance-metadata"))
        .map(({ inputs }) => (inputs["spec"] as { namespaceSelector: string }).namespaceSelector);
    };
    const staged = (...names: readonly string[]) =>
      inStack(
        "  basalt:certificates:",
        `  basalt:namespaces:\n${names.map((name) => `    ${name}: { enforcement: staged }\n`).join("")}  basalt:certificates:`,
      );

    it("denies instance metadata in the declared namespaces that are enforced", async () => {
      assert.deepEqual(await metadataNamespaces(), ['kubernetes.io/metadata.name in { "billing", "shop" }']);
      assert.deepEqual(await metadataNamespaces(staged("shop")), [
        'kubernetes.io/metadata.name in { "billing" }',
      ]);
    });

    it("denies it nowhere where none is enforced", async () => {
      assert.deepEqual(await metadataNamespaces(staged("billing", "shop")), []);
    });

    it("leaves the DNS pods to their owner where no namespace is enforced", async () => {
      const rehearsing = await recorded({ base: existingProject, changes: [staged("billing", "shop")] });
      const names = (recording: Recorded) =>
        [...recording.all("GlobalNetworkPolicy"), ...recording.all("NetworkPolicy")]
          .map(({ name }) => name)
          .filter((name) => /^guardrails-(dns|basalt-guardrails\.dns-egress)$/.test(name));
      assert.deepEqual(names(rehearsing), []);
      assert.deepEqual(names(await recorded({ base: existingProject })), [
        "guardrails-basalt-guardrails.dns-egress",
        "guardrails-dns",
      ]);
    });

    it("denies it everywhere where the stack denies all that nobody declared", async () => {
      assert.deepEqual(await metadataNamespaces(declaredOn), ["all()"]);
      assert.deepEqual(await metadataNamespaces(declaredOn, staged("billing", "shop")), ["all()"]);
    });
  });

  it("denies instance metadata everywhere on a cluster of its own, whatever else is off", async () => {
    const open = await recorded({
      changes: [declaredOff, inStack("shop: { cidrs: {}", "shop: { enforcement: staged, cidrs: {}")],
    });
    assert.equal(specOf(open, "basalt-guardrails.deny-instance-metadata")["namespaceSelector"], "all()");
  });

  it("denies last, in the tier of Kubernetes' policies and after them, without rules", () => {
    assert.deepEqual(specOf(run, "basalt-last-resort-deny"), {
      tier: "default",
      order: 2000,
      namespaceSelector: allBut(system),
      // Without a namespace there is no label to be "in": host endpoints would be cut off.
      selector: "has(projectcalico.org/namespace)",
      types: ["Ingress", "Egress"],
    });
  });

  it("spares staged namespaces and those that the stack calls the system's", async () => {
    const other = await recorded({
      changes: [
        inStack("shop: { cidrs: {}", "shop: { enforcement: staged, cidrs: {}"),
        inStack(
          "  basalt:images:",
          "  basalt:guardrails: { systemNamespaces: [monitoring] }\n  basalt:images:",
        ),
      ],
    });
    assert.equal(
      specOf(other, "basalt-last-resort-deny")["namespaceSelector"],
      allBut([
        "calico-apiserver",
        "calico-system",
        "kube-node-lease",
        "kube-public",
        "kube-system",
        "monitoring",
        "shop",
        "tigera-operator",
      ]),
    );
  });

  it("has the last-resort deny unless it is declared off, and on an existing cluster only where it is declared", async () => {
    const has = (recording: Recorded) =>
      recording.all("GlobalNetworkPolicy").some(({ name }) => name.endsWith("last-resort-deny"));
    assert.deepEqual(
      [
        has(run),
        has(await recorded({ changes: [declaredOff] })),
        has(await recorded({ base: existingProject })),
        has(await recorded({ base: existingProject, changes: [declaredOn] })),
      ],
      [true, false, false, true],
    );
  });

  it("closes DNS but for its clients, its resolver and the API server", () => {
    assert.deepEqual(run.object("NetworkPolicy", "basalt-dns", "kube-system").inputs["spec"], {
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [
            { namespaceSelector: {} },
            { ipBlock: { cidr: "10.244.0.0/16" } },
            { ipBlock: { cidr: "10.0.0.0/16" } },
          ],
          ports: dns,
        },
      ],
      egress: [
        { to: [{ ipBlock: { cidr: "10.0.0.2/32" } }], ports: dns },
        {
          to: ["10.0.240.0/28", "10.0.240.16/28", "10.0.240.32/28"].map((cidr) => ({ ipBlock: { cidr } })),
          ports: [{ protocol: "TCP", port: 443 }],
        },
      ],
    });
  });

  it("decides where DNS may connect to before Calico's own tier does", () => {
    assert.deepEqual(specOf(run, "basalt-guardrails.dns-egress"), {
      tier: "basalt-guardrails",
      order: 20,
      namespaceSelector: 'kubernetes.io/metadata.name == "kube-system"',
      selector: 'k8s-app in { "kube-dns", "coredns" }',
      types: ["Egress"],
      egress: [
        { action: "Pass", protocol: "UDP", destination: { nets: ["10.0.0.2/32"], ports: [53] } },
        { action: "Pass", protocol: "TCP", destination: { nets: ["10.0.0.2/32"], ports: [53] } },
        {
          action: "Pass",
          protocol: "TCP",
          destination: { nets: ["10.0.240.0/28", "10.0.240.16/28", "10.0.240.32/28"], ports: [443] },
        },
        { action: "Deny" },
      ],
    });
  });

  it("closes DNS of an existing cluster by the addresses that it declares", async () => {
    const existing = await recorded({ base: existingProject });
    const { ingress, egress } = existing.object("NetworkPolicy", "basalt-dns", "kube-system").inputs[
      "spec"
    ] as { ingress: { from: unknown }[]; egress: unknown };
    assert.deepEqual(ingress[0]?.from, [
      { namespaceSelector: {} },
      { ipBlock: { cidr: "10.244.0.0/16" } },
      { ipBlock: { cidr: "172.18.0.0/16" } },
    ]);
    assert.deepEqual(egress, [
      { to: [{ ipBlock: { cidr: "172.18.0.1/32" } }], ports: dns },
      { to: [{ ipBlock: { cidr: "172.18.0.2/32" } }], ports: [{ protocol: "TCP", port: 6443 }] },
    ]);
  });

  it("leaves DNS of an existing cluster alone that declares no resolvers", async () => {
    const existing = await recorded({
      base: existingProject,
      changes: [inStack("    dnsUpstreams: [172.18.0.1/32]\n", "")],
    });
    assert.deepEqual(
      existing.resources.filter(({ name }) => /^guardrails.*dns/.test(name)),
      [],
    );
  });

  it("makes Calico's kinds after its API server, policies after their tiers, and nothing to delete after the cluster", () => {
    const api = run.one("APIServer");
    for (const tier of run.all("Tier")) run.assertOrder(api, tier);
    run.assertOrder(run.object("Tier", "basalt-quarantine"), policy(run, "basalt-quarantine.deny"));
    run.assertOrder(
      run.object("Tier", "basalt-guardrails"),
      policy(run, "basalt-guardrails.deny-instance-metadata"),
    );
    run.assertOrder(api, policy(run, "basalt-last-resort-deny"));
    for (const namespace of ["shop", "billing"])
      run.assertOrder(
        run.object("NetworkPolicy", "default-deny", namespace),
        policy(run, "basalt-last-resort-deny"),
      );
    for (const { options } of run.below(run.component("Guardrails")))
      assert.equal(options.deletedWith, run.one("Cluster").urn);
  });
});

function policy(run: Recorded, name: string) {
  return run.object("GlobalNetworkPolicy", name);
}

function specOf(run: Recorded, name: string): Record<string, unknown> {
  return policy(run, name).inputs["spec"] as Record<string, unknown>;
}
