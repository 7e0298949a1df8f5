import { existingProject, inStack, refuses } from "../support/project.js";

describe("an existing cluster", () => {
  refuses([
    { title: "accepts Calico to install", base: existingProject, problems: [] },
    {
      title: "refuses what only EKS has",
      base: existingProject,
      changes: [
        inStack(
          "  basalt:images:",
          "  basalt:addons: { kube-proxy: v1.35.3-eksbuild.29, coredns: v1.13.2-eksbuild.31 }\n  basalt:images:",
        ),
      ],
      problems: [
        "Pulumi.test.yaml:39 config.basalt:addons: found addons for a cluster on which Basalt does not make it; allowed: no addons here, or a cluster of kind eks",
      ],
    },
    {
      title: "refuses pins of a Calico that is left alone",
      base: existingProject,
      changes: [inStack("calico: install", "calico: present")],
      problems: [
        "Pulumi.test.yaml:15 config.basalt:calico: found calico for a cluster on which Basalt does not make it; allowed: no calico here, or cluster.calico: install",
      ],
    },
    {
      title: "refuses to decide by itself about Calico",
      base: existingProject,
      changes: [inStack("    calico: install\n", "")],
      problems: [
        "Pulumi.test.yaml:3 config.basalt:cluster.calico: found nothing; allowed: one of install, present",
      ],
    },
    {
      title: "refuses the current context",
      base: existingProject,
      changes: [inStack("    context: kind-base\n", "")],
      problems: [
        "Pulumi.test.yaml:3 config.basalt:cluster.context: found nothing; allowed: the name of a context in the kubeconfig",
      ],
    },
    {
      title: "refuses keys of EKS",
      base: existingProject,
      changes: [inStack("kind: existing", "kind: existing\n    region: eu-central-1")],
      problems: [
        "Pulumi.test.yaml:5 config.basalt:cluster.region: found an unknown key; allowed: only kind, name, version, kubeconfig, context, podCidr, serviceCidr, nodeCidrs, calico, loadBalancers, kubernetesApi, dnsUpstreams, awsEndpoints",
      ],
    },
    {
      title: "refuses ranges that overlap",
      base: existingProject,
      changes: [
        inStack("10.96.0.0/16", "10.244.0.0/20"),
        inStack("[172.18.0.0/16]", "[172.18.0.0/16, 10.244.128.0/24]"),
      ],
      problems: [
        "Pulumi.test.yaml:9 config.basalt:cluster.serviceCidr: found 10.244.0.0/20, which overlaps cluster.podCidr 10.244.0.0/16; allowed: ranges of pods, Services and nodes that share no address",
        "Pulumi.test.yaml:10 config.basalt:cluster.nodeCidrs[1]: found 10.244.128.0/24, which overlaps cluster.podCidr 10.244.0.0/16; allowed: ranges of pods, Services and nodes that share no address",
      ],
    },
    {
      title: "refuses two ranges for pods",
      base: existingProject,
      changes: [
        inStack("podCidr: 10.244.0.0/16\n    serviceCidr", "podCidr: 10.245.0.0/16\n    serviceCidr"),
      ],
      problems: [
        "Pulumi.test.yaml:17 config.basalt:calico.podCidr: found 10.244.0.0/16; allowed: 10.245.0.0/16, as cluster.podCidr says",
      ],
    },
    {
      title: "refuses an API server without an address",
      base: existingProject,
      changes: [inStack("[172.18.0.2/32]", "[]")],
      problems: [
        "Pulumi.test.yaml:12 config.basalt:cluster.kubernetesApi.cidrs: found a list of 0; allowed: at least one CIDR",
      ],
    },
    {
      title: "refuses more ranges than a network has",
      base: existingProject,
      changes: [
        inStack(
          "[172.18.0.0/16]",
          `[${Array.from({ length: 101 }, (_, index) => `172.18.${index}.0/24`).join(", ")}]`,
        ),
      ],
      problems: [
        "Pulumi.test.yaml:10 config.basalt:cluster.nodeCidrs: found a list of 101; allowed: at most 100 CIDRs",
      ],
    },
    {
      title: "refuses every address as that of the API server, the resolvers or an endpoint",
      base: existingProject,
      changes: [
        inStack("[172.18.0.2/32]", '["0.0.0.0/0"]'),
        inStack("[172.18.0.1/32]", '[172.18.0.1/32, "0.0.0.0/0"]'),
        inStack("[198.51.100.7/32]", '["0.0.0.0/0"]'),
      ],
      problems: [
        "Pulumi.test.yaml:12 config.basalt:cluster.kubernetesApi.cidrs[0]: found every address there is; allowed: the addresses themselves",
        "Pulumi.test.yaml:13 config.basalt:cluster.dnsUpstreams[1]: found every address there is; allowed: the addresses themselves",
        "Pulumi.test.yaml:14 config.basalt:cluster.awsEndpoints.sqs[0]: found every address there is; allowed: the addresses themselves",
      ],
    },
  ]);
});
