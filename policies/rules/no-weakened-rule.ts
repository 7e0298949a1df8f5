import { hasExpired, isFor, type Exception } from "../configuration/exceptions.js";
import type { RuleSettings } from "../configuration/configuration.js";
import type { Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { stackRule, type Rule, type Stack } from "../model/rule.js";
import { showValue } from "../../problems/problem.js";

/** Configuration may ask for more than the pack does; where it asks for less, somebody should know. */
export const noWeakenedRule = stackRule({
  name: "no-weakened-rule",
  area: "program",
  description: "configuration asks for no less than the pack does by itself",
  severity: "high",
  // A stack may ask for less; it may not do so in silence.
  enforcementLevel: "advisory",
  why: "A rule that one stack's configuration turns down is a rule that others believe is kept.",
  remediationSteps:
    "Take the setting out of the policy configuration; keep to an exception for one resource, with its reason and its last day.",
  url: "https://www.pulumi.com/docs/discovery-governance/reference/policy-fields/",
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to infrastructure and software are authorized, tested and approved",
    },
  ],
  check: (stack, _, today) =>
    [...stack.rules].flatMap(([rule, settings]) => [
      ...lowered(rule, settings),
      ...settings.exceptions.flatMap((exception, index) =>
        useless(exception, stack, today()).map((finding) => ({
          path: `${rule.name}.exceptions[${index}]`,
          ...finding,
        })),
      ),
    ]),
  examples: {
    complies: [{ type: "kubernetes:core/v1:Namespace", name: "shop", properties: {} }],
    violates: [{ type: "kubernetes:core/v1:Namespace", name: "store", properties: {} }],
    configuration: {
      exceptions: [
        {
          resource: "kubernetes:core/v1:Namespace::shop",
          reason: "an exception for what is gone",
          expires: "2099-12-31",
        },
      ],
    },
  },
});

/** A mandatory rule that is not, or that asks for less than by its defaults. */
function lowered(rule: Rule, { level, parameters }: RuleSettings): Finding[] {
  if (rule.enforcementLevel !== "mandatory") return [];
  return [
    ...(level === "mandatory"
      ? []
      : [{ path: rule.name, found: `the level ${level}`, allowed: "the level mandatory" }]),
    ...(rule.weakenedBy?.(parameters) ?? []).map((name) => ({
      path: `${rule.name}.${name}`,
      found: `${showValue((parameters as Record<string, unknown>)[name])}, which asks for less`,
      allowed: "the default, or what asks for more",
    })),
  ];
}

/** An exception that excepts nothing any more. One in force is told with what it excepts. */
function useless(exception: Exception, { resources }: Stack, today: Date): Omit<Finding, "path">[] {
  if (hasExpired(exception, today))
    return [
      {
        found: `an exception for ${showValue(exception.resource)} that ended on ${exception.expires} (${exception.reason})`,
        allowed: "exceptions whose last day is still to come",
        fix: "Mend the resource and take the exception out; or give it another last day, and say why.",
      },
    ];
  if (resources.some(({ urn }) => isFor(exception, urn)) || isInUnseenChart(exception, resources)) return [];
  return [
    {
      found: `an exception for ${showValue(exception.resource)}, which the stack does not have (${exception.reason})`,
      allowed: "exceptions for resources of the stack",
      fix: "Take the exception out, or correct the name of its resource.",
    },
  ];
}

/**
 * Whether an exception is for an object of a chart that nobody has rendered yet: without a cluster, a chart of v4 has no
 * objects. The Kubernetes provider names them `<chart>:<namespace>/<name>`.
 */
function isInUnseenChart({ resource }: Exception, resources: readonly Resource[]): boolean {
  const name = resource.split("::").at(-1)!;
  return resources.some(
    (chart) =>
      chart.type === "kubernetes:helm.sh/v4:Chart" &&
      name.startsWith(`${chart.name}:`) &&
      !resources.some(({ options }) => options.parent === chart.urn),
  );
}
