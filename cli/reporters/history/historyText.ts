import type { HistoryReport, ReportedEntry } from "../../history/historyReport.js";
import type { JournalEntry } from "../../history/journal.js";
import { printable } from "../../../problems/problem.js";
import type { Style } from "../../style.js";
import { unbroken, wrap } from "../layout.js";
import { shortPin } from "../shortPin.js";

/** A stack's history for a person at a terminal of so many columns. */
export function historyText(report: HistoryReport, style: Style, columns: number): string {
  const { stack, entries, interrupted, total, previous } = report;
  if (entries.length === 0 && interrupted.length === 0) return `${stack} was never deployed.\n`;
  // What the others changed is told against these.
  const oldest = [...entries].reverse().find(({ kind }) => kind === "update");
  const block = (entry: ReportedEntry) => [
    ...entryLines(entry, entry.number === previous, style, columns),
    ...(entry.deployed || entry === oldest ? pinLines(entry, columns) : []),
  ];
  const blocks = [
    [style.heading(`History of ${stack}`)],
    ...interrupted.map((entry) => interruptedLines(entry, style, columns)),
    ...entries.map(block),
    ...(total > entries.length ? [[style.faint(`${total - entries.length} older, by --limit`)]] : []),
    wrap(
      `Back to one of them: basalt rollback --to NUMBER${previous === undefined ? "" : `; --to -1 is number ${previous}`}.`,
      columns,
    ),
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function entryLines(entry: ReportedEntry, isPrevious: boolean, style: Style, columns: number): string[] {
  const { number, kind, result, time, who, commit, declaration, deployed, rollback, message } = entry;
  const line = (text: string) => wrap(text, columns, "      ", "        ");
  const mark = result === "succeeded" ? style.good : style.bad;
  const head = [
    `${String(number).padStart(4)}  ${time}  ${printable(kind)} ${mark(printable(result))}`,
    ...(isPrevious ? [style.heading("-1")] : []),
    ...(deployed ? [style.heading("deployed")] : []),
    ...(rollback ? [style.warning(`rolled back to ${short(rollback.to)}`)] : []),
  ].join("  ");
  return [
    head,
    ...(message === "" ? [] : line(printable(message))),
    ...line(
      [
        commit ? commitText(commit, style) : style.warning("no commit: deployed from outside a repository"),
        ...(declaration === undefined ? [] : [`declaration of ${short(declaration)}`]),
        ...(who === undefined ? [] : [`by ${printable(who)}`]),
      ].join(", "),
    ),
    ...(changesText(entry) === "" ? [] : line(changesText(entry))),
    ...entry.pinChanges.flatMap(({ name, from, to }) =>
      line(`${printable(name)}: ${shortPin(from)} -> ${shortPin(to)}`),
    ),
  ];
}

function commitText({ id, present, clean }: NonNullable<ReportedEntry["commit"]>, style: Style): string {
  const remarks = [
    ...(present === false ? [style.bad("not in this repository")] : []),
    ...(clean ? [] : [style.bad("with changes that are in no commit")]),
  ];
  return `commit ${short(id)}${remarks.length > 0 ? ` (${remarks.join(", ")})` : ""}`;
}

function changesText({ resourceChanges }: ReportedEntry): string {
  return Object.entries(resourceChanges)
    .filter(([op]) => op !== "same")
    .map(([op, count]) => `${count} ${printable(op)}`)
    .join(", ");
}

function pinLines({ pins }: ReportedEntry, columns: number): string[] {
  const all = Object.entries(pins).map(([name, pin]) => unbroken(`${printable(name)} ${shortPin(pin)}`));
  return all.length === 0 ? [] : wrap(`ran ${all.join(", ")}`, columns, "      ", "        ");
}

function interruptedLines(
  { kind, begun, summary, who, host, pid }: JournalEntry,
  style: Style,
  columns: number,
) {
  return [
    `   -  ${printable(begun).replace(/\.\d+Z$/, "Z")}  ${printable(kind)} ${style.bad("killed")}`,
    ...wrap(
      `${printable(summary)}, by ${printable(who)} (process ${pid} on ${printable(host)})`,
      columns,
      "      ",
    ),
    ...wrap("It left no entry; basalt rollback --resume deals with what it left.", columns, "      "),
  ];
}

function short(commit: string): string {
  return printable(commit.slice(0, 12));
}
