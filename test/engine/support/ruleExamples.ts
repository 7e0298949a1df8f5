import { Analyzer } from "../../../policies/analyzer/analyzer.js";
import type { RuleConfiguration } from "../../../policies/configuration/configuration.js";
import { shortName, type Exception } from "../../../policies/configuration/exceptions.js";
import { rules } from "../../../policies/index.js";
import type { AnalyzedResource } from "../../../policies/model/resource.js";
import type { ExampleResource, Rule } from "../../../policies/model/rule.js";
import type { Files } from "../../support/project.js";

/*
 * The examples of the pack's rules as programs. Many share one: each preview takes seconds, and whether examples disturb
 * each other can be asked without an engine.
 */

/** An example of a rule, to be judged by an engine. */
export interface ExampleCase {
  readonly rule: Rule;
  readonly isViolation: boolean;
  readonly resources: readonly NamedResource[];
}

type NamedResource = ExampleResource & { readonly name: string };

/** Examples that are resources of one stack. */
export interface ExampleStack {
  readonly cases: readonly ExampleCase[];
  /** What the file of the policies says. */
  readonly configuration: Readonly<Record<string, RuleProperties>>;
}

type RuleProperties = Readonly<Record<string, unknown>> & { readonly exceptions?: readonly Exception[] };

/** `[mandatory] no-privileged-container kubernetes:core/v1:Pod::it: …` */
export interface Said {
  readonly rule: string;
  readonly text: string;
}

/** One verdict, whoever gives it; what is about the stack, an engine tells of the stack's own resource. */
export function said(rule: string, level: string, urn: string | undefined, message: string): Said {
  const where = urn === undefined || urn.includes("::pulumi:pulumi:Stack::") ? "the stack" : shortName(urn);
  return { rule, text: `[${level}] ${rule} ${where}: ${message}` };
}

/** Both examples of every rule of a kind; those without a name have the rule's. */
export function casesOf(kind: Rule["kind"]): ExampleCase[] {
  return rules
    .filter((rule) => rule.kind === kind)
    .flatMap((rule) =>
      [true, false].map((isViolation) => ({
        rule,
        isViolation,
        resources: rule.examples[isViolation ? "violates" : "complies"].map((resource, index) => ({
          name: `${rule.name}-${isViolation ? "violates" : "complies"}-${index}`,
          ...resource,
        })),
      })),
    );
}

/** Examples of rules about stacks in as few stacks as they fit into: in each, a rule says what it says of them alone. */
export function stacksOf(cases: readonly ExampleCase[]): ExampleStack[] {
  const stacks: ExampleStack[] = [];
  for (const one of cases) {
    const index = stacks.findIndex(({ cases: others }) => fits(exceptingStack([...others, one])));
    if (index === -1) stacks.push(exceptingStack([one]));
    else stacks[index] = exceptingStack([...stacks[index]!.cases, one]);
  }
  return stacks;
}

function fits(stack: ExampleStack): boolean {
  const names = stack.cases.flatMap(({ resources }) => resources.map(({ type, name }) => `${type}::${name}`));
  if (new Set(names).size < names.length) return false;
  const together = judged(stack);
  return stack.cases.every(({ rule }) => {
    const alone = stack.cases
      .filter((one) => one.rule === rule)
      .flatMap((one) => judged(exceptingStack([one])));
    return textsOf(together, rule).join() === textsOf(alone, rule).join();
  });
}

/** What one rule says, sorted. */
export function textsOf(verdicts: readonly Said[], { name }: Rule): string[] {
  return verdicts
    .filter(({ rule }) => rule === name)
    .map(({ text }) => text)
    .sort();
}

/** A stack that the pack judges as it does by default, but for what the examples say. */
export function plainStack(cases: readonly ExampleCase[]): ExampleStack {
  return {
    cases,
    configuration: Object.fromEntries(
      cases.flatMap(({ rule: { name, examples } }) =>
        examples.configuration === undefined ? [] : [[name, examples.configuration]],
      ),
    ),
  };
}

