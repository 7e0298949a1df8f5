import type { DriftReport } from "../../drift/report.js";
import { forMarkdown, tablesMarkdown, type Table } from "../reach/tables.js";
import { driftSections, type FindingText } from "./driftSections.js";

/** A stack's drift, for an issue: what opens something first, and never longer than an issue may be. */
export function driftMarkdown(report: DriftReport): string {
  const { verdict, openings, closings, changed, missing, undeclared, unread, left, failure } = driftSections(
    report,
    forMarkdown,
  );
  const connections = [...openings, ...closings].map(({ sign, from, to, traffic, causes }) => [
    `**${sign}**`,
    from,
    to,
    traffic,
    causes.join("; "),
  ]);
  const table = (heading: string, texts: readonly FindingText[]): Table => ({
    heading,
    columns: ["", "what", "how"],
    rows: texts.map(({ title, details, opens }) => [opens ? "**opens**" : "", title, details.join("<br>")]),
  });
  return tablesMarkdown(
    {
      about: `Drift of ${forMarkdown.name(report.stack)} (${forMarkdown.name(report.cluster)})`,
      says: `**${verdict}**.`,
    },
    [
      {
        heading: "The repair did not come to its end",
        columns: ["why"],
        rows: failure.map((line) => [line]),
      },
      { heading: "Who can talk to whom", columns: ["", "from", "to", "what", "why"], rows: connections },
      table("Changed", changed),
      table("Missing", missing),
      table("Undeclared", undeclared),
      {
        heading: "Could not be read",
        columns: ["what", "why"],
        rows: unread.map(({ what, reason }) => [what, reason]),
      },
    ],
    [{ heading: "Left alone", texts: left === "" ? [] : [left] }],
    report.verdict === "clean"
      ? []
      : [
          `${forMarkdown.name(`basalt drift --stack ${report.stack} --repair`)} writes back what differs, after asking.`,
        ],
  );
}
