import type {
  ConnectionReport,
  ExplainedCase,
  ExplainedSide,
  PairAnswer,
} from "../../reach/connectionReport.js";
import type { Style } from "../../style.js";
import { wrap } from "../layout.js";
import { plainName } from "./escape.js";
import { noteTexts } from "./noteTexts.js";
import { parsedRangeName } from "./outsideName.js";
import { trafficText } from "./trafficText.js";

/** How many pairs are told one by one. */
const mostPairs = 20;

/** The answer to one question, for a person at a terminal. */
export function connectionText(
  report: ConnectionReport,
  { style, columns, explain }: { readonly style: Style; readonly columns: number; readonly explain: boolean },
): string {
  const lines: string[] = [];
  const add = (text: string, indent = "", rest = `${indent}  `) =>
    lines.push(...wrap(text, columns, indent, rest));
  const shown = report.answers.slice(0, mostPairs);
  for (const answer of shown) {
    add(headline(answer, style));
    if (answer.through !== undefined) add(plainName(answer.through), "  ");
    if (explain)
      for (const each of answer.cases ?? []) lines.push(...caseLines(each, answer, style, columns));
    else for (const each of answer.cases ?? []) if (!each.allowed) add(reason(each, answer), "  ");
  }
  if (report.answers.length > shown.length)
    add(`${report.answers.length - shown.length} more pairs; --json tells them`);
  for (const remark of report.remarks) add(plainName(remark));
  const sections = [
    lines,
    suggestionLines(report, style, columns),
    explain ? noteLines(report, style, columns) : [],
    !explain && report.verdict !== "allowed" && report.port !== undefined
      ? [style.faint("--explain tells every decision, and what would allow it.")]
      : [],
  ];
  return `${sections
    .filter(({ length }) => length > 0)
    .map((each) => each.join("\n"))
    .join("\n\n")}\n`;
}

function headline({ from, to, packet, verdict, all, certain }: PairAnswer, style: Style): string {
  const mark = { allowed: style.good, denied: style.bad, depends: style.warning }[verdict];
  const what = packet !== undefined ? plainName(packet) : all && verdict !== "denied" ? trafficText(all) : "";
  const only =
    certain && verdict !== "denied" ? ` (in every place: ${trafficText(certain) || "nothing"})` : "";
  return `${mark(verdict)}: ${plainName(from)} -> ${plainName(to)} ${what}${only}`.trimEnd();
}

/** In one line, which side denied and why. */
function reason({ egress, ingress, ...places }: ExplainedCase, { from, to }: PairAnswer): string {
  const denying = egress?.allowed === false ? { side: egress, name: from, direction: "egress" } : undefined;
  const other = ingress?.allowed === false ? { side: ingress, name: to, direction: "ingress" } : undefined;
  const texts = [denying, other].flatMap((each) =>
    each ? [`${each.direction} of ${plainName(each.name)}: ${causeText(each.side)}`] : [],
  );
  return `${placeText(places)}${texts.join("; ")}`;
}

function placeText({ family, from, to }: Pick<ExplainedCase, "family" | "from" | "to">): string {
  const list = (ranges: readonly string[]) =>
    `${ranges.slice(0, 3).map(parsedRangeName).join(", ")}${ranges.length > 3 ? ` and ${ranges.length - 3} more` : ""}`;
  const texts = [
    ...(family ? [`by ${family}`] : []),
    ...(from ? [`from ${list(from)}`] : []),
    ...(to ? [`to ${list(to)}`] : []),
  ];
  return texts.length === 0 ? "" : `${texts.join(", ")}: `;
}

/** Why one side allowed or denied. */
export function causeText({ cause, tier, asked }: ExplainedSide): string {
  switch (cause) {
    case "no-policy":
      return "no policy applies, so all is open";
    case "profile":
      return "every tier that applies passed it on, and the namespace's profile allows";
    case "tier-default": {
      const names = asked
        .filter((each) => each.tier === tier)
        .map(({ policy, place }) => placed(policy, place));
      const shown = names.slice(0, 4).join(", ");
      const more = names.length > 4 ? ` and ${names.length - 4} more` : "";
      return `no rule opens it; isolated by ${shown}${more}`;
    }
    case "rule": {
      const { policy, rule } = asked.at(-1)!;
      return `${verbs[rule!.action] ?? rule!.action} by ${placed(`${policy}, ${rule!.path}`, rule!.place)}`;
    }
  }
}

/** What is somewhere, with its place; in a plan the name says it all. */
function placed(text: string, place: string): string {
  return place.startsWith("plan: ") ? plainName(text) : `${plainName(text)} (${plainName(place)})`;
}

const verbs: Readonly<Record<string, string>> = { allow: "allowed", deny: "denied" };

function caseLines(
  each: ExplainedCase,
  { from, to, cases }: PairAnswer,
  style: Style,
  columns: number,
): string[] {
  const where = placeText(each);
  const mark = each.allowed ? style.good : style.bad;
  const several = (cases ?? []).length > 1;
  return [
    ...(several
      ? wrap(
          `${mark(each.allowed ? "allowed" : "denied")} ${where || "in some places: "}`.replace(/: $/, ""),
          columns,
          "  ",
        )
      : []),
    ...sideLines(`Egress of ${plainName(from)}`, each.egress, style, columns),
    ...sideLines(`Ingress of ${plainName(to)}`, each.ingress, style, columns),
  ];
}

function sideLines(title: string, side: ExplainedSide | undefined, style: Style, columns: number): string[] {
  if (!side) return [`  ${style.heading(title)}: has no policies of its own`];
  const mark = side.allowed ? style.good : style.bad;
  const lines = [`  ${style.heading(title)}: ${mark(side.allowed ? "allowed" : "denied")}`];
  let tier: string | undefined;
  for (const { tier: own, policy, place, rule } of side.asked) {
    if (own !== tier) lines.push(`    tier ${plainName(own)}`);
    tier = own;
    const what = rule
      ? placed(`${rule.path} ${actions[rule.action] ?? rule.action} it`, rule.place)
      : "no rule matches";
    lines.push(...wrap(`${placed(policy, place)}: ${what}`, columns, "      ", "        "));
  }
  return [...lines, ...wrap(`=> ${causeText(side)}`, columns, "    ", "       ")];
}

const actions: Readonly<Record<string, string>> = { allow: "allows", deny: "denies", pass: "passes" };

function suggestionLines({ suggestion }: ConnectionReport, style: Style, columns: number): string[] {
  if (!suggestion) return [];
  return [
    style.heading("What would allow it"),
    ...suggestion.changes.flatMap(({ where, text }) => [
      ...wrap(`${plainName(where)}:`, columns, "  "),
      "",
      ...text
        .trimEnd()
        .split("\n")
        .map((line) => `    ${plainName(line)}`),
      "",
    ]),
    ...suggestion.remarks.flatMap((remark) => wrap(plainName(remark), columns, "  ")),
    ...(suggestion.verified
      ? wrap(style.faint("Tried: with this, the same question is answered with allowed."), columns, "  ")
      : []),
  ];
}

function noteLines(report: ConnectionReport, style: Style, columns: number): string[] {
  // What was skipped says nothing about one connection.
  const texts = noteTexts({ ...report, skipped: {} });
  if (texts.length === 0) return [];
  return [
    style.heading("Notes"),
    ...texts.flatMap((text) => wrap(plainName(text), columns, `  ${style.warning("!")} `, "    ")),
  ];
}
