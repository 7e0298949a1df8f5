import type { TestResource, Verdict } from "./judge.js";

/** What a rule says to a resource, as `judge` shows it. */
export class Verdicts {
  /**
   * @param required what the rule requires
   * @param fix what it says to do about a violation
   */
  constructor(
    private readonly rule: string,
    private readonly required: string,
    private readonly fix: string,
  ) {}

  /** A violation. */
  refused(
    { type, name = "it" }: Pick<TestResource, "type" | "name">,
    path: string,
    found: string,
    allowed: string,
    fix = this.fix,
  ): Verdict {
    const place = path === "" ? "" : `${path}: `;
    return `[mandatory] ${this.rule} ${type}::${name}: ${place}found ${found}; allowed: ${allowed}; fix: ${fix}`;
  }

  /** What a deployment has to tell. */
  undecided({ type, name = "it" }: Pick<TestResource, "type" | "name">, ...paths: string[]): Verdict {
    return `[advisory] ${this.rule} ${type}::${name}: undecided: ${paths.join(", ")}: only a deployment can tell; required: ${this.required}`;
  }

  /** What no deployment tells more of: the engine leaves out what the resource was given. */
  untold({ type, name = "it" }: Pick<TestResource, "type" | "name">): Verdict {
    return `[advisory] ${this.rule} ${type}::${name}: undecided: all of it: the engine tells policies nothing of what it was given; required: ${this.required}`;
  }

  /** What this rule says among all verdicts, for resources that break others on purpose. */
  among(verdicts: readonly Verdict[]): Verdict[] {
    return verdicts.filter((verdict) => verdict.split(" ")[1] === this.rule);
  }
}
