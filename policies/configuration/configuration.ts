import { z } from "zod";
import { formatPath, printable, showValue } from "../../problems/problem.js";
import type { EnforcementLevel, Rule } from "../model/rule.js";
import { exceptionsSchema, type Exception } from "./exceptions.js";

/** What the engine, or a file, says about one rule. */
export interface RuleConfiguration {
  readonly enforcementLevel: EnforcementLevel;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** How a rule is applied. */
export interface RuleSettings {
  readonly level: EnforcementLevel;
  readonly exceptions: readonly Exception[];
  /** What its parameters are, defaults filled in. */
  readonly parameters: unknown;
}

/** Made once a rule: a schema is compiled where it is first used. */
const schemas = new WeakMap<Rule, z.ZodObject>();

/** What a rule's configuration may say beside its level. */
export function schemaOf(rule: Rule): z.ZodObject {
  let schema = schemas.get(rule);
  if (!schema) {
    const parameters = (rule.parameters ?? z.strictObject({})) as z.ZodObject;
    schema = parameters.extend({ exceptions: exceptionsSchema });
    schemas.set(rule, schema);
  }
  return schema;
}

/** JSON Schemas of a rule's parameters, by name. */
export function propertySchemas(rule: Rule): Record<string, object> {
  const schema = z.toJSONSchema(schemaOf(rule), { io: "input", target: "draft-7" });
  return schema.properties as Record<string, object>;
}

/**
 * The settings of a rule, where `given` is what a configuration says about it.
 *
 * Throws with all mistakes where it says what it may not.
 */
export function settingsOf(rule: Rule, given?: RuleConfiguration): RuleSettings {
  const result = schemaOf(rule).safeParse(given?.properties ?? {});
  if (!result.success) throw new Error(mistakes(rule, given?.properties, result.error));
  const { exceptions, ...parameters } = result.data;
  return {
    level: given?.enforcementLevel ?? rule.enforcementLevel,
    exceptions: exceptions as Exception[],
    parameters,
  };
}

function mistakes(rule: Rule, properties: unknown, error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => {
      const found = path.reduce<unknown>(
        (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
        properties,
      );
      return printable(
        `policy configuration ${formatPath([rule.name, ...path])}: found ${showValue(found)}; ${message}`,
      );
    })
    .join("\n");
}
