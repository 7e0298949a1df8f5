import { printable } from "../../problems/problem.js";
import type { PolicyException, PolicyFinding, PolicyReport } from "../pack/policyReport.js";
import type { Style } from "../style.js";
import { counted } from "./reach/counted.js";
import { unbroken, wrap } from "./layout.js";

/** What the policy pack says, for a person: counts, exceptions, then everything that a rule has to tell. */
export function policiesText(report: PolicyReport, style: Style, columns: number): string[] {
  return [
    ...summaryLines(report, style, columns),
    ...exceptionLines(report.exceptions, style, columns),
    ...byRule(report.findings).flatMap((findings) => ruleLines(findings, style, columns)),
  ];
}

function summaryLines(
  { configuration, summary, disabled }: PolicyReport,
  style: Style,
  columns: number,
): string[] {
  const { rules, passed, resources, mandatory, advisory, undecided, excepted } = summary;
  const by =
    configuration === undefined
      ? "as the rules are by default: this stack has no file in policies/environments"
      : `as ${configuration} has them`;
  const found = [
    mandatory > 0 && style.bad(unbroken(counted(mandatory, "mandatory violation"))),
    advisory > 0 && style.warning(unbroken(counted(advisory, "advisory violation"))),
    excepted > 0 && unbroken(`${excepted} excepted`),
    undecided > 0 && unbroken(`${undecided} undecided until a deployment`),
  ].filter((text) => text !== false);
  return [
    ...wrap(`${counted(rules, "rule")} on ${counted(resources, "resource")}, ${by}`, columns, "  ", "    "),
    ...(disabled.length > 0
      ? wrap(`not asked: ${disabled.join(", ")}`, columns, `  ${style.warning("!")} `, "    ")
      : []),
    ...wrap(
      [
        passed === rules ? (rules === 1 ? "it holds" : "all hold") : `${passed} of ${rules} hold`,
        ...found,
      ].join(", "),
      columns,
      `  ${mandatory > 0 ? style.bad("✗") : style.good("✓")} `,
      "    ",
    ),
  ];
}

/** What one resource may break for one reason is said once. */
function exceptionLines(exceptions: readonly PolicyException[], style: Style, columns: number): string[] {
  const groups = new Map<string, PolicyException[]>();
  for (const exception of exceptions) {
    const { resource, reason, expires, used } = exception;
    const key = JSON.stringify([resource, reason, expires, used]);
    groups.set(key, [...(groups.get(key) ?? []), exception]);
  }
  return [...groups.values()].flatMap((group) => {
    const [{ resource, reason, expires, expired, used }] = group as [PolicyException];
    const until = expired
      ? style.bad(unbroken(`no more since ${expires}`))
      : `${unbroken(`until ${expires}`)}${used ? "" : ", which nothing in this plan needs"}`;
    const text = `excepted ${until}: ${printable(reason)} (${group.map(({ rule }) => rule).join(", ")})`;
    return [
      ...wrap(text, columns, `  ${style.warning("!")} `, "    "),
      ...wrap(style.faint(printable(resource)), columns, "      "),
    ];
  });
}

/** In the order in which they come: the gravest finding of a rule decides its place. */
function byRule(findings: readonly PolicyFinding[]): PolicyFinding[][] {
  const groups = new Map<string, PolicyFinding[]>();
  for (const finding of findings) groups.set(finding.rule, [...(groups.get(finding.rule) ?? []), finding]);
  return [...groups.values()];
}

function ruleLines(findings: readonly PolicyFinding[], style: Style, columns: number): string[] {
  const [{ rule, severity, level, kind }] = findings as [PolicyFinding];
  const mark = kind !== "violation" ? style.faint : level === "mandatory" ? style.bad : style.warning;
  const about = `${kind === "violation" ? level : kind}, ${severity}`;
  return [
    ...wrap(`${mark(rule)} ${style.faint(unbroken(about))}`, columns, "  ", "    "),
    ...sameMessages(findings).flatMap(({ message, urns }) => [
      ...wrap(message, columns, "    ", "      "),
      ...urns.flatMap((urn) => wrap(style.faint(printable(urn)), columns, "      ")),
    ]),
  ];
}

/** What is wrong with many resources in the same way is said once. */
function sameMessages(findings: readonly PolicyFinding[]): { message: string; urns: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const { message, urn } of findings)
    groups.set(message, [...(groups.get(message) ?? []), ...(urn === undefined ? [] : [urn])]);
  return [...groups].map(([message, urns]) => ({ message, urns }));
}
