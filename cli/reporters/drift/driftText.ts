import type { DriftReport } from "../../drift/report.js";
import type { Style } from "../../style.js";
import { wrap } from "../layout.js";
import type { DiffGroup } from "../reach/diffGroups.js";
import { forTerminal } from "../reach/tables.js";
import { driftSections, type FindingText } from "./driftSections.js";

/** A stack's drift, for a person at a terminal of so many columns. */
export function driftText(report: DriftReport, style: Style, columns: number): string {
  const { verdict, openings, closings, changed, missing, undeclared, unread, left, failure } = driftSections(
    report,
    forTerminal,
  );
  const mark = { opens: style.bad, drifted: style.warning, incomplete: style.warning, clean: style.good };
  const section = (heading: string, lines: readonly string[]) =>
    lines.length > 0 ? [style.heading(heading), ...lines] : [];
  const connections = (groups: readonly DiffGroup[]) =>
    groups.flatMap((group) => groupLines(group, style, columns));
  const findings = (texts: readonly FindingText[]) =>
    texts.flatMap((text) => findingLines(text, style, columns));
  const sections = [
    wrap(
      `${style.heading(`Drift of ${forTerminal.name(report.stack)}`)} (${forTerminal.name(report.cluster)}): ${mark[report.verdict](verdict)}`,
      columns,
      "",
      "    ",
    ),
    section(
      "The repair did not come to its end",
      failure.flatMap((line) => wrap(line, columns, `  ${style.bad("!")} `, "    ")),
    ),
    section("Connections opened", connections(openings)),
    section("Connections closed", connections(closings)),
    section("Changed", findings(changed)),
    section("Missing", findings(missing)),
    section("Undeclared", findings(undeclared)),
    section(
      "Could not be read",
      unread.flatMap(({ what, reason }) =>
        wrap(`${what}: ${reason}`, columns, `  ${style.warning("!")} `, "    "),
      ),
    ),
    left === "" ? [] : wrap(style.faint(left), columns, "", "    "),
  ];
  return `${sections
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function groupLines(
  { sign, widening, from, to, traffic, causes }: DiffGroup,
  style: Style,
  columns: number,
): string[] {
  const shown = widening ? style.bad(sign) : style.warning(sign);
  return [
    ...wrap(`${shown} ${from} -> ${to} ${traffic}`, columns, "  ", "      "),
    ...causes.flatMap((cause) => wrap(style.faint(cause), columns, "      ", "        ")),
  ];
}

function findingLines({ title, details, opens }: FindingText, style: Style, columns: number): string[] {
  return [
    ...wrap(`${opens ? style.bad("!") : style.warning("~")} ${title}`, columns, "  ", "      "),
    ...details.flatMap((detail) => wrap(detail, columns, "      ", "        ")),
  ];
}
