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
        "Pulumi.test.yaml:5 config.basalt:cluster.region: found an unknown key; allowed: only kind, name, version, kubeconfig, context, podCidr, serviceCidr, nodeCidrs, calico, loadBalancers, storageClass, kubernetesApi, dnsUpstreams, awsEndpoints",
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
  ]);

  describe("its own services' addresses", () => {
    const outside =
      "addresses outside the cluster; pods are named as workloads, the API server as kubernetes-api, AWS services as { aws }";
    const api = (cidr: string) => inStack("[172.18.0.2/32]", `["${cidr}"]`);
    const resolver = (cidr: string) => inStack("[172.18.0.1/32]", `[172.18.0.1/32, "${cidr}"]`);
    const endpoint = (cidr: string) => inStack("[198.51.100.7/32]", `["${cidr}"]`);
    const services = (cidr: string) => [api(cidr), resolver(cidr), endpoint(cidr)];
    const places = [
      "Pulumi.test.yaml:12 config.basalt:cluster.kubernetesApi.cidrs[0]",
      "Pulumi.test.yaml:13 config.basalt:cluster.dnsUpstreams[1]",
      "Pulumi.test.yaml:14 config.basalt:cluster.awsEndpoints.sqs[0]",
    ];
    const everywhere = (problem: string) => places.map((place) => `${place}: ${problem}`);
    refuses([
      {
        title: "are not every address there is",
        base: existingProject,
        changes: services("0.0.0.0/0"),
        problems: everywhere("found 0.0.0.0/0, wider than a /16; allowed: the addresses themselves"),
      },
      {
        title: "are no more than a /16",
        base: existingProject,
        changes: services("198.18.0.0/15"),
        problems: everywhere("found 198.18.0.0/15, wider than a /16; allowed: the addresses themselves"),
      },
      {
        title: "may be a /16",
        base: existingProject,
        changes: services("198.18.0.0/16"),
        problems: [],
      },
      {
        title: "are not those of pods",
        base: existingProject,
        changes: services("10.244.7.0/24"),
        problems: everywhere(
          `found 10.244.7.0/24, which overlaps the pods' range 10.244.0.0/16; allowed: ${outside}`,
        ),
      },
      {
        title: "are not those of Services",
        base: existingProject,
        changes: services("10.96.0.0/16"),
        problems: everywhere(
          `found 10.96.0.0/16, which overlaps the Services' range 10.96.0.0/16; allowed: ${outside}`,
        ),
      },
      {
        title: "may stand next to those of pods and Services",
        base: existingProject,
        changes: [api("10.243.255.255/32"), resolver("10.245.0.0/32"), endpoint("10.97.0.0/32")],
        problems: [],
      },
      {
        title: "are link-local for resolvers alone",
        base: existingProject,
        changes: services("169.254.20.10/32"),
        problems: [0, 2].map(
          (index) =>
            `${places[index]!}: found 169.254.20.10/32, which covers link-local addresses such as instance metadata; allowed: a range outside 169.254.0.0/16`,
        ),
      },
    ]);
  });

  describe("its pods and Services", () => {
    refuses([
      {
        title: "have no link-local addresses",
        base: existingProject,
        changes: [
          inStack("podCidr: 10.244.0.0/16\n    serviceCidr", "podCidr: 169.254.0.0/17\n    serviceCidr"),
          inStack("podCidr: 10.244.0.0/16\n    charts", "podCidr: 169.254.0.0/17\n    charts"),
          inStack("10.96.0.0/16", "169.254.128.0/17"),
        ],
        problems: [
          "Pulumi.test.yaml:8 config.basalt:cluster.podCidr: found 169.254.0.0/17, which covers link-local addresses such as instance metadata; allowed: a range outside 169.254.0.0/16",
          "Pulumi.test.yaml:9 config.basalt:cluster.serviceCidr: found 169.254.128.0/17, which covers link-local addresses such as instance metadata; allowed: a range outside 169.254.0.0/16",
        ],
      },
      {
        title: "may have addresses next to the link-local ones",
        base: existingProject,
        changes: [
          inStack("podCidr: 10.244.0.0/16\n    serviceCidr", "podCidr: 169.253.0.0/16\n    serviceCidr"),
          inStack("podCidr: 10.244.0.0/16\n    charts", "podCidr: 169.253.0.0/16\n    charts"),
          inStack("10.96.0.0/16", "169.255.0.0/16"),
        ],
        problems: [],
      },
    ]);
  });
});
