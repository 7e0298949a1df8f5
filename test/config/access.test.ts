import { inStack, refuses } from "../support/project.js";

const admins = (list: string) => inStack('["arn:aws:iam::111122223333:role/platform"]', `[${list}]`);
const deployer = (arn: string) =>
  inStack("deployer: arn:aws:iam::111122223333:role/deployer", `deployer: ${arn}`);
const platform = '"arn:aws:iam::111122223333:role/platform"';
const isAnArn = "the ARN of an IAM role or user";

describe("who administers a cluster", () => {
  refuses([
    {
      title: "is somebody at least",
      changes: [admins("")],
      problems: [
        "Pulumi.test.yaml:9 config.basalt:cluster.admins: found a list of 0; allowed: at least one IAM role or user ARN",
      ],
    },
    {
      title: "is not the root user",
      changes: [inStack("role/platform", "root")],
      problems: [
        `Pulumi.test.yaml:9 config.basalt:cluster.admins[0]: found "arn:aws:iam::111122223333:root"; allowed: ${isAnArn}`,
      ],
    },
    {
      title: "is nobody of another partition",
      changes: [
        admins(
          `${platform}, "arn:aws-us-gov:iam::111122223333:role/a", "arn:aws-cn:iam::111122223333:user/b"`,
        ),
      ],
      problems: [
        `Pulumi.test.yaml:9 config.basalt:cluster.admins[1]: found "arn:aws-us-gov:iam::111122223333:role/a"; allowed: ${isAnArn}`,
        `Pulumi.test.yaml:9 config.basalt:cluster.admins[2]: found "arn:aws-cn:iam::111122223333:user/b"; allowed: ${isAnArn}`,
      ],
    },
    {
      title: "is named once",
      changes: [admins(`${platform}, "arn:aws:iam::111122223333:user/ops", ${platform}, ${platform}`)],
      problems: [
        "Pulumi.test.yaml:9 config.basalt:cluster.admins[2]: found an ARN again; allowed: each ARN once",
        "Pulumi.test.yaml:9 config.basalt:cluster.admins[3]: found an ARN again; allowed: each ARN once",
      ],
    },
    {
      title: "may be a role and a user of one name",
      changes: [admins('"arn:aws:iam::111122223333:role/ops", "arn:aws:iam::111122223333:user/ops"')],
      problems: [],
    },
  ]);
});

describe("the deployer", () => {
  refuses([
    {
      title: "must be named",
      changes: [inStack("    deployer: arn:aws:iam::111122223333:role/deployer\n", "")],
      problems: [`Pulumi.test.yaml:3 config.basalt:cluster.deployer: found nothing; allowed: ${isAnArn}`],
    },
    {
      title: "is no session of a role",
      changes: [deployer("arn:aws:sts::111122223333:assumed-role/deployer/me")],
      problems: [
        `Pulumi.test.yaml:10 config.basalt:cluster.deployer: found "arn:aws:sts::111122223333:assumed-role/deployer/me"; allowed: ${isAnArn}`,
      ],
    },
    {
      title: "is nobody of another partition",
      changes: [deployer("arn:aws-cn:iam::111122223333:role/deployer")],
      problems: [
        `Pulumi.test.yaml:10 config.basalt:cluster.deployer: found "arn:aws-cn:iam::111122223333:role/deployer"; allowed: ${isAnArn}`,
      ],
    },
    {
      title: "is not named among the admins as well",
      changes: [admins(`${platform}, "arn:aws:iam::111122223333:role/deployer"`)],
      problems: [
        "Pulumi.test.yaml:9 config.basalt:cluster.admins[1]: found the deployer; allowed: others: EKS makes the deployer an administrator itself, and refuses a second entry",
      ],
    },
    {
      title: "is nobody of another account",
      changes: [deployer("arn:aws:iam::222233334444:role/deployer")],
      problems: [
        "Pulumi.test.yaml:10 config.basalt:cluster.deployer: found an identity of account 222233334444; allowed: one of 111122223333, the cluster's account",
      ],
    },
    {
      title: "may have a path, and be a user",
      changes: [deployer("arn:aws:iam::111122223333:user/ci/deployer@example.com")],
      problems: [],
    },
  ]);
});

