import { z } from "zod";
import { list, mapping, named, text } from "./fields.js";

/* What a workload may do in AWS: the statements of its role's policy, which can only allow. */

/**
 * Services whose actions hand out permissions, or reach those of others: with them a workload could get more than
 * is declared.
 */
const grantingServices: readonly string[] = [
  "account",
  "eks",
  "eks-auth",
  "iam",
  "organizations",
  "ram",
  "rolesanywhere",
  "sso",
  "sso-admin",
  "sso-directory",
  "sts",
];

/** Whether an action is of a service whose actions hand out permissions. */
export function grants(action: string): boolean {
  return grantingServices.includes(action.split(":")[0]!);
}

const wholeAction =
  "an action of one service such as sqs:SendMessage, or a group of its actions such as s3:Get*";

const action = text(/^[a-z][a-z0-9-]{1,62}:[A-Z][A-Za-z0-9]{0,127}\*?$/, wholeAction, (value) =>
  /^[^:]*\*|:[^A-Za-z]*\*/.test(value)
    ? `${wholeAction}; all actions of a service include those that open it to others`
    : undefined,
).refine((value) => !(grants(value) && value.endsWith("*")), {
  error: ({ input }) =>
    `each action by its whole name: those of ${String(input).split(":")[0]!} hand out permissions`,
});

/** Everything, or an ARN: with its service, region and account in full, because they decide whose it is. */
const resource = z.union(
  [
    z.literal("*"),
    text(
      /^arn:aws:[a-z][a-z0-9-]*:[a-z0-9-]*:(\d{12}|aws)?:[^\s\p{C}]{1,1500}$/u,
      'an ARN with service, region and account in full such as arn:aws:sqs:eu-central-1:111122223333:orders, or "*"',
    ),
  ],
  {
    error:
      'an ARN with service, region and account in full such as arn:aws:sqs:eu-central-1:111122223333:orders, or "*"',
  },
);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const operator = text(
  /^((ForAnyValue:|ForAllValues:)?(String(Not)?(Equals(IgnoreCase)?|Like)|(Numeric|Date)((Not)?Equals|(Less|Greater)Than(Equals)?)|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?|Null)$/,
  "an operator of IAM such as StringEquals, ArnLike or Bool",
);

const conditionKey = text(
  /^[A-Za-z0-9-]+:[\w./:${}+=@-]{1,256}$/,
  "a condition key of IAM such as aws:ResourceTag/team or kms:ViaService",
);

const conditionText = z.string({ error: "text; quote numbers and true/false" });

const conditions = named(
  operator,
  named(
    conditionKey,
    z.union([conditionText, list(conditionText, "a list of texts").min(1, { error: "at least one text" })], {
      error: "text, or a list of texts",
    }),
    "a mapping from condition keys to texts",
  ),
  "a mapping from operators to conditions",
);

const statement = mapping(
  {
    actions: list(action, "a list of actions")
      .min(1, { error: "at least one action" })
      .describe(
        "Actions such as sqs:SendMessage, or groups of them such as s3:Get*. Those of services that hand out permissions (iam, sts, eks and the like) by their whole names.",
      ),
    resources: list(resource, "a list of ARNs")
      .min(1, { error: "at least one ARN" })
      .describe('ARNs with service, region and account in full, or "*", which the plan warns of.'),
    conditions: conditions
      .optional()
      .describe(
        "When the statement holds, as IAM writes it: operator, condition key, texts. Default: always.",
      ),
  },
  "a statement",
);

/** Statements; a list of none would be a role that may do nothing. */
const statements = list(statement, "a list of statements")
  .min(1, { error: "at least one statement" })
  .max(50, { error: "at most 50 statements" });

/** `aws` of a workload in a namespace file. */
export const awsPermissions = mapping(
  {
    statements: statements
      .optional()
      .describe(
        "What it may do, and nothing else; may be left out where every stack file gives it under basalt:namespaces.<namespace>.workloads.<workload>.aws.",
      ),
  },
  "permissions in AWS",
);

/** `aws` of a workload in a stack file. */
export const awsPermissionsOverride = mapping(
  { statements: statements.describe("What it may do here, in place of what the namespace file says.") },
  "permissions in AWS",
);

/** One statement, which allows. */
export type AwsStatement = z.output<typeof statement>;
