import { join } from "node:path";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import {
  startPack,
  type PackDiagnostic,
  type PackProcess,
  type PackResource,
} from "../../../cli/pack/packProcess.js";
import { Analyzer, type Diagnostic } from "../../../policies/analyzer/analyzer.js";
import { shortName } from "../../../policies/configuration/exceptions.js";
import type { RuleConfiguration } from "../../../policies/configuration/configuration.js";
import { rules } from "../../../policies/index.js";
import type { AnalyzedResource } from "../../../policies/model/resource.js";

/*
 * What the pack says of resources: the real process over the Analyzer protocol. With PACK=in-process the same without
 * a process, for who changes the rules' code and runs the tests many times (test/mutation).
 */

/** A resource as a test writes it; properties in the engine's wire form. */
export interface TestResource {
  readonly type: string;
  /** Default: `it`. */
  readonly name?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly options?: {
    readonly protect?: boolean;
    readonly ignoreChanges?: readonly string[];
    readonly deleteBeforeReplace?: boolean;
    readonly parent?: string;
  };
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  /** Default: of a child of the stack. */
  readonly urn?: string;
}

/** What the configuration of a stack says; rules that it does not name have their defaults. */
export type TestConfiguration = Readonly<
  Record<string, { readonly level?: RuleConfiguration["enforcementLevel"] } & Record<string, unknown>>
>;

/** `[mandatory] no-privileged-container kubernetes:core/v1:Pod::it: …`, one text for each diagnostic, sorted. */
export type Verdict = string;

/** Everything that the pack's rules about single resources say about these. */
export async function judge(
  resources: readonly TestResource[],
  configuration: TestConfiguration = {},
): Promise<Verdict[]> {
  const analyzed = resources.map(analyzedResource);
  const pack = await configured(configuration);
  const diagnostics: PackDiagnostic[] = [];
  for (const resource of analyzed) diagnostics.push(...(await pack.analyze(resource)));
  return diagnostics.map(verdict).sort();
}

/** Everything that its rules about whole stacks say about these. */
export async function judgeStack(
  resources: readonly TestResource[],
  configuration: TestConfiguration = {},
): Promise<Verdict[]> {
  const pack = await configured(configuration);
  return (await pack.analyzeStack(resources.map(analyzedResource))).map(verdict).sort();
}

/** Stands for a value that only a deployment can tell. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value that the engine keeps secret. */
export function secret(value: unknown): unknown {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

function verdict({ level, rule, urn, message }: PackDiagnostic): Verdict {
  return `[${level}] ${rule} ${urn === undefined ? "the stack" : shortName(urn)}: ${message}`;
}

function analyzedResource({
  type,
  name = "it",
  urn,
  properties,
  options,
  propertyDependencies,
}: TestResource) {
  return {
    urn: urn ?? `urn:pulumi:test::basalt::${type}::${name}`,
    type,
    name,
    properties,
    options: { protect: false, ignoreChanges: [], ...options },
    ...(propertyDependencies ? { propertyDependencies } : {}),
  } satisfies AnalyzedResource;
}

interface Judge {
  analyze(resource: AnalyzedResource): Promise<PackDiagnostic[]>;
  analyzeStack(resources: readonly AnalyzedResource[]): Promise<PackDiagnostic[]>;
}

async function configured(configuration: TestConfiguration): Promise<Judge> {
  const said = new Map<string, RuleConfiguration>(
    rules.map((rule) => {
      const { level = rule.enforcementLevel, ...properties } = configuration[rule.name] ?? {};
      return [rule.name, { enforcementLevel: level, properties }];
    }),
  );
  return process.env["PACK"] === "in-process" ? inProcess(said) : overTheWire(said);
}

function inProcess(configuration: ReadonlyMap<string, RuleConfiguration>): Judge {
  const analyzer = new Analyzer(rules);
  analyzer.configure(configuration);
  const told = (diagnostics: readonly Diagnostic[]) =>
    Promise.resolve(diagnostics.map((diagnostic) => ({ ...diagnostic, rule: diagnostic.rule.name })));
  return {
    analyze: (resource) => told(analyzer.analyze(resource)),
    analyzeStack: (resources) => told(analyzer.analyzeStack(resources)),
  };
}

let started: Promise<PackProcess> | undefined;

/** One process for all tests: how it is configured is all that it keeps. */
async function overTheWire(configuration: ReadonlyMap<string, RuleConfiguration>): Promise<Judge> {
  started ??= startPack(join(__dirname, "../../../policies"));
  const pack = await started;
  await pack.configure(
    new Map(
      [...configuration].map(([name, { enforcementLevel, properties }]) => [
        name,
        { level: enforcementLevel, properties: struct(properties) },
      ]),
    ),
  );
  const onWire = (resource: AnalyzedResource): PackResource => ({
    ...resource,
    properties: struct(resource.properties as Record<string, unknown>),
  });
  return {
    analyze: (resource) => pack.analyze(onWire(resource)),
    analyzeStack: (resources) => pack.analyzeStack(resources.map(onWire)),
  };
}

function struct(value: Readonly<Record<string, unknown>>): Struct {
  return Struct.fromJavaScript(value as Parameters<typeof Struct.fromJavaScript>[0]);
}

after(async () => {
  const pack = await started;
  pack?.stop();
  started = undefined;
});
