import type { RotationReport } from "../../rotation/rotationReport.js";
import type { GroupRotation } from "../../rotation/rotationOf.js";
import type { Style } from "../../style.js";
import { table, wrap } from "../layout.js";
import { counted } from "../reach/counted.js";

/** What `basalt rotate` found and did, for a person. */
export function rotationText(report: RotationReport, style: Style, columns: number): string {
  const { stack, file, groups } = report;
  const rows = groups.map((group) => [group.group, ageText(group), stateText(group, report)]);
  return [
    `${style.heading(`Nodes of ${stack}`)} ${style.faint(`(${file})`)}`,
    ...table(rows, columns, "  "),
    "",
    ...wrap(verdict(report, style), columns),
    "",
  ].join("\n");
}

function ageText({ ageDays, created }: GroupRotation): string {
  return ageDays === undefined ? "no nodes" : `${counted(ageDays, "day")} (${created!})`;
}

function stateText({ state, rotated }: GroupRotation, { date, written, maxAgeDays }: RotationReport): string {
  switch (state) {
    case "young":
      return `within ${counted(maxAgeDays, "day")}`;
    case "absent":
      return "not deployed yet";
    case "declared":
      return `rotated: "${rotated!}" waits for a deployment`;
    case "due":
      return written ? `rotated: "${date}" written` : `older than ${counted(maxAgeDays, "day")}`;
  }
}

function verdict({ groups, written, file }: RotationReport, style: Style): string {
  const due = groups.filter(({ state }) => state === "due").length;
  const waiting = groups.filter(({ state }) => state === "declared").length;
  if (due > 0)
    return written
      ? style.good(
          `Wrote a new date for ${counted(due, "group")} to ${file}; deploying it replaces their nodes.`,
        )
      : style.warning(`${counted(due, "group")} to rotate; nothing was written.`);
  return waiting > 0
    ? style.warning(`Nothing to write; ${counted(waiting, "group")} to deploy.`)
    : style.good("Nothing to rotate.");
}
