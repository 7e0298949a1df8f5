import type { PlannedNamespace, PlanReport } from "../plan/report.js";
import type { Style } from "../style.js";
import { resourceTree, type TreeRow } from "./resourceTree.js";
import { table, wrap } from "./layout.js";

/** The plan for a person at a terminal. */
export function planText(report: PlanReport, style: Style, columns: number): string {
  const { cluster, summary } = report;
  const place =
    cluster.kind === "eks"
      ? `EKS ${cluster.version} in ${cluster.region ?? ""}, account ${cluster.account ?? ""}`
      : `existing cluster, Kubernetes ${cluster.version}`;
  const sections = [
    `${style.heading(`Plan of ${report.stack}`)}: ${cluster.name} ${style.faint(`(${place})`)}`,
    section(
      "Resources",
      [
        ...resourceTree(report.resources).flatMap((row) => treeLines(row, style, columns)),
        `  ${summary.resources} resources in ${summary.components} ${summary.components === 1 ? "component" : "components"}`,
      ],
      style,
    ),
    section(
      "Pins",
      table(Object.entries(report.pins).map(([name, pin]) => [name, shortDigest(pin)])).map(
        (line) => `  ${line}`,
      ),
      style,
    ),
    ...report.namespaces.map((namespace) => namespaceSection(namespace, style)),
    report.undecided.length > 0 &&
      section(
        "Not known offline",
        report.undecided.flatMap((text) => wrap(text, columns, "  ")),
        style,
      ),
    report.warnings.length > 0 && section("Warnings", warningLines(report.warnings, style, columns), style),
    report.findings.length > 0 &&
      section(
        "Findings",
        report.findings.flatMap(({ check, urn, message }) => [
          `  ${style.bad(check)}${urn === undefined ? "" : ` ${urn}`}`,
          ...wrap(message, columns, "    "),
        ]),
        style,
      ),
    verdict(report, style),
  ];
  return `${sections.filter((text) => text !== false).join("\n\n")}\n`;
}

function section(title: string, lines: readonly string[], style: Style): string {
  return [style.heading(title), ...lines].join("\n");
}

function treeLines(
  { depth, names, type, resources, kinds }: TreeRow,
  style: Style,
  columns: number,
): string[] {
  const indent = "  ".repeat(depth + 1);
  const many = names.length > 1;
  const title = many ? `${type} ×${names.length}` : `${names[0]!} ${style.faint(type)}`;
  const amount = many ? `${resources} resources each` : `${resources}`;
  return [
    `${indent}${title} ${style.faint(`· ${amount}`)}`,
    ...(many ? wrap(names.join(", "), columns, `${indent}  `) : []),
    ...(kinds.length > 0 ? wrap(kinds.join(", "), columns, `${indent}  `).map(style.faint) : []),
  ];
}

/** One warning that holds for many is told once. */
function warningLines(warnings: PlanReport["warnings"], style: Style, columns: number): string[] {
  const subjects = new Map<string, string[]>();
  for (const { subject, text } of warnings) subjects.set(text, [...(subjects.get(text) ?? []), subject]);
  return [...subjects].flatMap(([text, about]) =>
    wrap(`${about.join(", ")}: ${text}`, columns, "  ", style.warning("! ")),
  );
}

function namespaceSection(
  { name, file, enforcement, podSecurity, workloads, flows }: PlannedNamespace,
  style: Style,
): string {
  const state = `${enforcement}, pod security ${podSecurity}, default-deny both ways, ${workloads.length} workloads, ${flows.length} flows`;
  const own = (peer: string) => (peer.startsWith(`${name}/`) ? peer.slice(name.length + 1) : peer);
  const rows = flows.map((flow) => {
    const [, from = "", to = "", ports = ""] = /^(.*) -> (.*) \[(.*)\]$/.exec(flow) ?? [];
    return [own(from), "->", own(to), ports];
  });
  return section(
    `Namespace ${name} ${style.faint(`${file}: ${state}`)}`,
    table(rows).map((line) => `  ${line}`),
    style,
  );
}

function verdict({ findings, warnings, summary }: PlanReport, style: Style): string {
  const notes = `${warnings.length} ${warnings.length === 1 ? "warning" : "warnings"}`;
  if (findings.length === 0)
    return `${style.good("Clean")}: ${summary.resources} resources, no findings, ${notes}. Nothing was changed.`;
  return `${style.bad("Refused")}: ${findings.length} ${findings.length === 1 ? "finding" : "findings"}, ${notes}. Nothing was changed.`;
}

/** Digests are for machines; a person compares their beginnings. `--json` has them whole. */
function shortDigest(text: string): string {
  return text.replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/, "$1…");
}
