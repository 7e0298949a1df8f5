/* Parts of an ARN that the schema has accepted: arn:aws:<service>:<region>:<account>:<resource>. */

/** The region of an ARN; empty for services without regions. */
export function regionOf(arn: string): string {
  return arn.split(":")[3]!;
}

/** The account of an ARN. */
export function accountOf(arn: string): string {
  return arn.split(":")[4]!;
}
