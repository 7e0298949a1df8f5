import { hasExpired, isFor } from "../configuration/exceptions.js";
import { settingsOf, type RuleConfiguration, type RuleSettings } from "../configuration/configuration.js";
import type { Finding } from "../model/finding.js";
import { resourceFor, type AnalyzedResource } from "../model/resource.js";
import type { ResourceRule, Rule, StackRule } from "../model/rule.js";
import type { Value } from "../model/value.js";
import { describeFinding, describeUndecided } from "./messages.js";

/** One thing to tell about a rule. */
export interface Diagnostic {
  readonly rule: Rule;
  readonly level: "advisory" | "mandatory";
  readonly message: string;
  /** The resource; absent where it is about the stack. */
  readonly urn?: string;
}

/** Judges resources by rules, under one configuration. Keeps nothing from one question to the next. */
export class Analyzer {
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
  }

  /** What the rules about single resources say about one. */
  analyze(resource: AnalyzedResource): Diagnostic[] {
    return this.rulesFor(resource.type).flatMap((rule) =>
      this.judge(rule, resource.urn, (note, parameters) =>
        rule.check(resourceFor(resource, note), parameters),
      ),
    );
  }

  /** What the rules about whole stacks say. */
  analyzeStack(resources: readonly AnalyzedResource[]): Diagnostic[] {
    return this.rules
      .filter(
        (rule): rule is StackRule => rule.kind === "stack" && this.settings.get(rule)!.level !== "disabled",
      )
      .flatMap((rule) =>
        this.judge(rule, undefined, (note, parameters) => {
          const stack = {
            resources: resources.map((resource) =>
              resourceFor(resource, (value) => note(value, resource.urn)),
            ),
            rules: this.settings,
          };
          return rule.check(stack, parameters);
        }),
      );
  }

  private rulesFor(type: string): readonly ResourceRule[] {
    let rules = this.byType.get(type);
    if (!rules) {
      rules = this.rules.filter(
        (rule): rule is ResourceRule =>
          rule.kind === "resource" && this.settings.get(rule)!.level !== "disabled" && rule.appliesTo(type),
      );
      this.byType.set(type, rules);
    }
    return rules;
  }

  private judge(
    rule: Rule,
    urn: string | undefined,
    check: (note: (value: Value, urn?: string) => void, parameters: unknown) => readonly Finding[],
  ): Diagnostic[] {
    const { parameters } = this.settings.get(rule)!;
    const unknown = new Map<string | undefined, Set<string>>();
    const findings = check((value, where = urn) => {
      const paths = unknown.get(where) ?? new Set();
      unknown.set(where, paths.add(value.path));
    }, parameters);
    const diagnostics = findings.map((finding) => this.violation(rule, finding, finding.urn ?? urn));
    for (const [where, paths] of unknown)
      // What is known decides already.
      if (!diagnostics.some((diagnostic) => diagnostic.urn === where))
        diagnostics.push({
          rule,
          level: "advisory",
          message: describeUndecided(rule, [...paths]),
          urn: where,
        });
    return diagnostics;
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
