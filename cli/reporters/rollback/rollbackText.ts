import { printable } from "../../../problems/problem.js";
import type { RollbackReport, RollbackVersion } from "../../rollback/rollbackReport.js";
import type { SettledOperation } from "../../rollback/settleState.js";
import type { Style } from "../../style.js";
import { wrap } from "../layout.js";

/** What a person reads before the consequences: what is returned to, and what was done or left out for it. */
export function rollbackHeading(report: RollbackReport, style: Style, columns: number): string {
  const { stack, from, to, declarationOnly, remarks, settled } = report;
  const lines = [
    ...wrap(
      `${style.heading(`Rollback of ${stack}`)} from ${from ? versionText(from) : "nothing"} to ${versionText(to)}${declarationOnly ? ", by the present program" : ""}`,
      columns,
      "",
      "    ",
    ),
    ...remarks.flatMap((remark) => wrap(printable(remark), columns, "  ", "    ")),
    ...settled.flatMap((operation) => wrap(settledText(operation), columns, "  ", "    ")),
  ];
  return `${lines.join("\n")}\n`;
}

/** How a rollback ended. */
export function rollbackOutcome(report: RollbackReport, style: Style, columns: number): string {
  const { outcome, refusals, failures, stack, to } = report;
  const lines: string[] = [];
  const say = (text: string, first = "", rest = "    ") =>
    lines.push(...wrap(printable(text), columns, first, rest));
  switch (outcome) {
    case "rolled-back":
      say(
        `${stack} runs ${versionText(to)} again. The next deployment would undo this, and is refused without --undo-rollback.`,
      );
      break;
    case "already-deployed":
      say(`${stack} runs ${versionText(to)} already; nothing to do.`);
      break;
    case "declined":
      say("Nothing was changed.");
      break;
    case "unanswered":
      say("Nothing was changed: nobody is there to ask. Pass --yes to roll back without a question.");
      break;
    case "failed":
      lines.push(style.bad("The update broke off; what it had done by then stays:"));
      failures.forEach((failure) => say(failure, "  "));
      say("Mend the cause and run the same command again.");
      break;
    case "refused":
      lines.push(style.bad(`No rollback of ${stack} to ${versionText(to)}; nothing was deployed:`));
      for (const { found, todo } of refusals) {
        say(found, "  ");
        say(`Instead: ${todo}`, "    ", "      ");
      }
  }
  return `${lines.join("\n")}\n`;
}

function versionText({ number, time, commit, declaration }: RollbackVersion): string {
  const what = [
    ...(commit === undefined ? [] : [`commit ${commit.slice(0, 12)}`]),
    ...(declaration === undefined ? [] : [`declaration of ${declaration.slice(0, 12)}`]),
    time,
  ];
  return `${number} (${what.join(", ")})`;
}

function settledText({ operation, type, urn, outcome, id }: SettledOperation): string {
  const what = printable(`${operation} ${type} ${urn.split("::").at(-1) ?? urn}`);
  const ends: Record<SettledOperation["outcome"], string> = {
    recorded: `was made (${id ?? ""}), and the state knows it now`,
    refreshed: "may have happened: the state was compared with what exists",
    orphan: `was made (${id ?? ""}) beside its predecessor; nobody uses it, delete it by hand`,
    forgotten: "did not happen",
    unknown: `nobody here can tell whether it was made${id === undefined ? "" : ` (${id})`}: look for it, and delete it by hand`,
  };
  return `${what}: ${ends[outcome]}`;
}
