import { z } from "zod";

const exceptionSchema = z.strictObject({
  resource: z
    .string()
    .min(3)
    .describe("One resource: its URN, or `type::name`, such as `kubernetes:apps/v1:Deployment::web`"),
  reason: z.string().min(10).describe("Why the rule cannot hold there"),
  expires: z.iso.date().describe("Last day on which it is accepted (UTC): YYYY-MM-DD"),
});

/** A rule that may be broken by one resource, for a reason and until a day. */
export type Exception = z.infer<typeof exceptionSchema>;

export const exceptionsSchema = z
  .array(exceptionSchema)
  .default([])
  .describe("Resources that may break this rule for a while");

/** Whether an exception is about a resource. */
export function isFor({ resource }: Exception, urn: string): boolean {
  return resource === urn || resource === shortName(urn);
}

/** `type::name`: a URN without stack, project and parents. */
export function shortName(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.slice(types.lastIndexOf("$") + 1)}::${name.join("::")}`;
}

/** Whether an exception's last day has passed. */
export function hasExpired({ expires }: Exception, now: Date): boolean {
  return now.toISOString().slice(0, 10) > expires;
}
