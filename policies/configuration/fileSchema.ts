import { z } from "zod";
import type { Rule } from "../model/rule.js";
import { schemaOf } from "./configuration.js";

/** How a rule may be enforced. The engine knows `remediate` too; nothing here mends by itself. */
const levelSchema = z
  .enum(["mandatory", "advisory", "disabled"])
  .describe("mandatory: nothing is deployed where it is broken; advisory: that is told; disabled: not asked");

/**
 * A file for the engine's --policy-pack-config: how rules are enforced, by name. The engine reads a text as a level and a
 * mapping as a level with parameters (github.com/pulumi/pulumi, pkg/resource/analyzer/config.go), and takes the name of a
 * rule that there is not without a word.
 */
export function configurationFileSchema(rules: readonly Rule[]) {
  const byName = Object.fromEntries(
    rules.map((rule) => [
      rule.name,
      z
        .union([levelSchema, schemaOf(rule).extend({ enforcementLevel: levelSchema.optional() })])
        .optional()
        .describe(`${rule.description} (default: ${rule.enforcementLevel})`),
    ]),
  );
  return z.strictObject({
    // Of all rules the engine takes the level only.
    all: z
      .union([levelSchema, z.strictObject({ enforcementLevel: levelSchema })])
      .optional()
      .describe("Every rule that has no level of its own here"),
    ...byName,
  });
}

/** A rule's part of such a file, once it is valid. */
export type RuleEntry =
  | z.infer<typeof levelSchema>
  | (Readonly<Record<string, unknown>> & { readonly enforcementLevel?: z.infer<typeof levelSchema> });
