import assert from "node:assert/strict";
import { existingProject, inShop, inStack, type Change } from "../support/project.js";
import { recorded, type Recorded } from "../support/recorded.js";

const denyAll = { podSelector: {}, policyTypes: ["Ingress", "Egress"], ingress: [], egress: [] };
const allowDns = {
  podSelector: {},
  policyTypes: ["Egress"],
  egress: [
    {
      to: [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
          podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
        },
      ],
      ports: [
        { protocol: "UDP", port: 53 },
        { protocol: "TCP", port: 53 },
      ],
    },
  ],
};

const stageShop = inStack("shop: { cidrs: {}", "shop: { enforcement: staged, cidrs: {}");
const existingShop = inStack("shop: { cidrs: {}", "shop: { existing: true, cidrs: {}");

describe("Namespace", () => {
  let run: Recorded;
  before(async () => {
    run = await recorded();
  });

  it("enforces the restricted pod security level of the cluster's version", () => {
    assert.deepEqual(run.inputs("Namespace", "shop"), {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: "shop",
        labels: {
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/enforce-version": "v1.35",
          "pod-security.kubernetes.io/audit": "restricted",
          "pod-security.kubernetes.io/audit-version": "v1.35",
          "pod-security.kubernetes.io/warn": "restricted",
          "pod-security.kubernetes.io/warn-version": "v1.35",
        },
      },
    });
  });

  it("enforces another level where the file says so, with the reason", async () => {
    const level = "podSecurity: { level: baseline, reason: reads the node's own logs }\n";
    const other = await recorded({ changes: [inShop("workloads:", `${level}workloads:`)] });
    const { labels } = other.inputs("Namespace", "shop")["metadata"] as { labels: Record<string, string> };
    assert.equal(labels["pod-security.kubernetes.io/enforce"], "baseline");
    assert.equal(labels["pod-security.kubernetes.io/audit"], "baseline");
  });

  it("denies everything both ways, and opens DNS to coredns only", () => {
    for (const namespace of ["shop", "billing"]) {
      assert.deepEqual(run.object("NetworkPolicy", "default-deny", namespace).inputs["spec"], denyAll);
      assert.deepEqual(run.object("NetworkPolicy", "allow-dns", namespace).inputs["spec"], allowDns);
    }
  });

  it("has one policy for each flow and side, and none besides", () => {
    assert.deepEqual(policiesOf(run, "shop"), [
      "allow-dns",
      "cart -> aws:sqs [443] egress",
      "cart -> kubernetes-api [443] egress",
      "cart -> redis [redis 6379] egress",
      "cart -> redis [redis 6379] ingress",
      "default-deny",
      "internet -> web [http 8080] ingress",
      "web -> billing/api [http 8080] egress",
      "web -> cart [grpc 7070] egress",
      "web -> cart [grpc 7070] ingress",
      "web -> payments [443] egress",
    ]);
    assert.deepEqual(policiesOf(run, "billing"), [
      "allow-dns",
      "default-deny",
      "shop/web -> api [http 8080] ingress",
    ]);
  });

  it("makes every policy after the namespace", () => {
    for (const policy of run.below(run.component("Namespace", "shop"))) {
      if (policy.type.endsWith(":NetworkPolicy")) run.assertOrder(run.one("Namespace", "shop"), policy);
    }
  });

  it("opens before it closes: default-deny comes after every other policy", () => {
    for (const namespace of ["shop", "billing"]) {
      const closing = run.object("NetworkPolicy", "default-deny", namespace);
      for (const { name, inputs } of run.all("NetworkPolicy")) {
        const opening = run.one("NetworkPolicy", name);
        if (opening !== closing && (inputs["metadata"] as Metadata).namespace === namespace)
          run.assertOrder(opening, closing);
      }
    }
  });

  it("limits what containers take that say nothing", () => {
    assert.deepEqual(run.inputs("LimitRange", "shop"), {
      apiVersion: "v1",
      kind: "LimitRange",
      metadata: { name: "containers", namespace: "shop" },
      spec: {
        limits: [
          {
            type: "Container",
            default: { memory: "128Mi" },
            defaultRequest: { cpu: "50m", memory: "64Mi" },
          },
        ],
      },
    });
  });

  describe("when it goes", () => {
    const insideOf = (recording: Recorded, name: string) =>
      recording
        .below(recording.component("Namespace", name))
        .filter(({ type }) =>
          /:(NetworkPolicy|StagedKubernetesNetworkPolicy|LimitRange|ResourceQuota)$/.test(type),
        );
    /** The kinds inside, each with what it goes with. */
    const goWith = (recording: Recorded, name: string) => [
      ...new Set(
        insideOf(recording, name).map(
          ({ type, options }) => `${type.split(":").at(-1)} ${options.deletedWith}`,
        ),
      ),
    ];
    const onExisting = (changes: readonly Change[]) => recorded({ base: existingProject, changes });
    const declareShop = (settings: string) =>
      inStack(
        "  basalt:certificates:",
        `  basalt:namespaces:\n    shop: { ${settings} }\n  basalt:certificates:`,
      );

    it("takes its policies, limits and quotas with it: no pod outlives them", () => {
      const namespace = run.one("Namespace", "billing");
      assert.deepEqual(goWith(run, "billing"), [
        `LimitRange ${namespace.urn}`,
        `ResourceQuota ${namespace.urn}`,
        `NetworkPolicy ${namespace.urn}`,
      ]);
      assert.equal(namespace.options.deletedWith, run.one("Cluster").urn);
    });

    it("takes staged policies with it", async () => {
      const staged = await recorded({ changes: [stageShop] });
      const { urn } = staged.one("Namespace", "shop");
      assert.deepEqual(goWith(staged, "shop"), [
        `NetworkPolicy ${urn}`,
        `StagedKubernetesNetworkPolicy ${urn}`,
      ]);
    });

    it("takes them with it on a cluster that stays, too", async () => {
      const existing = await onExisting([]);
      const namespace = existing.one("Namespace", "billing");
      assert.deepEqual(goWith(existing, "billing"), [
        `LimitRange ${namespace.urn}`,
        `ResourceQuota ${namespace.urn}`,
        `NetworkPolicy ${namespace.urn}`,
      ]);
      assert.equal(namespace.options.deletedWith, undefined);
    });

    it("leaves its policies to the cluster where somebody else made it", async () => {
      const existing = await recorded({ changes: [existingShop] });
      assert.deepEqual(goWith(existing, "shop"), [`NetworkPolicy ${existing.one("Cluster").urn}`]);
    });

    it("has its policies deleted by themselves where somebody else made it and the cluster", async () => {
      assert.deepEqual(goWith(await onExisting([declareShop("existing: true")]), "shop"), [
        "NetworkPolicy undefined",
      ]);
    });
  });

  describe("that is staged", () => {
    let staged: Recorded;
    before(async () => {
      staged = await recorded({ changes: [stageShop] });
    });

    it("is told what it would be refused, and refused nothing", () => {
      assert.deepEqual(staged.inputs("Namespace", "shop")["metadata"], {
        name: "shop",
        labels: {
          "pod-security.kubernetes.io/audit": "restricted",
          "pod-security.kubernetes.io/audit-version": "v1.35",
          "pod-security.kubernetes.io/warn": "restricted",
          "pod-security.kubernetes.io/warn-version": "v1.35",
        },
      });
      assert.deepEqual(
        staged
          .below(staged.component("Namespace", "shop"))
          .filter(({ type }) => /Quota|LimitRange/.test(type)),
        [],
      );
    });

    it("has one policy that takes effect: it opens everything, while others come or go", () => {
      const policies = staged.all("NetworkPolicy").filter(({ name }) => name.startsWith("shop."));
      assert.deepEqual(
        policies.map(({ inputs }) => [inputs["metadata"], inputs["spec"]]),
        [
          [
            { name: "allow-all-while-staged", namespace: "shop" },
            { podSelector: {}, policyTypes: ["Ingress", "Egress"], ingress: [{}], egress: [{}] },
          ],
        ],
      );
    });

    it("has none where the namespace exists already: it would override others' policies", async () => {
      const foreign = inStack("shop: { cidrs: {}", "shop: { enforcement: staged, existing: true, cidrs: {}");
      const run = await recorded({ changes: [foreign] });
      assert.deepEqual(
        run.all("NetworkPolicy").filter(({ name }) => name.startsWith("shop.")),
        [],
      );
    });

    it("has the same policies under the same names, as Calico's staged kind", () => {
      const enforced = run.all("NetworkPolicy").filter(({ name }) => name.startsWith("shop."));
      assert.deepEqual(
        staged.all("StagedKubernetesNetworkPolicy").map(({ name, inputs }) => ({ name, inputs })),
        enforced.map(({ name, inputs }) => ({
          name,
          inputs: {
            apiVersion: "projectcalico.org/v3",
            kind: "StagedKubernetesNetworkPolicy",
            metadata: inputs["metadata"],
            spec: { stagedAction: "Set", ...(inputs["spec"] as object) },
          },
        })),
      );
    });

    it("makes them after the namespace and Calico's API server", () => {
      for (const policy of staged.all("StagedKubernetesNetworkPolicy"))
        for (const earlier of [staged.one("Namespace", "shop"), staged.one("APIServer")])
          staged.assertOrder(earlier, policy);
    });

    it("leaves the other namespace enforced", () => {
      assert.deepEqual(policiesOf(staged, "billing"), policiesOf(run, "billing"));
    });
  });

  it("that exists already gets its policies, and keeps its labels and quota", async () => {
    const existing = await recorded({ changes: [existingShop] });
    assert.deepEqual(policiesOf(existing, "shop"), policiesOf(run, "shop"));
    assert.deepEqual(
      [...existing.all("Namespace"), ...existing.all("LimitRange"), ...existing.all("ResourceQuota")]
        .map(({ name }) => name)
        .filter((name) => name === "shop"),
      [],
    );
  });

  it("is deployed to an existing cluster by its own provider, with the version that runs there", async () => {
    const existing = await recorded({
      base: existingProject,
      changes: [inStack('version: "1.35"', 'version: "1.33"')],
    });
    const { labels } = existing.inputs("Namespace", "shop")["metadata"] as { labels: object };
    assert.match(JSON.stringify(labels), /"pod-security.kubernetes.io\/enforce-version":"v1.33"/);
  });
});

/** The policies of a namespace, by their flow and side, or by their name. */
function policiesOf(run: Recorded, namespace: string): string[] {
  return run
    .all("NetworkPolicy")
    .map(({ inputs }) => inputs)
    .map(({ metadata, spec }) => ({ ...(metadata as Metadata), ...(spec as { policyTypes: string[] }) }))
    .filter((policy) => policy.namespace === namespace)
    .map(({ name, annotations, policyTypes }) =>
      annotations ? `${annotations["basalt/flow"]} ${policyTypes.join().toLowerCase()}` : name,
    )
    .sort();
}

interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly annotations?: Record<"basalt/flow", string>;
}
