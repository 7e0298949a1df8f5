import type { z } from "zod";
import type { RuleSettings } from "../configuration/configuration.js";
import type { Finding } from "./finding.js";
import type { Resource } from "./resource.js";

/** How grave it is that a rule is broken, in CrossGuard's terms. */
export type Severity = "low" | "medium" | "high" | "critical";

/** advisory: told; mandatory: nothing is deployed; disabled: not asked. */
export type EnforcementLevel = "advisory" | "mandatory" | "disabled";

/** A requirement of a published framework that a rule serves. */
export interface FrameworkReference {
  readonly framework: FrameworkName;
  /** Number or name of the requirement: `5.4.2`. */
  readonly reference: string;
  /** What is required, in short. */
  readonly specification: string;
}

export type FrameworkName = "CIS EKS" | "NSA/CISA Kubernetes Hardening" | "SOC 2" | "PCI DSS";

/** What a rule is about; the first word of its tags and a chapter of docs/rules.md. */
export type Area = "nodes" | "cluster" | "pods" | "network" | "stack" | "program";

/** What every rule says about itself. */
interface About<Settings> {
  /** Id in kebab case, and the name of its file. */
  readonly name: string;
  readonly area: Area;
  /** What is required, as one sentence without a full stop. */
  readonly description: string;
  readonly severity: Severity;
  /** How it is enforced where no configuration says otherwise. */
  readonly enforcementLevel: "advisory" | "mandatory";
  /** What can happen where it is broken. */
  readonly why: string;
  /** What to do about a violation. */
  readonly remediationSteps: string;
  /** Where to read on. */
  readonly url: string;
  /** Further tags; its area is always one. */
  readonly tags?: readonly string[];
  readonly frameworks: readonly FrameworkReference[];
  /** What its configuration may say, with defaults: a stack may leave out all of it. */
  readonly parameters?: z.ZodType<Settings>;
  /** Names of the parameters by which settings ask for less than the defaults do. */
  readonly weakenedBy?: (settings: Settings) => readonly string[];
  /** Shown in docs/rules.md; the tests judge them. */
  readonly examples: {
    readonly complies: Example;
    readonly violates: Example;
    /** What the policy configuration says about the rule in both; only where it takes one. */
    readonly configuration?: Readonly<Record<string, unknown>>;
  };
}

/** One resource (or some, where the rule is about a stack) for the documentation. */
export type Example = readonly ExampleResource[];

export interface ExampleResource {
  readonly type: string;
  readonly name?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly options?: {
    readonly protect?: boolean;
    readonly ignoreChanges?: readonly string[];
    readonly deleteBeforeReplace?: boolean;
  };
}

/** A rule that each resource is judged by for itself, before it is made. */
export interface ResourceRule<Settings = unknown> extends About<Settings> {
  readonly kind: "resource";
  /** Whether resources of a type can break it; asked once for each type. */
  readonly appliesTo: (type: string) => boolean;
  /** Pure but for the day: what is wrong with one resource. */
  readonly check: (resource: Resource, settings: Settings, today: () => Date) => readonly Finding[];
}

/** A rule about all resources of a stack together. */
export interface StackRule<Settings = unknown> extends About<Settings> {
  readonly kind: "stack";
  /** Pure but for the day: what is wrong with a stack. */
  readonly check: (stack: Stack, settings: Settings, today: () => Date) => readonly Finding[];
}

/** All resources of a stack, as one rule reads them. */
export interface Stack {
  readonly resources: readonly Resource[];
  /** One object for all rules that one question is put to: what they share is kept by it, and goes with it. */
  readonly question: object;
  /** How the pack is configured. */
  readonly rules: ReadonlyMap<Rule, RuleSettings>;
}

export type Rule = ResourceRule | StackRule;

/** A rule about single resources; the types of its settings follow its parameters. */
export function resourceRule<Settings>(rule: Omit<ResourceRule<Settings>, "kind">): Rule {
  return { kind: "resource", ...rule } as Rule;
}

/** A rule about a whole stack. */
export function stackRule<Settings>(rule: Omit<StackRule<Settings>, "kind">): Rule {
  return { kind: "stack", ...rule } as Rule;
}
