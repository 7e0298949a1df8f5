import { policyDocument } from "./awsPolicy.js";
import { grants, type AwsStatement } from "./awsPermissionsSchema.js";
import type { RenderedWorkload } from "./declaration.js";
import type { RenderedWorkloadDeclaration } from "./namespaceSchema.js";
import type { Report } from "./report.js";

/** Most characters of a role's inline policies together (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
const longestPolicy = 10_240;

/**
 * What one workload may do in AWS; undefined where it has no role there.
 *
 * @param place path of the workload under basalt:namespaces
 * @param report tells of a mistake in the workload of the namespace's file
 * @param reportOverride tells of a mistake in what the stack's file says of it
 */
export function resolveAws(
  declared: RenderedWorkloadDeclaration["aws"],
  override: { readonly statements: readonly AwsStatement[] } | undefined,
  place: string,
  report: Report,
  reportOverride: Report,
): RenderedWorkload["aws"] {
  if (!declared) {
    // A role opens a path, and every reader of the namespace's file has to see that.
    if (override)
      reportOverride(
        ["aws"],
        "permissions of a workload whose namespace file gives it none",
        "aws in the namespace file as well; aws: {} where every stack file has its own statements",
      );
    return undefined;
  }
  const statements = override?.statements ?? declared.statements;
  if (!statements) {
    report(
      ["aws", "statements"],
      "nothing",
      `statements here, or under basalt:namespaces.${place}.aws of the stack file`,
    );
    return undefined;
  }
  const at = override ? reportOverride : report;
  for (const [index, { actions, resources }] of statements.entries()) {
    const granting = actions.find(grants);
    if (granting === undefined) continue;
    for (const [position, resource] of resources.entries()) {
      if (/[*?]/.test(resource))
        at(
          ["aws", "statements", index, "resources", position],
          `"${resource}" for ${granting}`,
          "whole ARNs without wildcards, because this action hands out permissions",
        );
    }
  }
  const { length } = policyDocument(statements);
  if (length > longestPolicy)
    at(
      ["aws", "statements"],
      `a policy of ${length} characters`,
      `at most ${longestPolicy}, AWS's limit; join statements, or group resources by a prefix`,
    );
  return { statements };
}
