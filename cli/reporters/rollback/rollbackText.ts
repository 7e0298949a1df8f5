import { printable } from "../../../problems/problem.js";
import type { RollbackReport, RollbackVersion } from "../../rollback/rollbackReport.js";
import { isAnything } from "../../rollback/beforehand.js";
import type { Style } from "../../style.js";
import { wrap } from "../layout.js";
import { beforehandText, foreseenText } from "./beforehandText.js";

/** What a person reads before the consequences: what is returned to, and what is done or left out for it. */
export function rollbackHeading(report: RollbackReport, style: Style, columns: number): string {
  const { stack, from, to, declarationOnly, remarks, wouldSettle } = report;
  const lines = [
    ...wrap(
      `${style.heading(`Rollback of ${stack}`)} from ${from ? versionText(from) : "nothing"} to ${versionText(to)}${declarationOnly ? ", by the present program" : ""}`,
      columns,
      "",
      "    ",
    ),
    ...remarks.flatMap((remark) => wrap(printable(remark), columns, "  ", "    ")),
    ...wouldSettle.flatMap((operation) => wrap(foreseenText(operation), columns, "  ", "    ")),
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
    case "previewed":
      say("Nothing was changed. The same command without --preview asks, and does it.");
      break;
    case "declined":
      say(isAnything(report) ? "Nothing was deployed." : "Nothing was changed.");
      break;
    case "unanswered":
      say(
        `${isAnything(report) ? "Nothing was deployed" : "Nothing was changed"}: nobody is there to ask. Pass --yes to roll back without a question.`,
      );
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
  const before = beforehandText(report);
  if (before.length > 0) {
    say("Before that, and it stays so:");
    before.forEach((text) => say(text, "  "));
  }
  return `${lines.join("\n")}\n`;
}

/** A version as a person can find it again. */
export function versionText({ number, time, commit, declaration }: RollbackVersion): string {
  const what = [
    ...(commit === undefined ? [] : [`commit ${commit.slice(0, 12)}`]),
    ...(declaration === undefined ? [] : [`declaration of ${declaration.slice(0, 12)}`]),
    time,
  ];
  return `${number} (${what.join(", ")})`;
}
