import { policyPrefix, type PlannedFlow, type PlannedNamespace, type PlanReport } from "../plan/report.js";
import type { Style } from "../style.js";
import { counted } from "./reach/counted.js";
import { policiesText } from "./policiesText.js";
import { resourceTree, type TreeRow } from "./resourceTree.js";
import { shortDigest } from "./shortDigest.js";
import { table, unbroken, wrap } from "./layout.js";

/** The plan for a person at a terminal of so many columns. */
export function planText(report: PlanReport, style: Style, columns: number): string {
  const { cluster, summary } = report;
  const place =
    cluster.kind === "eks"
      ? `EKS ${cluster.version} in ${cluster.region ?? ""}, account ${cluster.account ?? ""}`
      : `existing cluster, Kubernetes ${cluster.version}`;
  const section = (title: string, lines: readonly string[]) => [style.heading(title), ...lines];
  // What policies refuse stands with them.
  const otherFindings = report.findings.filter(({ check }) => !check.startsWith(policyPrefix));
  const sections = [
    wrap(
      `${style.heading(`Plan of ${report.stack}`)}: ${cluster.name} ${style.faint(`(${place})`)}`,
      columns,
      "",
      "    ",
    ),
    section("Resources", [
      ...resourceTree(report.resources).flatMap((row) => treeLines(row, style, columns)),
      `  ${counted(summary.resources, "resource")} in ${counted(summary.components, "component")}`,
    ]),
    section(
      "Pins",
      table(
        Object.entries(report.pins).map(([name, pin]) => [name, shortDigest(pin)]),
        columns,
        "  ",
      ),
    ),
    ...report.namespaces.map((namespace) => namespaceLines(namespace, style, columns)),
    provesAnything(report) && section("Proof", proofLines(report, style, columns)),
    section("Policies", policiesText(report.policies, style, columns)),
    report.undecided.length > 0 &&
      section(
        "Not known offline",
        report.undecided.flatMap((text) => wrap(text, columns, "  ")),
      ),
    report.warnings.length > 0 && section("Warnings", warningLines(report.warnings, style, columns)),
    otherFindings.length > 0 &&
      section(
        "Findings",
        otherFindings.flatMap(({ check, urn, message }) => [
          ...wrap(`${style.bad(check)}${urn === undefined ? "" : ` ${urn}`}`, columns, "  ", "    "),
          ...wrap(message, columns, "    "),
        ]),
      ),
    wrap(verdict(report, style), columns),
  ];
  return `${sections
    .filter((lines) => lines !== false)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function treeLines(
  { depth, names, type, resources, kinds }: TreeRow,
  style: Style,
  columns: number,
): string[] {
  const indent = "  ".repeat(depth + 1);
  const below = `${indent}  `;
  const many = names.length > 1;
  const title = many ? unbroken(`${type} ×${names.length}`) : `${names[0]!} ${style.faint(type)}`;
  const amount = many ? `${counted(resources, "resource")} each` : `${resources}`;
  return [
    ...wrap(`${title} ${style.faint(unbroken(`· ${amount}`))}`, columns, indent, below),
    ...(many ? wrap(names.join(", "), columns, below) : []),
    ...(kinds.length > 0 ? wrap(style.faint(kinds.map(unbroken).join(", ")), columns, below) : []),
  ];
}

/** One warning that holds for many is told once. */
function warningLines(warnings: PlanReport["warnings"], style: Style, columns: number): string[] {
  const subjects = new Map<string, string[]>();
  for (const { subject, text } of warnings) subjects.set(text, [...(subjects.get(text) ?? []), subject]);
  return [...subjects].flatMap(([text, about]) =>
    wrap(`${about.join(", ")}: ${text}`, columns, `  ${style.warning("!")} `, "    "),
  );
}

function namespaceLines(
  { name, file, enforcement, podSecurity, workloads, flows }: PlannedNamespace,
  style: Style,
  columns: number,
): string[] {
  const facts = [
    enforcement,
    `pod security ${podSecurity}`,
    "default-deny both ways",
    counted(workloads.length, "workload"),
    counted(flows.length, "flow"),
  ];
  const state = `${file}: ${facts.map(unbroken).join(", ")}`;
  return [
    ...wrap(`${style.heading(unbroken(`Namespace ${name}`))} ${style.faint(state)}`, columns, "", "    "),
    ...table(
      flows.map((flow) => [
        peer(flow.from, flow, name),
        "->",
        peer(flow.to, flow, name),
        flow.ports.join(", "),
      ]),
      columns,
      "  ",
    ),
  ];
}

function provesAnything({ proof: { holds, flows, closed, rehearsing } }: PlanReport): boolean {
  return !holds || flows + closed.length + rehearsing.length > 0;
}

/** What the program's own policies, evaluated as the cluster would, were compared with. */
function proofLines({ proof, namespaces }: PlanReport, style: Style, columns: number): string[] {
  const { flows, assertions, closed, rehearsing } = proof;
  if (!proof.holds) return wrap(`${style.bad("It does not hold")}: the findings say where.`, columns, "  ");
  const workloads = (names: readonly string[]) =>
    namespaces.reduce((sum, { name, workloads: all }) => sum + (names.includes(name) ? all.length : 0), 0);
  const about = (names: readonly string[]) =>
    `${names.join(", ")} (${counted(workloads(names), "workload")}, and any pod that nobody declared)`;
  const lines = [
    ...(flows > 0
      ? [
          `${counted(flows, "flow")}: ${flows === 1 ? "it gets" : "each gets"} through, by the source's policies and by the target's`,
        ]
      : []),
    ...(closed.length > 0
      ? [`nothing else gets into or out of ${about(closed)}; of kube-system only DNS is reached`]
      : []),
    ...(rehearsing.length > 0 ? [`as soon as enforced, the same holds for ${about(rehearsing)}`] : []),
    ...(assertions > 0
      ? [`${counted(assertions, "never assertion")}: no connection breaks ${assertions === 1 ? "it" : "one"}`]
      : []),
  ];
  return lines.flatMap((line) => wrap(line, columns, `  ${style.good("✓")} `, "    "));
}

/** A peer as the namespace's own file calls it, with what the name of addresses stands for. */
function peer(name: string, { addresses = [] }: PlannedFlow, namespace: string): string {
  // Only workloads have a slash; of a flow's two ends at most one is outside.
  if (name.includes("/")) return name.startsWith(`${namespace}/`) ? name.slice(namespace.length + 1) : name;
  if (addresses.length === 0) return name;
  const more = addresses.length - mostAddresses;
  return `${name} (${addresses.slice(0, mostAddresses).join(", ")}${more > 0 ? ` and ${more} more` : ""})`;
}

/** Of more addresses a person learns nothing in passing. `--json` has them all. */
const mostAddresses = 3;

function verdict({ findings, warnings, summary }: PlanReport, style: Style): string {
  const notes = counted(warnings.length, "warning");
  if (findings.length === 0)
    return `${style.good("Clean")}: ${counted(summary.resources, "resource")}, no findings, ${notes}. Nothing was changed.`;
  return `${style.bad("Refused")}: ${counted(findings.length, "finding")}, ${notes}. Nothing was changed.`;
}
