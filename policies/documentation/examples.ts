import { stringify } from "yaml";
import { Analyzer, type Diagnostic } from "../analyzer/analyzer.js";
import type { AnalyzedResource } from "../model/resource.js";
import type { Example, ExampleResource, Rule } from "../model/rule.js";
import { isMapping, opaque, unknownValue, unwrap } from "../model/wireValue.js";

/** The day of the documentation: what rules say about versions that age must not change it from one day to the next. */
const today = new Date("2026-11-22");

/** What a rule says of one of its examples. */
export function verdictsOf(rule: Rule, example: Example): Diagnostic[] {
  const analyzer = new Analyzer([rule], () => today);
  const { enforcementLevel, examples } = rule;
  analyzer.configure(new Map([[rule.name, { enforcementLevel, properties: examples.configuration ?? {} }]]));
  const resources = example.map(analyzed);
  return rule.kind === "stack"
    ? analyzer.analyzeStack(resources)
    : resources.flatMap((resource) => analyzer.analyze(resource));
}

/** A resource of an example as an engine would tell it: right below the stack. */
export function analyzed({ type, name = "example", properties, options }: ExampleResource): AnalyzedResource {
  return {
    urn: `urn:pulumi:dev::example::${type}::${name}`,
    type,
    name,
    properties,
    options: { protect: false, ignoreChanges: [], ...options },
  };
}

/** An example as YAML: a document for each resource. */
export function exampleCode(example: Example): string {
  return example
    .map(({ type, name, properties, options }) =>
      stringify(
        {
          type,
          ...(name === undefined ? {} : { name }),
          properties: readable(properties),
          ...(options ? { options } : {}),
        },
        { lineWidth: 0, aliasDuplicateObjects: false },
      ),
    )
    .join("---\n");
}

/** A value whose wire marks are words. */
function readable(raw: unknown): unknown {
  const { value, secret } = unwrap(raw);
  if (secret) return "<a secret>";
  if (value === unknownValue) return "<known after deployment>";
  if (value === opaque) return "<a file>";
  if (Array.isArray(value)) return value.map(readable);
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readable(item)]));
}
