import assert from "node:assert/strict";
import type { RenderedWorkload } from "../../config/declaration.js";
import { loadDeclaration } from "../../config/load.js";
import { DeclarationError } from "../../config/declarationError.js";
import { sample } from "../support/fixture.js";
import {
  existingProject,
  inBilling,
  inShop,
  inStack,
  load,
  withFile,
  type Variant,
} from "../support/project.js";

const app = `registry.example.com/app:1.0.0@sha256:${"a".repeat(64)}`;

function namespace(name: string, variant?: Variant) {
  return load(variant).namespaces.find((each) => each.name === name)!;
}

function workload(name: string, variant?: Variant): RenderedWorkload {
  const found = namespace("shop", variant).workloads.find((each) => each.name === name);
  assert.ok(found?.rendered);
  return found;
}

describe("a loaded workload", () => {
  it("has the documented defaults", () => {
    assert.deepEqual(workload("cart"), {
      rendered: true,
      name: "cart",
      kind: "Deployment",
      ports: [
        { name: "grpc", port: 7070, service: 7070, protocol: "TCP" },
        { name: "metrics", port: 9090, service: 9090, protocol: "TCP" },
      ],
      peer: {
        kind: "workload",
        namespace: "shop",
        workload: "cart",
        selector: { "app.kubernetes.io/name": "cart" },
      },
      image: app,
      replicas: 2,
      schedule: undefined,
      command: undefined,
      args: undefined,
      env: { LEVEL: "info" },
      secrets: { TOKEN: "token" },
      files: {},
      scratch: {},
      volumes: undefined,
      aws: undefined,
      requests: { cpu: "50m", memory: "64Mi" },
      limits: { memory: "128Mi" },
      probes: { readiness: { tcp: "grpc" }, liveness: { tcp: "grpc" } },
      user: 65532,
      kubernetesToken: false,
      terminationGraceSeconds: 30,
      nodes: undefined,
      exposures: [],
    });
  });

  it("has one replica where it is a StatefulSet", () => {
    assert.equal(
      workload("cart", { changes: [inShop("  cart:\n", "  cart:\n    kind: StatefulSet\n")] }).replicas,
      1,
    );
  });

  it("is probed on its first TCP port, and not at all without one", () => {
    const udp = inShop("{ grpc: 7070, metrics: 9090 }", "{ grpc: { port: 7070, protocol: UDP } }");
    assert.deepEqual(workload("cart", { changes: [udp] }).probes, {});
  });

  it("takes from the stack what differs, and nothing else", () => {
    const override =
      'cart: { replicas: 5, requests: { cpu: "1", memory: 1Gi }, limits: { memory: 2Gi }, env: { LEVEL: debug, MORE: "1" } }';
    const before = workload("cart");
    assert.deepEqual(
      workload("cart", { changes: [inStack("workloads: {}", `workloads: { ${override} }`)] }),
      {
        ...before,
        replicas: 5,
        requests: { cpu: "1", memory: "1Gi" },
        limits: { memory: "2Gi" },
        env: { LEVEL: "debug", MORE: "1" },
      },
    );
  });

  it("is bound to the node group that it names", () => {
    const bound = workload("cart", {
      changes: [inShop("    env: { LEVEL", "    nodes: general\n    env: { LEVEL")],
    });
    assert.equal(bound.nodes?.release, "1.66.0-1ad6b4a4");
  });

  it("may have the name of a property that every object inherits", () => {
    const file = withFile(
      "namespaces/constructor.yaml",
      "namespace: constructor\nworkloads: { constructor: { image: app, env: { constructor: x } } }\n",
    );
    assert.deepEqual(
      namespace("constructor", { changes: [file] }).workloads.map(({ name }) => name),
      ["constructor"],
    );
  });
});

describe("a loaded namespace", () => {
  it("has the documented defaults", () => {
    const { workloads, flows, never, ...rest } = namespace("billing");
    assert.deepEqual(rest, {
      name: "billing",
      file: "namespaces/billing.yaml",
      enforcement: "enforced",
      existing: false,
      podSecurity: { level: "restricted" },
      quota: undefined,
    });
    assert.deepEqual([workloads.length, flows.length, never], [1, 1, []]);
  });

  const environment = (line: string) =>
    inStack("  basalt:namespaces:\n", `  ${line}\n  basalt:namespaces:\n`);
  const shop = (line: string) => inStack("shop: { cidrs: {},", `shop: { ${line}, cidrs: {},`);
  for (const { title, changes, shop: inTheShop, billing } of [
    { title: "is enforced where nothing is said", changes: [], shop: "enforced", billing: "enforced" },
    {
      title: "is staged where its environment is",
      changes: [environment("basalt:enforcement: staged")],
      shop: "staged",
      billing: "staged",
    },
    {
      title: "is staged alone where it is named",
      changes: [shop("enforcement: staged")],
      shop: "staged",
      billing: "enforced",
    },
    {
      title: "is enforced alone in a staged environment where it is named",
      changes: [environment("basalt:enforcement: staged"), shop("enforcement: enforced")],
      shop: "enforced",
      billing: "staged",
    },
  ]) {
    it(title, () => {
      assert.deepEqual(
        [namespace("shop", { changes }).enforcement, namespace("billing", { changes }).enforcement],
        [inTheShop, billing],
      );
    });
  }

  it("exists already where the stack says so", () => {
    assert.equal(namespace("shop", { changes: [shop("existing: true")] }).existing, true);
  });

  it("keeps its pod security level, its reason and its quota", () => {
    const lines =
      'podSecurity: { level: privileged, reason: drives the hardware }\nquota: { pods: 20, cpu: "4", memory: 8Gi }\n';
    const { podSecurity, quota } = namespace("billing", {
      changes: [inBilling("workloads:\n", `${lines}workloads:\n`)],
    });
    assert.deepEqual(podSecurity, { level: "privileged", reason: "drives the hardware" });
    assert.deepEqual(quota, { pods: 20, cpu: "4", memory: "8Gi" });
  });
});

