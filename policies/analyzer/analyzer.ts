import { hasExpired, isFor } from "../configuration/exceptions.js";
import { settingsOf, type RuleConfiguration, type RuleSettings } from "../configuration/configuration.js";
import type { Finding } from "../model/finding.js";
import { resourceFor, type AnalyzedResource } from "../model/resource.js";
import type { ResourceRule, Rule, StackRule } from "../model/rule.js";
import type { NoteUnknown } from "../model/value.js";
import { isMapping } from "../model/wireValue.js";
import { describeFinding, describeUndecided } from "./messages.js";

/** Takes what a rule leaves open and, of a whole stack, of which resource. */
type Note = (...noted: [...Parameters<NoteUnknown>, urn?: string]) => void;

/** One thing to tell about a rule. */
export interface Diagnostic {
  readonly rule: Rule;
  readonly level: "advisory" | "mandatory";
  readonly message: string;
  /** The resource; absent where it is about the stack. */
  readonly urn?: string;
}

/**
 * Judges resources by rules, under one configuration. From one question to the next it keeps only what went into each
 * resource, until their stack is judged.
 */
export class Analyzer {
  /** What went into each resource, by URN. */
  private readonly inputs = new Map<string, unknown>();
  private settings: ReadonlyMap<Rule, RuleSettings>;
  /** The rules about single resources, by type; found once a type. */
  private byType = new Map<string, readonly ResourceRule[]>();

  /** @param today the day by which exceptions end; asked at each finding */
  constructor(
    private readonly rules: readonly Rule[],
    private readonly today: () => Date = () => new Date(),
  ) {
    this.settings = new Map(rules.map((rule) => [rule, settingsOf(rule)]));
  }

  /**
   * Takes the configuration of the rules by name; a rule that it does not name has its defaults.
   *
   * Throws with all mistakes, and then keeps the former one.
   */
  configure(configuration: ReadonlyMap<string, RuleConfiguration>): void {
    const errors: string[] = [];
    const settings = new Map<Rule, RuleSettings>();
    for (const rule of this.rules)
      try {
        settings.set(rule, settingsOf(rule, configuration.get(rule.name)));
      } catch (error) {
        errors.push((error as Error).message);
      }
    if (errors.length > 0) throw new Error(errors.join("\n"));
    this.settings = settings;
    this.byType = new Map();
    this.inputs.clear();
  }

  /** What the rules about single resources say about one. */
  analyze(resource: AnalyzedResource): Diagnostic[] {
    this.inputs.set(resource.urn, resource.properties);
    return this.rulesFor(resource.type).flatMap((rule) =>
      this.judge(rule, resource.urn, (note, parameters) =>
        rule.check(resourceFor(resource, note), parameters, this.today),
      ),
    );
  }

  /** What the rules about whole stacks say. */
  analyzeStack(told: readonly AnalyzedResource[]): Diagnostic[] {
    // The engine tells them in any order; what a rule says first is the same every time.
    const resources = told
      .map((resource) => ({
        ...this.withInputs(resource),
        given: this.inputs.get(resource.urn) ?? resource.properties,
      }))
      .sort((a, b) => (a.urn < b.urn ? -1 : 1));
    this.inputs.clear();
    return this.rules
      .filter(
        (rule): rule is StackRule => rule.kind === "stack" && this.settings.get(rule)!.level !== "disabled",
      )
      .flatMap((rule) =>
        this.judge(rule, undefined, (note, parameters) => {
          const stack = {
            resources: resources
              .filter(({ type }) => isToken(type))
              .map((resource) =>
                resourceFor(resource, (value, because) => note(value, because, resource.urn)),
              ),
            question: resources,
            rules: this.settings,
          };
          return rule.check(stack, parameters, this.today);
        }),
      );
  }

  /**
   * What went into a resource and, over it, what came out. The engine tells a stack by outputs alone: components have
   * those that they name, mostly none; and in a preview nothing has any whose provider is yet to be configured, such as
   * every object of a cluster that is not there yet (github.com/pulumi/pulumi, pkg/resource/plugin/provider_plugin.go).
   */
  private withInputs(resource: AnalyzedResource): AnalyzedResource {
    const { urn, properties } = resource;
    const given = this.inputs.get(urn);
    if (!isMapping(given) || !isMapping(properties)) return resource;
    if (Object.keys(given).every((key) => Object.hasOwn(properties, key))) return resource;
    return { ...resource, properties: { ...given, ...properties } };
  }

  private rulesFor(type: string): readonly ResourceRule[] {
    let rules = this.byType.get(type);
    if (!rules) {
      rules = this.rules.filter(
        (rule): rule is ResourceRule =>
          rule.kind === "resource" &&
          this.settings.get(rule)!.level !== "disabled" &&
          isToken(type) &&
          rule.appliesTo(type),
      );
      this.byType.set(type, rules);
    }
    return rules;
  }

  private judge(
    rule: Rule,
    urn: string | undefined,
    check: (note: Note, parameters: unknown) => readonly Finding[],
  ): Diagnostic[] {
    const { parameters } = this.settings.get(rule)!;
    const open = new Map<string, { where: string | undefined; because: string; paths: Set<string> }>();
    const findings = check((value, because = "only a deployment can tell", where = urn) => {
      const key = JSON.stringify([where, because]);
      const { paths } = open.get(key) ?? open.set(key, { where, because, paths: new Set() }).get(key)!;
      paths.add(value.path);
    }, parameters);
    const violations = findings.map((finding) => this.violation(rule, finding, finding.urn ?? urn));
    // What is known decides already.
    const undecided = [...open.values()].filter(({ where }) =>
      violations.every((each) => each.urn !== where),
    );
    return [
      ...violations,
      ...undecided.map(({ where, because, paths }): Diagnostic => ({
        rule,
        level: "advisory",
        message: describeUndecided(rule, [...paths], because),
        urn: where,
      })),
    ];
  }

  private violation(rule: Rule, finding: Finding, urn: string | undefined): Diagnostic {
    const { level, exceptions } = this.settings.get(rule)!;
    const exception = urn === undefined ? undefined : exceptions.find((candidate) => isFor(candidate, urn));
    const expired = exception !== undefined && hasExpired(exception, this.today());
    const accepted = exception !== undefined && !expired;
    return {
      rule,
      level: level === "mandatory" && !accepted ? "mandatory" : "advisory",
      message: describeFinding(rule, finding, exception && { ...exception, expired }),
      urn,
    };
  }
}

/**
 * Whether a type is one of a package; a component may have any. Rules look types up, and `constructor` is in each of their
 * tables.
 */
function isToken(type: string): boolean {
  return type.includes(":");
}
