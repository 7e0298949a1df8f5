import { formatPath } from "../../problems/problem.js";
import { inShop, refuses } from "../support/project.js";

const redis = (labels: string) => inShop("{ app: redis }", `{ ${labels} }`);
const cache = (labels: string) => inShop("  redis:\n", `  cache: { selector: { ${labels} } }\n  redis:\n`);
const overlapping = (line: number, workload: string, other: string) =>
  `namespaces/shop.yaml:${line} workloads.${workload}.selector: found labels that pods of ${other} may have; allowed: labels that tell them apart: a key of ${other}'s selector with another value`;

describe("a selector", () => {
  refuses([
    {
      title: "refuses the pods of a rendered workload",
      changes: [redis("app.kubernetes.io/name: cart")],
      problems: [overlapping(12, "redis", "cart")],
    },
    {
      title: "refuses the pods of a rendered workload whose name comes later",
      changes: [redis("app.kubernetes.io/name: web")],
      problems: [overlapping(12, "redis", "web")],
    },
    {
      title: "accepts a rendered workload's label with another value",
      changes: [redis("app.kubernetes.io/name: cache")],
      problems: [],
    },
    {
      title: "accepts a rendered workload's label with one that its pods do not carry",
      changes: [redis("app.kubernetes.io/name: cart, tier: cache")],
      problems: [],
    },
    {
      title: "refuses another's labels",
      changes: [cache("app: redis")],
      problems: [overlapping(13, "redis", "cache")],
    },
    {
      title: "refuses another's labels and more",
      changes: [cache("app: redis, tier: cache")],
      problems: [overlapping(13, "redis", "cache")],
    },
    {
      title: "refuses labels of which pods may carry another's as well",
      changes: [cache("tier: cache")],
      problems: [overlapping(13, "redis", "cache")],
    },
    {
      title: "accepts another value of a common key",
      changes: [cache("app: cache")],
      problems: [],
    },
    {
      title: "accepts another value of one of the common keys",
      changes: [redis("app: redis, role: primary"), cache("app: redis, role: replica, tier: cache")],
      problems: [],
    },
    {
      title: "refuses a label named like an inherited property that another does not have",
      changes: [cache("constructor: cache")],
      problems: [overlapping(13, "redis", "cache")],
    },
    ...[
      "job-name",
      "controller-uid",
      "pod-template-hash",
      "controller-revision-hash",
      "pod-template-generation",
      "batch.kubernetes.io/job-name",
      "apps.kubernetes.io/pod-index",
      "statefulset.kubernetes.io/pod-name",
      "topology.kubernetes.io/zone",
      "topology.k8s.io/region",
      "projectcalico.org/namespace",
      "pcns.projectcalico.org/name",
      "pcsa.projectcalico.org/name",
      "basalt/group",
    ].map((key) => ({
      title: `refuses ${key}, which pods of any workload may get`,
      changes: [redis(`app: redis, ${key}: x`)],
      problems: [
        `namespaces/shop.yaml:12 ${formatPath(["workloads", "redis", "selector", key])}: found a label that controllers set; allowed: labels of the workload itself`,
      ],
    })),
    ...["job-names", "example.com/job-name", "my-basalt/group", "app.kubernetes.io/component"].map((key) => ({
      title: `accepts ${key}`,
      changes: [redis(`${key}: x`)],
      problems: [],
    })),
  ]);
});
