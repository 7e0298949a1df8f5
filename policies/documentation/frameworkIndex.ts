import { frameworkVersions } from "../model/frameworks.js";
import type { FrameworkName, Rule } from "../model/rule.js";
import { linkTo, text } from "./markdown.js";

/** `CIS EKS 1.8.0`. */
export function frameworkHeading(framework: FrameworkName): string {
  return `${framework} ${frameworkVersions[framework]}`;
}

/** Of each framework, its requirements and the rules that serve them. */
export function frameworkIndex(rules: readonly Rule[]): string[] {
  return (Object.keys(frameworkVersions) as FrameworkName[]).flatMap((framework) => {
    const requirements = requirementsOf(framework, rules);
    if (requirements.size === 0) return [];
    const lines = [...requirements.values()]
      .sort(
        (a, b) =>
          byNumber.compare(a.reference, b.reference) || byNumber.compare(a.specification, b.specification),
      )
      .map(
        ({ reference, specification, serving }) =>
          `- **${text(reference)}** ${text(specification)}: ${serving.map(linkTo).join(", ")}`,
      );
    return [`### ${text(frameworkHeading(framework))}`, lines.join("\n")];
  });
}

/** 4.2 is before 4.10. */
const byNumber = new Intl.Collator("en", { numeric: true });

interface Requirement {
  readonly reference: string;
  readonly specification: string;
  /** Names of rules. */
  readonly serving: string[];
}

/** By what they say: a wide one, such as a criterion of SOC 2, asks for several things. */
function requirementsOf(framework: FrameworkName, rules: readonly Rule[]): Map<string, Requirement> {
  const requirements = new Map<string, Requirement>();
  for (const rule of rules)
    for (const { reference, specification, framework: of } of rule.frameworks) {
      if (of !== framework) continue;
      const key = `${reference}\n${specification}`;
      const requirement = requirements.get(key) ?? { reference, specification, serving: [] };
      requirement.serving.push(rule.name);
      requirements.set(key, requirement);
    }
  return requirements;
}
