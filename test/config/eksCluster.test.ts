import { inStack, refuses } from "../support/project.js";

describe("a cluster on EKS", () => {
  refuses([
    {
      title: "refuses an unknown key",
      changes: [inStack("region: eu-central-1", "region: eu-central-1\n    colour: red")],
      problems: [
        "Pulumi.test.yaml:8 config.basalt:cluster.colour: found an unknown key; allowed: only kind, name, account, region, version, deployer, admins, privateAccess, publicAccess, deletionProtection, logRetentionDays, keep",
      ],
    },
    {
      title: "refuses a part nobody knows",
      changes: [inStack("basalt:addons:", "basalt:addon:")],
      problems: [
        "Pulumi.test.yaml:2 config.basalt:addons: found nothing; allowed: addons, which this kind of cluster needs",
        "Pulumi.test.yaml:45 config.basalt:addon: found an unknown key; allowed: only cluster, network, nodes, calico, addons, registry, enforcement, namespaces, images, certificates, secrets, guardrails, deployment",
      ],
    },
    {
      title: "refuses an account as a number",
      changes: [inStack('"111122223333"', "211122223333")],
      problems: [
        'Pulumi.test.yaml:6 config.basalt:cluster.account: found 211122223333 (a number); allowed: a quoted AWS account number of 12 digits, such as "111122223333"',
      ],
    },
    {
      title: "refuses a short account",
      changes: [inStack('"111122223333"', '"1111"')],
      problems: [
        'Pulumi.test.yaml:6 config.basalt:cluster.account: found "1111"; allowed: a quoted AWS account number of 12 digits, such as "111122223333"',
      ],
    },
    {
      title: "refuses a zone in place of a region",
      changes: [inStack("region: eu-central-1", "region: eu-central-1a")],
      problems: [
        'Pulumi.test.yaml:7 config.basalt:cluster.region: found "eu-central-1a"; allowed: a region of the partition aws, such as eu-central-1',
      ],
    },
    ...[
      "us-gov-west-1",
      "us-iso-east-1",
      "us-isob-east-1",
      "cn-north-1",
      "eu-isoe-west-1",
      "eusc-de-east-1",
    ].map((region) => ({
      title: `refuses ${region}, which is in another partition`,
      changes: [inStack("region: eu-central-1", `region: ${region}`)],
      problems: [
        `Pulumi.test.yaml:7 config.basalt:cluster.region: found "${region}"; allowed: a region of the partition aws, such as eu-central-1`,
      ],
    })),
    ...["us-east-1", "ap-southeast-2", "il-central-1", "mx-central-1"].map((region) => ({
      title: `accepts ${region}`,
      changes: [
        inStack("region: eu-central-1", `region: ${region}`),
        inStack("[eu-central-1a, eu-central-1b, eu-central-1c]", `[${region}a, ${region}b, ${region}c]`),
        inStack("acm:eu-central-1:", `acm:${region}:`),
      ],
      problems: [],
    })),
    {
      title: "refuses a name with a dot",
      changes: [inStack("name: base", "name: base.dev")],
      problems: [
        'Pulumi.test.yaml:5 config.basalt:cluster.name: found "base.dev"; allowed: lower-case letters, digits and hyphens, starting with a letter, at most 30 characters',
      ],
    },
    {
      title: "refuses a kind of cluster nobody knows",
      changes: [inStack("kind: eks", "kind: gke")],
      problems: [
        'Pulumi.test.yaml:4 config.basalt:cluster.kind: found "gke"; allowed: a cluster of kind eks or existing',
      ],
    },
    {
      title: "refuses a text for a flag",
      changes: [inStack("kind: eks", 'kind: eks\n    deletionProtection: "yes"')],
      problems: [
        'Pulumi.test.yaml:5 config.basalt:cluster.deletionProtection: found "yes"; allowed: true or false',
      ],
    },
    {
      title: "refuses a retention that CloudWatch does not have",
      changes: [inStack("kind: eks", "kind: eks\n    logRetentionDays: 45")],
      problems: [
        "Pulumi.test.yaml:5 config.basalt:cluster.logRetentionDays: found 45 (a number); allowed: one of 30, 60, 90, 180, 365, 731, 1827",
      ],
    },
    {
      title: "refuses an enforcement nobody knows",
      changes: [inStack("  basalt:secrets:", "  basalt:enforcement: audit\n  basalt:secrets:")],
      problems: [
        'Pulumi.test.yaml:53 config.basalt:enforcement: found "audit"; allowed: one of enforced, staged',
      ],
    },
    {
      title: "refuses a certificate of another service",
      changes: [inStack("arn:aws:acm:", "arn:aws:iam:")],
      problems: [
        'Pulumi.test.yaml:51 config.basalt:certificates.shop: found "arn:aws:iam:eu-central-1:111122223333:certificate/0f4c1d52"; allowed: the ARN of an ACM certificate',
      ],
    },
    {
      title: "refuses a certificate of another partition",
      changes: [inStack("arn:aws:acm:", "arn:aws-cn:acm:")],
      problems: [
        'Pulumi.test.yaml:51 config.basalt:certificates.shop: found "arn:aws-cn:acm:eu-central-1:111122223333:certificate/0f4c1d52"; allowed: the ARN of an ACM certificate',
      ],
    },
    {
      title: "refuses a system namespace that cannot be one",
      changes: [
        inStack(
          "  basalt:secrets:",
          "  basalt:guardrails: { systemNamespaces: [Kube_System] }\n  basalt:secrets:",
        ),
      ],
      problems: [
        'Pulumi.test.yaml:53 config.basalt:guardrails.systemNamespaces[0]: found "Kube_System"; allowed: lower-case letters, digits and hyphens, starting with a letter, at most 63 characters',
      ],
    },
    {
      title: "names every part that is missing",
      changes: [
        inStack(
          "basalt:network:\n    vpcCidr: 10.0.0.0/16\n    serviceCidr: 172.20.0.0/16\n    zones: [eu-central-1a, eu-central-1b, eu-central-1c]\n  ",
          "",
        ),
        inStack(
          "  basalt:addons:\n    kube-proxy: v1.35.3-eksbuild.29\n    coredns: v1.13.2-eksbuild.31\n",
          "",
        ),
      ],
      problems: [
        "Pulumi.test.yaml:2 config.basalt:network: found nothing; allowed: network, which this kind of cluster needs",
        "Pulumi.test.yaml:2 config.basalt:addons: found nothing; allowed: addons, which this kind of cluster needs",
      ],
    },
    {
      title: "reports every mistake at once, each with its place",
      changes: [
        inStack('version: "1.35"', "version: 1.30"),
        inStack("release: 1.66.0-1ad6b4a4", "release: latest"),
        inStack("max: 2", "max: 0"),
        inStack("plain: none", "plain: true"),
      ],
      problems: [
        'Pulumi.test.yaml:8 config.basalt:cluster.version: found 1.30 (a number); allowed: a quoted Kubernetes minor version such as "1.35"',
        'Pulumi.test.yaml:18 config.basalt:nodes[0].release: found "latest"; allowed: an exact AMI release: 1.66.0-1ad6b4a4 (Bottlerocket) or 1.35.7-20260911 (AL2023); never latest or recommended',
        "Pulumi.test.yaml:20 config.basalt:nodes[0].size.max: found 0 (a number); allowed: a whole number of nodes from 1 to 450",
        "Pulumi.test.yaml:52 config.basalt:certificates.plain: found true (a boolean); allowed: the ARN of an ACM certificate, or none to serve without TLS",
      ],
    },
  ]);
});
