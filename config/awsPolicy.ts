import type { AwsStatement } from "./awsPermissionsSchema.js";

/** The policy of a role that may do exactly this, as IAM reads it. */
export function policyDocument(statements: readonly AwsStatement[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map(({ actions, resources, conditions }) => ({
      Effect: "Allow",
      Action: actions,
      Resource: resources,
      ...(conditions ? { Condition: conditions } : {}),
    })),
  });
}

/** Whether a resource is all of a service, or of everything. */
export function isEverything(resource: string): boolean {
  return /^\*+$/.test(resource.split(":").slice(5).join(":") || resource);
}
