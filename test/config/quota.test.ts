import { inShop, inStack, refuses } from "../support/project.js";

/** The shop's two rendered workloads ask for 4 pods, 200m and 256Mi. */
const quota = (pods: number, cpu: string, memory: string) =>
  inShop("workloads:\n", `quota: { pods: ${pods}, cpu: "${cpu}", memory: ${memory} }\nworkloads:\n`);
const override = (text: string) => inStack("workloads: {}", `workloads: { ${text} }`);
const less = (field: string, found: string, needed: string) =>
  `namespaces/shop.yaml:2 quota.${field}: found ${found}, less than the declared workloads ask for; allowed: at least ${needed}, and more for rollouts`;

describe("a declared quota", () => {
  refuses([
    {
      title: "refuses fewer pods than the replicas",
      changes: [quota(3, "1", "1Gi")],
      problems: [less("pods", "3", "4")],
    },
    {
      title: "refuses less CPU than the requests",
      changes: [quota(4, "199m", "1Gi")],
      problems: [less("cpu", "199m", "200m")],
    },
    {
      title: "refuses less memory than the requests",
      changes: [quota(4, "1", "255Mi")],
      problems: [less("memory", "255Mi", "256Mi")],
    },
    {
      title: "is checked in all of its fields",
      changes: [quota(1, "0.1", "1Mi")],
      problems: [less("pods", "1", "4"), less("cpu", "0.1", "200m"), less("memory", "1Mi", "256Mi")],
    },
    {
      title: "accepts exactly what is asked for, whatever something else renders",
      changes: [quota(4, "0.2", "262144Ki")],
      problems: [],
    },
    {
      title: "is checked against what the stack overrides",
      changes: [
        quota(4, "1", "1Gi"),
        override("cart: { replicas: 3, requests: { cpu: 400m, memory: 64Mi } }"),
      ],
      problems: [less("pods", "4", "5"), less("cpu", "1", "1300m")],
    },
    {
      title: "accepts less where the stack overrides to less",
      changes: [quota(2, "100m", "128Mi"), override("cart: { replicas: 0 }")],
      problems: [],
    },
    ...[
      { pods: 2, problems: [less("pods", "2", "3")] },
      { pods: 3, problems: [] },
    ].map(({ pods, problems }) => ({
      title: `counts one pod of a DaemonSet (${pods} pods)`,
      changes: [quota(pods, "1", "1Gi"), inShop("  cart:\n", "  cart:\n    kind: DaemonSet\n")],
      problems,
    })),
    {
      title: "is not that of a namespace that exists already",
      changes: [quota(1, "1m", "1Ki"), inStack("shop: { cidrs", "shop: { existing: true, cidrs")],
      problems: [],
    },
  ]);
});
