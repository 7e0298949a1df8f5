import assert from "node:assert/strict";
import { outsideDestinations } from "../../components/outsideDestinations.js";
import { flowsOf } from "../../components/stackOutputs.js";
import { inCart, queue, withAgent, withRole } from "../support/features.js";
import { existingProject, inShop, inStack, load, refuses } from "../support/project.js";

const arnForm =
  'an ARN with service, region and account in full such as arn:aws:sqs:eu-central-1:111122223333:orders, or "*"';
const actionForm =
  "an action of one service such as sqs:SendMessage, or a group of its actions such as s3:Get*";
const place = "namespaces/shop.yaml:9 workloads.cart.aws.statements[0]";
const onQueue = (actions: string) => withRole(`{ actions: [${actions}], resources: ["${queue}"] }`);
const sending = (resources: string) => withRole(`{ actions: [sqs:SendMessage], resources: [${resources}] }`);
const conditions = (text: string) =>
  withRole(`{ actions: [sqs:SendMessage], resources: ["${queue}"], conditions: ${text} }`);
const inStackFile = (aws: string) => inStack("workloads: {}", `workloads: { cart: { aws: ${aws} } }`);

describe("what a workload may do in AWS", () => {
  describe("its actions", () => {
    refuses([
      ...["sqs:SendMessage", "s3:Get*", "kms:GenerateDataKeyWithoutPlaintext", "iam:ListRoleTags"].map(
        (action) => ({
          title: `accepts ${action}`,
          changes: [withAgent, onQueue(`"${action}"`)],
          problems: [],
        }),
      ),
      ...["*", "*:*", "s3:*", "*:Get", "s3*:Get"].map((action) => ({
        title: `refuses ${action}, whose reach nobody sees`,
        changes: [withAgent, onQueue(`"${action}"`)],
        problems: [
          `${place}.actions[0]: found "${action}"; allowed: ${actionForm}; all actions of a service include those that open it to others`,
        ],
      })),
      ...["SendMessage", "sqs:sendMessage", "SQS:SendMessage", "sqs:Send?essage", "sqs:", "s3:Get*Acl"].map(
        (action) => ({
          title: `refuses ${action}, which is not written as AWS writes them`,
          changes: [withAgent, onQueue(`"${action}"`)],
          problems: [`${place}.actions[0]: found "${action}"; allowed: ${actionForm}`],
        }),
      ),
      ...["iam", "sts", "eks", "organizations", "sso-admin"].map((service) => ({
        title: `refuses a group of actions of ${service}`,
        changes: [withAgent, onQueue(`"${service}:List*"`)],
        problems: [
          `${place}.actions[0]: found "${service}:List*"; allowed: each action by its whole name: those of ${service} hand out permissions`,
        ],
      })),
      {
        title: "refuses none",
        changes: [withAgent, onQueue("")],
        problems: [`${place}.actions: found a list of 0; allowed: at least one action`],
      },
      {
        title: "refuses an effect: statements can only allow",
        changes: [
          withAgent,
          withRole(`{ effect: Deny, actions: [sqs:SendMessage], resources: ["${queue}"] }`),
        ],
        problems: [`${place}.effect: found an unknown key; allowed: only actions, resources, conditions`],
      },
    ]);
  });

  describe("its resources", () => {
    refuses([
      ...[
        '"*"',
        `"${queue}"`,
        '"arn:aws:s3:::orders/*"',
        '"arn:aws:s3:::orders/${aws:PrincipalTag/kubernetes-namespace}/*"',
        '"arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/*"',
        '"arn:aws:iam::aws:policy/ReadOnlyAccess"',
      ].map((resource) => ({
        title: `accepts ${resource}`,
        changes: [withAgent, sending(resource)],
        problems: [],
      })),
      ...[
        "orders",
        "arn:aws:*:eu-central-1:111122223333:orders",
        "arn:aws:sqs:*:111122223333:orders",
        "arn:aws:sqs:eu-central-1:*:orders",
        "arn:aws-cn:sqs:cn-north-1:111122223333:orders",
        "arn:aws:sqs:eu-central-1:111122223333",
        "arn:aws:sqs:eu-central-1:111122223333:two orders",
      ].map((resource) => ({
        title: `refuses ${resource}`,
        changes: [withAgent, sending(`"${resource}"`)],
        problems: [`${place}.resources[0]: found "${resource}"; allowed: ${arnForm}`],
      })),
      ...['"*"', '"arn:aws:iam::111122223333:role/*"', '"arn:aws:iam::111122223333:role/a?"'].map(
        (resource) => ({
          title: `refuses ${resource} for an action that hands out permissions`,
          changes: [withAgent, withRole(`{ actions: [sts:AssumeRole], resources: [${resource}] }`)],
          problems: [
            `${place}.resources[0]: found ${resource} for sts:AssumeRole; allowed: whole ARNs without wildcards, because this action hands out permissions`,
          ],
        }),
      ),
      {
        title: "accepts one whole role to assume",
        changes: [
          withAgent,
          withRole('{ actions: [sts:AssumeRole], resources: ["arn:aws:iam::111122223333:role/reports"] }'),
        ],
        problems: [],
      },
    ]);
  });

  describe("its conditions", () => {
    refuses([
      ...[
        "{ StringEquals: { aws:ResourceTag/team: shop } }",
        '{ "ForAnyValue:StringLike": { aws:TagKeys: [team, "cost*"] } }',
        '{ Bool: { aws:SecureTransport: "true" }, "Null": { aws:TokenIssueTime: "false" } }',
        '{ ArnNotLikeIfExists: { aws:SourceArn: "arn:aws:sqs:*" } }',
      ].map((text) => ({ title: `accepts ${text}`, changes: [withAgent, conditions(text)], problems: [] })),
      {
        title: "refuses an operator that IAM does not have",
        changes: [withAgent, conditions("{ Equals: { aws:ResourceTag/team: shop } }")],
        problems: [
          `${place}.conditions.Equals: found the name "Equals"; allowed: an operator of IAM such as StringEquals, ArnLike or Bool`,
        ],
      },
      {
        title: "refuses a key without its service",
        changes: [withAgent, conditions("{ StringEquals: { team: shop } }")],
        problems: [
          `${place}.conditions.StringEquals.team: found the name "team"; allowed: a condition key of IAM such as aws:ResourceTag/team or kms:ViaService`,
        ],
      },
      {
        title: "refuses what is no text",
        changes: [withAgent, conditions("{ Bool: { aws:SecureTransport: true } }")],
        problems: [
          `${place}.conditions.Bool.aws:SecureTransport: found true (a boolean); allowed: text, or a list of texts`,
        ],
      },
    ]);
  });

  describe("in the stack file", () => {
    refuses([
      {
        title: "has statements of its own",
        changes: [
          withAgent,
          inCart("aws: {}"),
          inStackFile(`{ statements: [{ actions: [sqs:SendMessage], resources: ["${queue}"] }] }`),
        ],
        problems: [],
      },
      {
        title: "needs them where the namespace file has none",
        changes: [withAgent, inCart("aws: {}")],
        problems: [
          "namespaces/shop.yaml:9 workloads.cart.aws.statements: found nothing; allowed: statements here, or under basalt:namespaces.shop.workloads.cart.aws of the stack file",
        ],
      },
      {
        title: "gives none to a workload whose namespace file says nothing of it",
        changes: [
          withAgent,
          inStackFile(`{ statements: [{ actions: [sqs:SendMessage], resources: ["${queue}"] }] }`),
        ],
        problems: [
          "Pulumi.test.yaml:57 config.basalt:namespaces.shop.workloads.cart.aws: found permissions of a workload whose namespace file gives it none; allowed: aws in the namespace file as well; aws: {} where every stack file has its own statements",
        ],
      },
      {
        title: "is held to the same rules, where they stand",
        changes: [
          withAgent,
          withRole(),
          inStackFile('{ statements: [{ actions: [iam:PassRole], resources: ["*"] }] }'),
        ],
        problems: [
          'Pulumi.test.yaml:57 config.basalt:namespaces.shop.workloads.cart.aws.statements[0].resources[0]: found "*" for iam:PassRole; allowed: whole ARNs without wildcards, because this action hands out permissions',
        ],
      },
      {
        title: "names the agent, for every workload that needs it",
        changes: [
          withRole(),
          inShop("  web:\n", `  web:\n    aws: { statements: [{ actions: [s3:Get*], resources: ["*"] }] }\n`),
        ],
        problems: [
          "Pulumi.test.yaml:45 config.basalt:addons.eks-pod-identity-agent: found nothing; allowed: an exact version such as v1.3.10-eksbuild.3, for the roles of shop/cart, shop/web",
        ],
      },
      {
        title: "is for clusters that Basalt makes",
        base: existingProject,
        changes: [withRole()],
        problems: [
          "Pulumi.test.yaml:4 config.basalt:cluster.kind: found an existing cluster, and workloads with aws (shop/cart); allowed: aws only on EKS clusters that Basalt makes, whose agent hands out the credentials",
        ],
      },
      {
        title: "is not judged where the stack file has other mistakes",
        base: existingProject,
        changes: [withRole(), inStack("version: v3.32.2", "version: v3.31.0")],
        problems: [
          "Pulumi.test.yaml:16 config.basalt:calico.version: found v3.31.0; allowed: v3.32.1 or newer",
        ],
      },
      {
        title: "is no longer than AWS takes",
        changes: [
          withAgent,
          sending(
            Array.from({ length: 200 }, (_, index) => `"${queue}-${"x".repeat(10)}-${index}"`).join(", "),
          ),
        ],
        problems: [
          "namespaces/shop.yaml:9 workloads.cart.aws.statements: found a policy of 12389 characters; allowed: at most 10240, AWS's limit; join statements, or group resources by a prefix",
        ],
      },
    ]);
  });

  describe("its path", () => {
    const own = "shop/cart -> pod-identity [80]";
    it("leads from this workload to the agent on its node, and nowhere else", () => {
      const declaration = load({ changes: [withAgent, withRole()] });
      assert.deepEqual(
        flowsOf(declaration).filter((flow) => flow.includes("pod-identity")),
        [own],
      );
      const flow = declaration.flows.find(({ to }) => to.kind === "addresses" && to.name === "pod-identity");
      assert.deepEqual(flow?.to, {
        kind: "addresses",
        name: "pod-identity",
        cidrs: ["169.254.170.23/32"],
        except: [],
      });
      assert.deepEqual(flow.ports, [{ protocol: "TCP", port: 80, endPort: 80 }]);
    });

    it("is open to no workload without a role", () => {
      assert.deepEqual(
        flowsOf(load({ changes: [withAgent] })).filter((flow) => flow.includes("pod-identity")),
        [],
      );
    });

    it("does not lead outside: no security group lets it out, and no assertion about the Internet meets it", () => {
      const never = inShop(
        '  - { from: "*", to: redis, except: [cart] }',
        '  - { from: "*", to: redis, except: [cart] }\n  - { from: cart, to: internet }',
      );
      const declaration = load({ changes: [withAgent, withRole(), never] });
      assert.deepEqual(
        outsideDestinations(declaration).filter(({ cidr }) => cidr.startsWith("169.254.")),
        [],
      );
    });

    refuses([
      {
        title: "breaks the assertion that its workload opens nothing",
        changes: [
          withAgent,
          inShop(
            "  redis:\n",
            `  lone:\n    image: app\n    aws: { statements: [{ actions: [s3:Get*], resources: ["*"] }] }\n  redis:\n`,
          ),
          inShop(
            '  - { from: "*", to: redis, except: [cart] }',
            '  - { from: "*", to: redis, except: [cart] }\n  - { from: lone, to: "*" }',
          ),
        ],
        problems: [
          "namespaces/shop.yaml:27 never[1]: found an assertion that the flow from shop/lone to pod-identity breaks; allowed: an assertion that the declared flows keep; change one of the two",
        ],
      },
      {
        title: "has a name that no range has",
        changes: [inShop("name: payments", "name: pod-identity")],
        problems: [
          "namespaces/shop.yaml:18 flows[3].to: found a range called pod-identity; allowed: another name",
        ],
      },
      {
        title: "has a label from EKS's webhook, by which no other workload is selected",
        changes: [inShop("{ app: redis }", "{ eks.amazonaws.com/pod-identity: enabled }")],
        problems: [
          'namespaces/shop.yaml:12 workloads.redis.selector."eks.amazonaws.com/pod-identity": found a label that controllers set; allowed: labels of the workload itself',
        ],
      },
    ]);
  });
});
