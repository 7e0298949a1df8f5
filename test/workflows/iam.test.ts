import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withDatabase, withDriver, withRole } from "../support/features.js";
import { inStack } from "../support/project.js";
import { recorded } from "../support/recorded.js";
import { recordedScene } from "../support/recordedScenes.js";
import { resourceActions, withoutResource } from "./support/resourceActions.js";
import { root } from "./support/workflows.js";

interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: { readonly Federated: string };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const folder = join(root, "docs/iam");
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const textOf = (name: string) => readFileSync(join(folder, name), "utf8");
const statements = (name: string) => (JSON.parse(textOf(name)) as { Statement: Statement[] }).Statement;
const list = (value: string | readonly string[] | undefined) => [value ?? []].flat();
const allowed = (...names: string[]) =>
  new Set(
    names
      .flatMap((name) => statements(`${name}.json`))
      .filter(({ Effect }) => Effect === "Allow")
      .flatMap(({ Action }) => list(Action)),
  );
const deploy = ["deploy-network", "deploy-cluster", "deploy-roles"];
const permissions = files.filter((name) => !name.startsWith("trust-"));

/** Every type of AWS that any declaration makes: the program's own, and those that the EKS component makes on the engine. */
async function registeredTypes(): Promise<string[]> {
  const transit = inStack(
    "zones: [eu-central-1a, eu-central-1b, eu-central-1c]",
    "zones: [eu-central-1a, eu-central-1b, eu-central-1c]\n    transitGateway: { id: tgw-0a1b2c3d4e5f60718, cidrs: [10.100.0.0/16] }",
  );
  const registry = inStack(
    "  basalt:images:",
    "  basalt:registry: { repositories: [team/app], keep: true }\n  basalt:images:",
  );
  const run = await recorded({
    changes: [
      withDriver,
      withDatabase("{ /data: { size: 10Gi, keep: true } }"),
      withRole(),
      transit,
      registry,
    ],
  });
  const onEngine = recordedScene("fresh").flatMap(
    ({ resourcePreEvent }) => resourcePreEvent?.metadata.type ?? [],
  );
  const types = [...run.resources.map(({ type }) => type), ...onEngine];
  return [...new Set(types)].filter((type) => type.startsWith("aws:")).sort();
}