const privateAccess = "    privateAccess: [198.51.100.0/24]\n";
const access = (text: string) => inStack(privateAccess, text);
const tooWide =
  "the ranges of the people and pipelines that administer the cluster, together no wider than a /8";

describe("who reaches the API server", () => {
  refuses([
    {
      title: "is somebody at least",
      changes: [access("")],
      problems: [
        "Pulumi.test.yaml:3 config.basalt:cluster.privateAccess: found nothing, and no publicAccess; allowed: a range at least, or nobody outside the nodes reaches the API server, `pulumi up` included",
      ],
    },
    {
      title: "may come over the Internet alone",
      changes: [access("    publicAccess: [192.0.2.0/24]\n")],
      problems: [],
    },
    {
      title: "may come both ways",
      changes: [access(`${privateAccess}    publicAccess: [192.0.2.0/24]\n`)],
      problems: [],
    },
    {
      title: "is not nobody",
      changes: [access("    privateAccess: []\n    publicAccess: []\n")],
      problems: [
        "Pulumi.test.yaml:11 config.basalt:cluster.privateAccess: found a list of 0; allowed: at least one CIDR",
        "Pulumi.test.yaml:12 config.basalt:cluster.publicAccess: found a list of 0; allowed: at least one CIDR; leave publicAccess out for a private endpoint",
      ],
    },
    {
      title: "is nobody inside the VPC by this",
      changes: [access("    privateAccess: [10.0.0.0/24]\n")],
      problems: [
        "Pulumi.test.yaml:11 config.basalt:cluster.privateAccess[0]: found 10.0.0.0/24, which overlaps the VPC 10.0.0.0/16; allowed: the ranges of the people and pipelines that administer the cluster, outside the cluster's own",
      ],
    },
    ...[
      ["10.100.0.0/16", "10.0.0.0/8"],
      ["100.127.255.255/32", "100.64.0.0/10"],
      ["169.254.169.254/32", "169.254.0.0/16"],
      ["172.16.0.0/12", "172.16.0.0/12"],
      ["192.128.0.0/9", "192.168.0.0/16"],
    ].map(([range, own]) => ({
      title: `is nobody of ${range!} over the Internet`,
      changes: [access(`    publicAccess: [203.0.113.7/32, ${range!}]\n`)],
      problems: [
        `Pulumi.test.yaml:11 config.basalt:cluster.publicAccess[1]: found ${range!}, which overlaps ${own!}, a range of no public addresses; allowed: addresses of the Internet; private networks reach the endpoint by privateAccess`,
      ],
    })),
    {
      title: "may come over the Internet from next to the private ranges",
      changes: [
        access(
          "    publicAccess: [9.255.255.255/32, 11.0.0.0/32, 100.63.255.255/32, 100.128.0.0/32, 169.253.0.0/16, 172.15.0.0/16, 172.32.0.0/16, 192.169.0.0/16]\n",
        ),
      ],
      problems: [],
    },
    ...["privateAccess", "publicAccess"].flatMap((field) => [
      {
        title: `is not everybody (${field})`,
        changes: [access(`    ${field}: [192.0.2.0/24, "0.0.0.0/0"]\n`)],
        problems: [`Pulumi.test.yaml:11 config.basalt:cluster.${field}: found a /0; allowed: ${tooWide}`],
      },
      {
        title: `is not everybody in two halves (${field})`,
        changes: [access(`    ${field}: [0.0.0.0/1, 128.0.0.0/1]\n`)],
        problems: [`Pulumi.test.yaml:11 config.basalt:cluster.${field}: found a /1; allowed: ${tooWide}`],
      },
      {
        title: `is not more than a /8 in parts (${field})`,
        changes: [access(`    ${field}: [11.0.0.0/8, 192.0.2.7/32]\n`)],
        problems: [
          `Pulumi.test.yaml:11 config.basalt:cluster.${field}: found 16777217 addresses; allowed: ${tooWide}`,
        ],
      },
      {
        title: `may be a /8 in parts, of which one is named twice (${field})`,
        changes: [access(`    ${field}: [11.0.0.0/9, 12.0.0.0/9, 11.0.0.0/9]\n`)],
        problems: [],
      },
    ]),
  ]);
});
