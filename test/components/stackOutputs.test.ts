import assert from "node:assert/strict";
import { existingProject, inBilling, inShop } from "../support/project.js";
import { recorded } from "../support/recorded.js";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const app = `registry.example.com/app:1.0.0@${digest("a")}`;
const calicoPins = {
  calico: "v3.32.2",
  "calico/charts/crds": digest("c"),
  "calico/charts/operator": digest("d"),
  "calico/operator": `quay.io/tigera/operator:v1.42.6@${digest("e")}`,
  ...Object.fromEntries(
    [
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
    ].map((image) => [`calico/images/${image}`, digest("f")]),
  ),
};
const flows = [
  "shop/web -> billing/api [http 8080]",
  "internet -> shop/web [http 8080]",
  "shop/web -> shop/cart [grpc 7070]",
  "shop/cart -> shop/redis [redis 6379]",
  "shop/web -> payments [443]",
  "shop/cart -> aws:sqs [443]",
];

describe("stackOutputs", () => {
  it("tell of an EKS cluster what runs, who talks to whom, and what makes up its nodes", async () => {
    const { outputs } = await recorded();
    const { nodeGroups, ...others } = outputs as { nodeGroups: Record<string, string> };
    assert.deepEqual(Object.keys(nodeGroups), ["general"]);
    assert.match(nodeGroups["general"]!, /^[0-9a-f]{16}$/);
    assert.deepEqual(others, {
      cluster: { kind: "eks", name: "base", region: "eu-central-1", account: "111122223333" },
      kubeconfigCommand: "aws eks update-kubeconfig --region eu-central-1 --name base",
      pins: {
        kubernetes: "1.35",
        "nodes/general": "bottlerocket 1.66.0-1ad6b4a4",
        "addons/kube-proxy": "v1.35.3-eksbuild.29",
        "addons/coredns": "v1.13.2-eksbuild.31",
        ...calicoPins,
        "images/app": app,
      },
      flows: [...flows, "shop/cart -> kubernetes-api [443]"],
    });
  });

  it("tell of images that run without a pin, by the workloads that name them, and not of pins that nothing runs", async () => {
    const inline = `registry.example.com/other@${digest("b")}`;
    const everywhere = {
      changes: [
        inShop("  web:\n    image: app", `  web:\n    image: ${inline}`),
        inBilling("image: app", `image: ${inline}`),
      ],
    };
    const { pins } = (await recorded(everywhere)).outputs as { pins: Record<string, string> };
    const images = Object.entries(pins).filter(([name]) => name.startsWith("images/"));
    assert.deepEqual(images, [
      ["images/app", app],
      ["images/billing/api", inline],
      ["images/shop/web", inline],
    ]);
  });

  it("tell of an existing cluster what is known of it", async () => {
    const { outputs } = await recorded({ base: existingProject });
    assert.deepEqual(outputs, {
      cluster: { kind: "existing", name: "kind-base", context: "kind-base" },
      kubeconfigCommand: "kubectl --context kind-base",
      pins: { kubernetes: "1.35", ...calicoPins, "images/app": app },
      nodeGroups: {},
      flows: [...flows, "shop/cart -> kubernetes-api [6443]"],
    });
  });
});
