import { existingProject, inShop, inStack, refuses } from "../support/project.js";

const flow = (text: string) => inShop("flows:\n", `flows:\n  - { ${text} }\n`);

describe("a flow from or to addresses", () => {
  describe("its ranges", () => {
    const outside =
      "addresses outside the cluster; pods are named as workloads, the API server as kubernetes-api, AWS services as { aws }";
    /** The services of an existing cluster outside its nodes' range. */
    const scattered = [
      inStack("[172.18.0.2/32]", "[198.51.100.1/32]"),
      inStack("[172.18.0.1/32]", "[198.51.100.5/32]"),
    ];
    const range = (cidr: string) => flow(`from: web, to: { cidr: "${cidr}", name: other }, ports: [443]`);
    refuses([
      {
        title: "refuses host bits",
        changes: [range("203.0.113.1/24")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].to.cidr: found "203.0.113.1/24"; allowed: a canonical IPv4 CIDR (host bits zero), perhaps 203.0.113.0/24',
        ],
      },
      {
        title: "refuses an address without a prefix, and tells that of one address",
        changes: [range("203.0.113.7")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].to.cidr: found "203.0.113.7"; allowed: a canonical IPv4 CIDR (host bits zero), perhaps 203.0.113.7/32',
        ],
      },
      {
        title: "refuses a host name in place of a range",
        changes: [range("api.example.com")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].to.cidr: found "api.example.com"; allowed: a canonical IPv4 CIDR such as "10.0.0.0/16" (host bits zero)',
        ],
      },
      ...["api.stripe.com", "https://api.stripe.com/v1", "api.stripe.com:443", "API.Stripe.com."].map(
        (host) => ({
          title: `refuses ${host} as a peer, which cannot be matched`,
          changes: [flow(`from: web, to: "${host}", ports: [443]`)],
          problems: [
            `namespaces/shop.yaml:15 flows[0].to: found "${host}"; allowed: { cidr, name } with the host's addresses: a host name cannot be matched`,
          ],
        }),
      ),
      {
        title: "refuses a range without its name as a peer",
        changes: [flow("from: 203.0.113.0/24, to: web")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].from: found "203.0.113.0/24"; allowed: { cidr, name } for addresses; a workload, or namespace/workload',
        ],
      },
      {
        title: "refuses every address",
        changes: [range("0.0.0.0/0")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].to: found 0.0.0.0/0, wider than a /8; allowed: internet, which leaves the cluster's own ranges out",
        ],
      },
      {
        title: "refuses the pods' range",
        changes: [range("10.244.7.0/24")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].to: found 10.244.7.0/24, which overlaps the pods' range 10.244.0.0/16; allowed: addresses outside the cluster; pods are named as workloads, the API server as kubernetes-api, AWS services as { aws }",
        ],
      },
      {
        title: "refuses a range around the Services'",
        changes: [range("172.16.0.0/12")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].to: found 172.16.0.0/12, which overlaps the Services' range 172.20.0.0/16; allowed: addresses outside the cluster; pods are named as workloads, the API server as kubernetes-api, AWS services as { aws }",
        ],
      },
      {
        title: "refuses the API server's subnets",
        changes: [range("10.0.240.16/28")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].to: found 10.0.240.16/28, which overlaps the VPC 10.0.0.0/16; allowed: addresses outside the cluster; pods are named as workloads, the API server as kubernetes-api, AWS services as { aws }",
        ],
      },
      {
        title: "refuses instance metadata",
        changes: [range("169.254.169.254/32")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].to: found 169.254.169.254/32, which covers link-local addresses such as instance metadata; allowed: a range outside 169.254.0.0/16",
        ],
      },
      {
        title: "refuses a part of the VPC",
        changes: [range("10.0.0.0/18")],
        problems: [
          `namespaces/shop.yaml:15 flows[0].to: found 10.0.0.0/18, which overlaps the VPC 10.0.0.0/16; allowed: ${outside}`,
        ],
      },
      {
        title: "refuses a range around the VPC",
        changes: [range("10.0.0.0/15")],
        problems: [
          `namespaces/shop.yaml:15 flows[0].to: found 10.0.0.0/15, which overlaps the VPC 10.0.0.0/16; allowed: ${outside}`,
        ],
      },
      { title: "accepts a range next to the VPC", changes: [range("10.1.0.0/16")], problems: [] },
      {
        title: "refuses a /7",
        changes: [range("12.0.0.0/7")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].to: found 12.0.0.0/7, wider than a /8; allowed: internet, which leaves the cluster's own ranges out",
        ],
      },
      { title: "accepts a /8", changes: [range("12.0.0.0/8")], problems: [] },
      ...[
        ["the nodes' range", "172.18.0.0/16", "172.18.7.0/24"],
        ["the API server's range", "198.51.100.1/32", "198.51.100.0/31"],
        ["the DNS resolvers' range", "198.51.100.5/32", "198.51.100.4/31"],
        ["the AWS endpoints' range", "198.51.100.7/32", "198.51.100.7/32"],
      ].map(([name, own, cidr]) => ({
        title: `refuses ${name!} of an existing cluster`,
        base: existingProject,
        changes: [...scattered, range(cidr!)],
        problems: [
          `namespaces/shop.yaml:15 flows[0].to: found ${cidr!}, which overlaps ${name!} ${own!}; allowed: ${outside}`,
        ],
      })),
      {
        title: "accepts a range between those of an existing cluster",
        base: existingProject,
        changes: [...scattered, range("198.51.100.2/31")],
        problems: [],
      },
      {
        title: "refuses a range called like a workload",
        changes: [flow("from: web, to: { cidr: 198.51.100.0/24, name: redis }, ports: [443]")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].to: found a range called redis, as a workload is; allowed: a name that no workload of this namespace has",
        ],
      },
      {
        title: "accepts a range called like a workload of another namespace",
        changes: [flow("from: web, to: { cidr: 198.51.100.0/24, name: api }, ports: [443]")],
        problems: [],
      },
      {
        title: "refuses a range of pods as a sender",
        changes: [flow("from: { cidr: 10.244.0.0/24, name: other }, to: cart")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].from: found 10.244.0.0/24, which overlaps the pods' range 10.244.0.0/16; allowed: addresses outside the cluster; pods are named as workloads, the API server as kubernetes-api, AWS services as { aws }",
        ],
      },
      {
        title: "refuses a range without a name",
        changes: [flow("from: web, to: { cidr: 198.51.100.0/24 }, ports: [443]")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].to.name: found nothing; allowed: lower-case letters, digits and hyphens, starting with a letter, at most 63 characters",
        ],
      },
      {
        title: "refuses a range called as something else",
        changes: [flow("from: web, to: { cidr: 198.51.100.0/24, name: internet }, ports: [443]")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].to: found a range called internet; allowed: another name, or internet itself without a CIDR",
        ],
      },
      {
        title: "refuses a name that no CIDR is given for",
        changes: [flow("from: web, to: { name: bank }, ports: [443]")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].to: found the range "bank" without a CIDR; allowed: a cidr here, or one under basalt:namespaces.shop.cidrs.bank of the stack file',
        ],
      },
      {
        title: "refuses a name inherited by every object",
        changes: [flow("from: web, to: { name: constructor }, ports: [443]")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].to: found the range "constructor" without a CIDR; allowed: a cidr here, or one under basalt:namespaces.shop.cidrs.constructor of the stack file',
        ],
      },
      {
        title: "accepts a name whose CIDRs the stack gives",
        changes: [
          flow("from: web, to: { name: bank }, ports: [443]"),
          inStack("cidrs: {}", "cidrs: { bank: [198.51.100.0/24] }"),
        ],
        problems: [],
      },
    ]);
  });

  describe("to AWS services and the Kubernetes API", () => {
    refuses([
      {
        title: "refuses a service without an interface endpoint",
        changes: [flow("from: web, to: { aws: dynamodb }")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].to.aws: found "dynamodb"; allowed: a service with an interface endpoint (autoscaling, bedrock-runtime, ec2, ec2messages, ecr.api, ecr.dkr, eks, eks-auth, elasticloadbalancing, events, kinesis-streams, kms, lambda, logs, monitoring, s3, secretsmanager, sns, sqs, ssm, ssmmessages, states, sts, xray), or a { cidr, name }',
        ],
      },
      {
        title: "refuses what cannot be a service",
        changes: [flow("from: web, to: { aws: S3 }")],
        problems: ['namespaces/shop.yaml:15 flows[0].to.aws: found "S3"; allowed: an AWS service'],
      },
      {
        title: "refuses an endpoint that an existing cluster does not declare",
        base: existingProject,
        changes: [flow("from: web, to: { aws: s3 }")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].to.aws: found "s3", whose endpoint is not declared; allowed: a service under basalt:cluster.awsEndpoints of the stack file (sqs)',
        ],
      },
      {
        title: "refuses an API server that an existing cluster does not declare",
        base: existingProject,
        changes: [inStack("    kubernetesApi: { cidrs: [172.18.0.2/32], port: 6443 }\n", "")],
        problems: [
          "namespaces/shop.yaml:21 flows[6].to: found kubernetes-api, whose address is not declared; allowed: basalt:cluster.kubernetesApi in the stack file, as `kubectl get endpointslices kubernetes` prints it",
        ],
      },
    ]);
  });

  describe("with a certificate", () => {
    refuses([
      {
        title: "refuses a name that the stack does not have",
        changes: [inShop("tls: shop", "tls: shopp")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].tls: found "shopp"; allowed: a name under basalt:certificates of the stack file (plain, shop)',
        ],
      },
      {
        title: "refuses a name inherited by every object",
        changes: [inShop("tls: shop", "tls: constructor")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].tls: found "constructor"; allowed: a name under basalt:certificates of the stack file (plain, shop)',
        ],
      },
      {
        title: "refuses it inside the cluster",
        changes: [flow("from: web, to: redis, tls: shop")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].tls: found a certificate for a flow inside the cluster; allowed: tls only where the flow comes from the Internet or from a range",
          "namespaces/shop.yaml:24 never[0]: found an assertion that the flow from shop/web to shop/redis breaks; allowed: an assertion that the declared flows keep; change one of the two",
        ],
      },
    ]);
  });
});