describe("the roles for pipelines", () => {
  it("know every resource type of AWS that the program makes, and no other", async () => {
    assert.deepEqual(await registeredTypes(), Object.keys(resourceActions).sort());
  });

  // What workloads may do in AWS is a policy of its own.
  const ofWorkloads = "aws:iam/rolePolicy:RolePolicy";
  for (const [type, actions] of Object.entries(resourceActions)) {
    const all = Object.values(actions).flat() as string[];
    it(`let a deployment make, read, change and delete ${type}`, () => {
      const may = type === ofWorkloads ? allowed("deploy-workload-roles") : allowed(...deploy);
      assert.deepEqual(
        all.filter((action) => !may.has(action)),
        [],
      );
    });
    it(`let a preview read ${type}`, () => {
      const may = allowed("preview");
      assert.deepEqual(
        actions.read.filter((action) => !may.has(action)),
        [],
      );
    });
  }

  it("let a deployment do nothing to what it makes that no type needs", () => {
    const needed = new Set(
      Object.values(resourceActions).flatMap((each) => Object.values(each).flat() as string[]),
    );
    const more = [...allowed(...deploy)].filter(
      (action) => !needed.has(action) && !/:(Describe|Get|List)/.test(action),
    );
    assert.deepEqual(more.sort(), [
      // Of the EKS component's and the provider's habits: rarely, but then in the middle of an update.
      "ec2:UpdateSecurityGroupRuleDescriptionsEgress",
      "ec2:UpdateSecurityGroupRuleDescriptionsIngress",
      "logs:DeleteRetentionPolicy",
      "s3:TagResource",
      "s3:UntagResource",
    ]);
  });

  it("let a preview change nothing, and read no object, secret or log", () => {
    const actions = [...allowed("preview", "state-read")];
    const reads =
      /^(ec2:Describe|eks:(Describe|List)|iam:(Get|List)|kms:(Describe|Get|List)|logs:(Describe|List)|s3:(Get|List)|ecr:(Describe|Get|List)|ssm:GetParameter$)/;
    assert.deepEqual(
      actions.filter((action) => !reads.test(action)),
      ["kms:Decrypt"],
    );
    const state = statements("state-read.json").find(({ Action }) => list(Action).includes("s3:GetObject"));
    assert.equal(state?.Resource, "arn:aws:s3:::<STATE_BUCKET>/.pulumi/*");
    for (const action of [
      "s3:GetObject",
      "ecr:GetAuthorizationToken",
      "ecr:BatchGetImage",
      "logs:GetLogEvents",
    ])
      assert.ok(!allowed("preview").has(action), action);
  });

  for (const name of permissions) {
    it(`${name} names every action, and the resources wherever AWS tells them apart`, () => {
      for (const { Sid, Action, Resource } of statements(name)) {
        for (const action of list(Action)) {
          assert.match(action, /^[a-z0-9]+:[A-Za-z0-9]+$/, Sid);
          if (list(Resource).includes("*")) assert.match(action, withoutResource, Sid);
        }
        assert.ok(list(Resource).length > 0, Sid);
      }
    });
  }

  for (const name of files)
    it(`${name} is no larger than IAM takes, with names filled in, and has no other placeholders than the README's`, () => {
      const text = textOf(name);
      const longest: Readonly<Record<string, number>> = {
        ACCOUNT: 12,
        REGION: 14,
        CLUSTER: 30,
        REPOSITORY: 140,
        STACK: 100,
        STATE_BUCKET: 63,
        STATE_KEY_ID: 36,
        DEPLOY_ROLE: 64,
        PREVIEW_ROLE: 64,
      };
      const filled = text.replace(/<([A-Z_]+)>/g, (_, placeholder: string) =>
        "x".repeat(longest[placeholder]!),
      );
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: a trust policy 2,048, a managed one 6,144.
      const limit = name.startsWith("trust-") ? 2048 : 6144;
      assert.ok(filled.replace(/\s/g, "").length <= limit);
      for (const [placeholder] of text.matchAll(/<[^>]*>/g))
        assert.ok(textOf("README.md").includes(`| \`${placeholder}\``), placeholder);
    });

  for (const [name, environment] of [
    ["trust-deploy.json", "<STACK>"],
    ["trust-preview.json", "<STACK>-preview"],
  ] as const)
    it(`${name} trusts one environment of one repository, by equality`, () => {
      const [statement, ...more] = statements(name);
      assert.deepEqual(more, []);
      assert.equal(statement?.Action, "sts:AssumeRoleWithWebIdentity");
      assert.deepEqual(statement.Condition, {
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": `repo:<REPOSITORY>:environment:${environment}`,
        },
      });
    });

  it("bind what can be misused: passing roles, attaching policies, making administrators, using keys", () => {
    const conditionsOf = (action: string, effect = "Allow") =>
      deploy
        .flatMap((name) => statements(`${name}.json`))
        .filter(({ Action, Effect }) => Effect === effect && list(Action).includes(action))
        .map(({ Condition = {} }) => Object.values(Condition).flatMap((keys) => Object.keys(keys)));
    assert.deepEqual(conditionsOf("iam:PassRole"), [["iam:PassedToService"]]);
    assert.deepEqual(conditionsOf("iam:AttachRolePolicy"), [
      ["aws:ResourceTag/basalt:cluster", "iam:PolicyARN"],
    ]);
    assert.deepEqual(conditionsOf("eks:AssociateAccessPolicy", "Deny"), [["eks:policyArn"]]);
    assert.deepEqual(conditionsOf("kms:CreateGrant"), [
      ["aws:ResourceTag/basalt:cluster", "kms:GrantIsForAWSResource"],
    ]);
    assert.deepEqual(conditionsOf("ec2:RunInstances"), [["ec2:LaunchTemplate"]]);
    assert.deepEqual(conditionsOf("iam:CreateServiceLinkedRole"), [["iam:AWSServiceName"]]);
    assert.ok(!allowed(...deploy).has("iam:PutRolePolicy"));
  });

  it("changes and deletes in EC2, IAM, KMS and ECR only what has the cluster's tag", () => {
    const loose = deploy
      .flatMap((name) => statements(`${name}.json`))
      .filter(
        ({ Effect, Condition = {} }) =>
          Effect === "Allow" && !JSON.stringify(Condition).includes("basalt:cluster"),
      )
      .flatMap(({ Sid, Action }) => list(Action).map((action) => `${Sid}: ${action}`))
      .filter((line) => /: (ec2|iam|kms|ecr):(?!Describe|Get|List)/.test(line));
    assert.deepEqual(loose, [
      "AttachToTheTransitGateway: ec2:CreateTransitGatewayVpcAttachment",
      "StartNodesByALaunchTemplate: ec2:RunInstances",
      "HandRolesToTheirServices: iam:PassRole",
      "ServicesOwnRoles: iam:CreateServiceLinkedRole",
    ]);
  });
});
