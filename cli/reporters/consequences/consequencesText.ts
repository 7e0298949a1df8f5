import type { ConsequencesReport, PinChange, Verdict } from "../../consequences/report.js";
import type { Style } from "../../style.js";
import { table, unbroken, wrap } from "../layout.js";
import type { DiffGroup } from "../reach/diffGroups.js";
import { forTerminal } from "../reach/tables.js";
import { changeRows, orderText, shortType, type ChangeRow } from "./changeRows.js";
import { agesText, pinText } from "./pinText.js";
import { exceptionRows, findingRows, isRefusal, type ExceptionRow, type FindingRow } from "./policyRows.js";
import { connectionGroups, summary, verdictWords } from "./summary.js";
import { removedText } from "./removedText.js";

const { name: plain } = forTerminal;

/** Of more names a person learns nothing in passing; `--json` has them all. */
const mostNames = 6;

/** What would happen, for a person at a terminal of so many columns. */
export function consequencesText(report: ConsequencesReport, style: Style, columns: number): string {
  const groups = connectionGroups(report, forTerminal);
  const section = (heading: string, lines: readonly string[]) =>
    lines.length > 0 ? [style.heading(heading), ...lines] : [];
  const { failures, changes, unchanged, policies, network, pins } = report;
  const sections = [
    wrap(
      `${style.heading(`Preview of ${plain(report.stack)}`)} ${style.faint(aboutText(report))}`,
      columns,
      "",
      "    ",
    ),
    section(
      "Failures",
      failures.flatMap((text) =>
        text.split("\n").flatMap((line) => wrap(plain(line), columns, `  ${style.bad("✗")} `, "    ")),
      ),
    ),
    section("Resources", [
      ...changeRows(changes).flatMap((row) => changeLines(row, style, columns)),
      ...(changes.length > 0 && unchanged > 0
        ? [`  ${style.faint(`${unchanged} more stay as they are`)}`]
        : []),
    ]),
    section("Policies", [
      ...findingRows(policies.findings).flatMap((row) => findingLines(row, style, columns)),
      ...exceptionRows(policies.exceptions).flatMap((row) => exceptionLines(row, style, columns)),
    ]),
    section("Connections", [
      ...groups.flatMap((group) => groupLines(group, style, columns)),
      ...network.broken.flatMap((text) => wrap(plain(text), columns, `  ${style.bad("✗")} `, "    ")),
      ...(network.unknown === undefined
        ? []
        : wrap(`not known: ${plain(network.unknown)}`, columns, `  ${style.warning("!")} `, "    ")),
    ]),
    report.removed ? wrap(removedText(report, plain), columns, "", "") : [],
    section("Pins", table(pins.map(pinCells), columns, "  ")),
    wrap(
      `${verdictStyle(report.verdict, style)(verdictWords[report.verdict])}: ${summary(report, groups, plain)}. Only previewed.`,
      columns,
      "",
      "    ",
    ),
  ];
  return `${sections
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function pinCells(pin: PinChange): string[] {
  const ages = agesText(pin);
  const to = pinText(pin.to, pin.toAgeDays, plain);
  return [
    plain(pin.name),
    pinText(pin.from, pin.fromAgeDays, plain),
    "->",
    ages === "" ? to : `${to}; ${ages}`,
  ];
}

/** `at 177fe7a and uncommitted changes, compared with what is deployed`. */
function aboutText({ commit, source, base, removed }: ConsequencesReport): string {
  const at = commit
    ? `at ${plain(commit.id.slice(0, 12))}${commit.clean ? "" : " and uncommitted changes"}, `
    : "";
  if (removed) return `${at}compared with ${plain(base)}; what is deployed was not asked`;
  return source === "engine"
    ? `${at}compared with what is deployed`
    : `${at}compared with the plan of ${plain(base)}; what is deployed was not asked`;
}

function verdictStyle(verdict: Verdict, style: Style): (text: string) => string {
  switch (verdict) {
    case "failed":
    case "blocked":
    case "opens":
      return style.bad;
    case "changes":
      return style.warning;
    case "unchanged":
      return style.good;
  }
}

const signs = { replace: "±", create: "+", update: "~", delete: "-" } as const;

function changeLines(
  { action, type, names, order, properties }: ChangeRow,
  style: Style,
  columns: number,
): string[] {
  const mark = action === "create" ? style.good : action === "update" ? style.warning : style.bad;
  const many = names.length > 1 ? ` ×${names.length}` : "";
  const shown = names.slice(0, mostNames).map(plain);
  const more = names.length - shown.length;
  const what = unbroken(`${action} ${plain(shortType(type))}${many}:`);
  const why = [
    ...(properties.length > 0 ? [`because of ${listed(properties)}`] : []),
    ...(order ? [orderText(order)] : []),
  ].join("; ");
  return [
    ...wrap(
      `${what} ${[...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ")}`,
      columns,
      `  ${mark(signs[action])} `,
      "      ",
    ),
    ...(why === "" ? [] : wrap(style.faint(why), columns, "      ")),
  ];
}

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, mostNames).map(plain);
  return `${shown.join(", ")}${texts.length > shown.length ? ` and ${texts.length - shown.length} more` : ""}`;
}

function findingLines(row: FindingRow, style: Style, columns: number): string[] {
  const { rule, severity, kind, message, names } = row;
  const mark = isRefusal(row) ? style.bad("✗") : style.warning("!");
  const how =
    kind === "undecided" ? "undecided until the deployment" : isRefusal(row) ? "refuses it" : "advises";
  return [
    ...wrap(
      `${plain(rule)} (${severity}) ${how}${names.length > 0 ? `: ${listed(names)}` : ""}`,
      columns,
      `  ${mark} `,
      "      ",
    ),
    ...wrap(style.faint(plain(message)), columns, "      "),
  ];
}

function exceptionLines(
  { resource, rules, reason, expires, expired }: ExceptionRow,
  style: Style,
  columns: number,
): string[] {
  const until = expired ? style.bad(unbroken(`ended on ${expires}`)) : unbroken(`until ${expires}`);
  return wrap(
    `except ${plain(resource)} ${until}: ${listed(rules)} (${plain(reason)})`,
    columns,
    `  ${style.warning("!")} `,
    "      ",
  );
}

function groupLines(
  { sign, widening, declared, from, to, traffic, flows, causes }: DiffGroup,
  style: Style,
  columns: number,
): string[] {
  const mark = widening ? (declared ? style.warning : style.bad) : style.good;
  const undeclared = widening && !declared;
  return [
    ...wrap(`${from} -> ${to} ${traffic}`, columns, `  ${mark(sign)} `, "      "),
    ...(flows.length > 0
      ? wrap(
          style.faint(
            `by ${sign === "-" ? "the former " : ""}${flows.length === 1 ? "flow" : "flows"} ${listed(flows)}`,
          ),
          columns,
          "      ",
        )
      : undeclared
        ? wrap(style.bad("no flow declares it"), columns, "      ")
        : []),
    ...(undeclared ? causes.flatMap((cause) => wrap(style.faint(cause), columns, "      ", "        ")) : []),
  ];
}
