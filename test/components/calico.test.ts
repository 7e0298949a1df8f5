import assert from "node:assert/strict";
import { existingProject, inStack } from "../support/project.js";
import { declared, recorded, recordedOf, type Recorded } from "../support/recorded.js";

const digest = `sha256:${"f".repeat(64)}`;
const operatorDigest = `sha256:${"e".repeat(64)}`;
const present = inStack("    calico: install", "    calico: present");
const withoutPins = (files: Readonly<Record<string, string>>) => ({
  ...files,
  "Pulumi.test.yaml": files["Pulumi.test.yaml"]!.replace(/ {2}basalt:calico:[^]*(?= {2}basalt:images)/, ""),
});

describe("Calico", () => {
  let run: Recorded;
  before(async () => {
    run = await recorded();
  });

  it("comes before the nodes, and its own kinds after them: CRDs, operator, installation, nodes, DNS, API server, policies", () => {
    const [a, b, c] = run.all("NodeGroup");
    run.assertOrder(run.one("Cluster"), a!);
    run.assertOrder(
      run.one("Chart", "calico-crds"),
      run.one("Chart", "calico-operator"),
      run.one("ImageSet"),
      run.one("Installation"),
      a!,
      b!,
      c!,
      run.one("Addon"),
      run.one("APIServer"),
      run.one("Tier", "guardrails-basalt-quarantine"),
      run.one("GlobalNetworkPolicy", "guardrails-basalt-quarantine.deny"),
    );
    run.assertOrder(run.one("Namespace", "tigera-operator"), run.one("Chart", "calico-operator"));
    for (const zone of [a!, b!, c!]) run.assertOrder(zone, run.one("Addon"));
  });

  it("takes its charts from verified archives, CRDs from one of their own", () => {
    assert.deepEqual(run.inputs("Chart", "calico-crds"), {
      chart: `.basalt/charts/${"c".repeat(64)}.tgz`,
      name: "calico-crds",
    });
    assert.deepEqual(run.inputs("Chart", "calico-operator"), {
      chart: `.basalt/charts/${"d".repeat(64)}.tgz`,
      name: "tigera-operator",
      namespace: "tigera-operator",
      skipAwait: true,
      values: {
        installation: { enabled: false },
        apiServer: { enabled: false },
        goldmane: { enabled: false },
        whisker: { enabled: false },
        manageCRDs: false,
        tigeraOperator: {
          registry: "quay.io",
          image: "tigera/operator",
          version: `v1.42.6@${operatorDigest}`,
        },
      },
    });
  });

  const images = [
    ["registry.example.com:5000/mirror/operator:v1@", "registry.example.com:5000", "mirror/operator", "v1@"],
    // Without a tag the chart's own colon stands inside the digest.
    ["quay.io/tigera/operator@", "quay.io", "tigera/operator@sha256", ""],
  ] as const;
  for (const [prefix, registry, image, versionPrefix] of images) {
    it(`runs the operator of ${prefix}sha256…`, async () => {
      const declaration = declared();
      const other = await recordedOf({
        ...declaration,
        calico: { ...declaration.calico!, operatorImage: `${prefix}${operatorDigest}` },
      });
      const { tigeraOperator } = other.inputs("Chart", "calico-operator")["values"] as {
        tigeraOperator: Record<"registry" | "image" | "version", string>;
      };
      const version = versionPrefix === "" ? "e".repeat(64) : `${versionPrefix}${operatorDigest}`;
      assert.deepEqual(tigeraOperator, { registry, image, version });
      assert.equal(
        `${tigeraOperator.registry}/${tigeraOperator.image}:${tigeraOperator.version}`,
        `${prefix}${operatorDigest}`,
      );
    });
  }

  it("runs every image by its digest, in the set that the operator looks for", () => {
    assert.deepEqual(run.inputs("ImageSet"), {
      apiVersion: "operator.tigera.io/v1",
      kind: "ImageSet",
      metadata: { name: "calico-v3.32.2" },
      spec: {
        images: [
          "apiserver",
          "cni",
          "csi",
          "goldmane",
          "key-cert-provisioner",
          "kube-controllers",
          "node",
          "node-driver-registrar",
          "pod2daemon-flexvol",
          "typha",
          "whisker",
          "whisker-backend",
        ].map((image) => ({ image: `calico/${image}`, digest })),
      },
    });
  });

  it("is the CNI and manages addresses, over VXLAN, without the node's public address", () => {
    assert.deepEqual(run.inputs("Installation"), {
      apiVersion: "operator.tigera.io/v1",
      kind: "Installation",
      metadata: { name: "default" },
      spec: {
        variant: "Calico",
        registry: "quay.io/",
        kubernetesProvider: "EKS",
        flexVolumePath: "None",
        kubeletVolumePluginPath: "None",
        cni: { type: "Calico", ipam: { type: "Calico" } },
        calicoNetwork: {
          bgp: "Disabled",
          linuxDataplane: "Iptables",
          nodeAddressAutodetectionV4: { kubernetes: "NodeInternalIP" },
          ipPools: [
            {
              name: "pods",
              cidr: "10.244.0.0/16",
              encapsulation: "VXLAN",
              natOutgoing: "Enabled",
              nodeSelector: "all()",
              blockSize: 26,
            },
          ],
        },
      },
    });
  });

  it("pulls its images from a mirror where one is declared", async () => {
    const mirrored = await recorded({
      changes: [inStack("    images:\n", "    registry: registry.example.com/\n    images:\n")],
    });
    assert.equal(
      (mirrored.inputs("Installation")["spec"] as { registry: string }).registry,
      "registry.example.com/",
    );
  });

  it("runs its API server, which later resources wait for, and observation that calls nobody", () => {
    const object = (kind: string, annotations: object, spec: object) => ({
      apiVersion: "operator.tigera.io/v1",
      kind,
      metadata: { name: "default", ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
      spec,
    });
    assert.deepEqual(
      run.inputs("APIServer"),
      object("APIServer", { "pulumi.com/waitFor": "jsonpath={.status.state}=Ready" }, {}),
    );
    assert.deepEqual(run.inputs("Goldmane"), object("Goldmane", {}, {}));
    assert.deepEqual(run.inputs("Whisker"), object("Whisker", {}, { notifications: "Disabled" }));
  });

  it("runs no observation where that is off", async () => {
    const quiet = await recorded({
      changes: [
        inStack("    images:\n      apiserver", "    observation: false\n    images:\n      apiserver"),
      ],
    });
    assert.deepEqual([...quiet.all("Goldmane"), ...quiet.all("Whisker")], []);
    assert.equal(quiet.all("APIServer").length, 1);
  });

  it("needs no deleting once the cluster is gone", () => {
    const parts = ["Calico", "CalicoApi"].flatMap((kind) => run.below(run.component(kind)));
    assert.equal(parts.length, 8);
    for (const { options, urn } of parts) assert.equal(options.deletedWith, run.one("Cluster").urn, urn);
  });

  describe("on an existing cluster", () => {
    it("is installed where that is declared, in the same order, and finds out by itself where it runs", async () => {
      const existing = await recorded({ base: existingProject });
      existing.assertOrder(
        existing.one("Chart", "calico-crds"),
        existing.one("Chart", "calico-operator"),
        existing.one("ImageSet"),
        existing.one("Installation"),
        existing.one("APIServer"),
        existing.one("Tier", "guardrails-basalt-quarantine"),
      );
      assert.equal(
        (existing.inputs("Installation")["spec"] as { kubernetesProvider: string }).kubernetesProvider,
        "",
      );
      existing.assertOrder(existing.one("APIServer"), existing.one("Deployment", "shop.cart"));
    });

    it("is left alone where it is present: nothing of the operator's, no chart", async () => {
      const existing = await recorded({ base: existingProject, changes: [present, withoutPins] });
      assert.deepEqual(
        existing.resources.filter(({ type }) => /operator\.tigera\.io|helm|calico:/.test(type)),
        [],
      );
      assert.deepEqual(
        existing.all("Namespace").map(({ name }) => name),
        ["billing", "shop"],
      );
      assert.equal(existing.all("Tier").length, 2);
    });
  });
});
