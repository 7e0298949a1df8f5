import { propertySchemas } from "../configuration/configuration.js";
import type { Rule } from "../model/rule.js";
import { code, text } from "./markdown.js";

/** The part of JSON Schema in which parameters are written. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
}

/** What a configuration may say to a rule, beside what it may say to all of them: one item of a list each. */
export function parameterList(rule: Rule): string[] {
  const { exceptions: _, ...schemas } = propertySchemas(rule) as Record<string, Schema>;
  return Object.entries(schemas).map(([name, schema]) => {
    const facts = [
      code(typeOf(schema)),
      ...limitsOf(schema),
      `default ${code(JSON.stringify(schema.default))}`,
    ];
    return `- ${code(name)} (${facts.join(", ")}): ${text(schema.description ?? "")}`;
  });
}

/** A type as TypeScript writes it. */
function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(" | ");
  if (schema.type === "array") {
    const item = typeOf(schema.items ?? {});
    return item.includes(" | ") ? `(${item})[]` : `${item}[]`;
  }
  if (schema.type === "object") return objectType(schema);
  return schema.type === "integer" ? "number" : (schema.type ?? "any");
}

function objectType({ properties = {}, required = [], additionalProperties }: Schema): string {
  const fields = Object.entries(properties).map(
    ([name, schema]) => `${name}${required.includes(name) ? "" : "?"}: ${typeOf(schema)}`,
  );
  if (fields.length > 0) return `{ ${fields.join("; ")} }`;
  return typeof additionalProperties === "object" ? `Record<string, ${typeOf(additionalProperties)}>` : "{}";
}

/** What the type does not say, of the parameter or of the items of a list. */
function limitsOf(schema: Schema): string[] {
  const { minItems, items } = schema;
  if (items) return [...(minItems === undefined ? [] : [`at least ${minItems}`]), ...limitsOf(items)];
  const { pattern, format, minimum, maximum, minLength } = schema;
  return [
    ...(format === undefined ? [] : [text(format)]),
    // Of a known format, the pattern says nothing more.
    ...(pattern === undefined || format !== undefined ? [] : [`matching ${code(pattern)}`]),
    // An integer without limits has those of its type.
    ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? [] : [`${minimum} or more`]),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? [] : [`${maximum} or less`]),
    ...(minLength === undefined || minLength === 0 ? [] : [`${minLength} characters or more`]),
  ];
}