/**
 * A stack of which whole-stack rules are asked: not where another rule has refused a resource. So what those refuse is
 * excepted; to disable them is more than no-weakened-rule lets pass.
 */
export function exceptingStack(cases: readonly ExampleCase[]): ExampleStack {
  const plain = plainStack(cases);
  const configuration: Record<string, RuleProperties> = { ...plain.configuration };
  const { analyzer, resources } = analyzerFor(plain);
  for (const resource of resources)
    for (const rule of new Set(analyzer.analyze(resource).map((diagnostic) => diagnostic.rule))) {
      const { exceptions = [], ...properties } = configuration[rule.name] ?? {};
      const exception = {
        resource: shortName(resource.urn),
        reason: "another rule's example",
        expires: "2999-12-31",
      };
      configuration[rule.name] = { ...properties, exceptions: [...exceptions, exception] };
    }
  return { cases, configuration };
}

/** What the pack says in this process. */
export function judged(stack: ExampleStack): Said[] {
  const { analyzer, resources } = analyzerFor(stack);
  const diagnostics = resources.flatMap((resource) => analyzer.analyze(resource));
  return [...diagnostics, ...analyzer.analyzeStack(resources)].map(({ rule, level, urn, message }) =>
    said(rule.name, level, urn, message),
  );
}

function analyzerFor({ cases, configuration }: ExampleStack) {
  const analyzer = new Analyzer(rules);
  const configured = (rule: Rule): [string, RuleConfiguration] => [
    rule.name,
    { enforcementLevel: rule.enforcementLevel, properties: configuration[rule.name] ?? {} },
  ];
  analyzer.configure(new Map(rules.map(configured)));
  const resources = cases.flatMap((one) =>
    one.resources.map(({ type, name, properties, options }): AnalyzedResource => ({
      urn: `urn:pulumi:probe::basalt::${type}::${name}`,
      type,
      name,
      properties,
      options: { protect: false, ignoreChanges: [], ...options },
    })),
  );
  return { analyzer, resources };
}

/** Where the policies' configuration is, in {@link programOf}. */
export const configurationFile = "configuration.json";

/** A program that makes a stack, in no language's types but the engine's. */
export function programOf({ cases, configuration }: ExampleStack): Files {
  return {
    [configurationFile]: JSON.stringify(configuration),
    "examples.json": JSON.stringify(cases.map(({ resources }) => resources)),
    // Helm looks a Release's chart up in the program's folder first.
    "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "index.ts": `import { readFileSync } from "node:fs";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
class Custom extends pulumi.CustomResource {}
class Component extends pulumi.ComponentResource {}
const provider = new kubernetes.Provider("rendered", { renderYamlToDirectory: "rendered" });
for (const example of JSON.parse(readFileSync("examples.json", "utf8"))) {
  // A program does not give ids: it takes them from the resource that is to have them.
  const ids = new Map<unknown, pulumi.Output<string>>();
  const live = (value: unknown): unknown =>
    ids.has(value) ? ids.get(value)
    : Array.isArray(value) ? value.map(live)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, live(item)]))
    : value;
  const order = [...example].sort((a, b) => Number("id" in b.properties) - Number("id" in a.properties));
  for (const { type, name, properties: { id, ...properties }, options } of order) {
    if (${String(componentType)}.test(type)) new Component(type, name, properties, options);
    else {
      const own = type.startsWith("kubernetes:") ? { ...options, provider } : options;
      const made = new Custom(type, name, live(properties) as pulumi.Inputs, own);
      if (id !== undefined) ids.set(id, made.id);
    }
  }
}
`,
  };
}

/** Types that are components: no provider makes them. */
const componentType = /^(basalt:|kubernetes:(yaml\/v2|helm\.sh\/v4):)/;