describe("a loaded cluster", () => {
  it("has the documented defaults and the endpoints that nodes and flows need", () => {
    const { cluster, guardrails, addresses } = load();
    assert.ok(cluster.kind === "eks");
    assert.deepEqual(cluster.endpoints, [
      "ec2",
      "ecr.api",
      "ecr.dkr",
      "sts",
      "eks",
      "eks-auth",
      "elasticloadbalancing",
      "autoscaling",
      "logs",
      "sqs",
    ]);
    assert.deepEqual(
      [cluster.eks.deletionProtection, cluster.eks.logRetentionDays, cluster.eks.publicAccess],
      [false, 90, undefined],
    );
    assert.equal(cluster.network.natGateways, "one-per-zone");
    assert.deepEqual(cluster.nodes[0], {
      name: "general",
      family: "bottlerocket",
      release: "1.66.0-1ad6b4a4",
      architecture: "x86_64",
      instanceTypes: ["m7i.large"],
      capacity: "on-demand",
      size: { min: 1, max: 2 },
      disk: { sizeGiB: 50 },
      labels: {},
      taints: [],
      maxPods: 110,
      drainTimeoutSeconds: 900,
      ssm: false,
    });
    assert.deepEqual(guardrails, {
      systemNamespaces: [
        "calico-apiserver",
        "calico-system",
        "kube-node-lease",
        "kube-public",
        "kube-system",
        "tigera-operator",
      ],
      lastResortDeny: true,
    });
    assert.deepEqual(addresses, {
      podCidr: "10.244.0.0/16",
      serviceCidr: "172.20.0.0/16",
      nodeCidrs: ["10.0.0.0/16"],
      kubernetesApi: { cidrs: ["10.0.240.0/28", "10.0.240.16/28", "10.0.240.32/28"], port: 443 },
      dnsUpstreams: ["10.0.0.2/32"],
    });
  });

  it("gets the endpoints of Session Manager where a node group asks for it", () => {
    const { cluster } = load({
      changes: [inStack("size: { min: 1, max: 2 }", "size: { min: 1, max: 2 }\n      ssm: true")],
    });
    assert.ok(cluster.kind === "eks");
    assert.deepEqual(cluster.endpoints.slice(-4), ["ssm", "ssmmessages", "ec2messages", "sqs"]);
  });

  it("that exists has its own addresses and no last-resort deny until it is declared", () => {
    const { cluster, guardrails, addresses } = load({ base: existingProject });
    assert.equal(cluster.kind, "existing");
    assert.equal(guardrails.lastResortDeny, false);
    assert.deepEqual(addresses, {
      podCidr: "10.244.0.0/16",
      serviceCidr: "10.96.0.0/16",
      nodeCidrs: ["172.18.0.0/16"],
      kubernetesApi: { cidrs: ["172.18.0.2/32"], port: 6443 },
      dnsUpstreams: ["172.18.0.1/32"],
    });
    const declared = inStack(
      "  basalt:images:",
      "  basalt:guardrails: { lastResortDeny: true, systemNamespaces: [monitoring, kube-system] }\n  basalt:images:",
    );
    assert.deepEqual(load({ base: existingProject, changes: [declared] }).guardrails, {
      systemNamespaces: [
        "calico-apiserver",
        "calico-system",
        "kube-node-lease",
        "kube-public",
        "kube-system",
        "monitoring",
        "tigera-operator",
      ],
      lastResortDeny: true,
    });
  });
});

describe("the sample", () => {
  for (const stack of ["dev", "staging", "prod", "kind"]) {
    it(`loads for ${stack}: twelve workloads, seventeen flows`, () => {
      const { namespaces, flows } = loadDeclaration({ directory: sample, stack });
      assert.deepEqual(
        namespaces.map(({ name, workloads }) => [name, workloads.length]),
        [["shop", 12]],
      );
      assert.equal(flows.length, 17);
    });
  }

  it("has no stack of another name", () => {
    assert.throws(
      () => loadDeclaration({ directory: sample, stack: "qa" }),
      (error) => {
        assert.ok(error instanceof DeclarationError);
        assert.equal(
          error.message,
          "1 problem in the declaration; nothing was changed.\n" +
            "Pulumi.qa.yaml: found no such file; allowed: a stack that has a file (dev, kind, prod, staging)",
        );
        return true;
      },
    );
  });
});
