import type { RollbackReport } from "../../rollback/rollbackReport.js";
import { block, type Block } from "../consequences/block.js";
import { code } from "../consequences/code.js";
import { mostBytes } from "../consequences/commentMarkdown.js";
import { fitBlocks } from "../consequences/fitBlocks.js";
import { stackBlocks, verdictLine } from "../consequences/stackBlocks.js";
import { markdownText } from "../reach/escape.js";
import { foreseenText } from "./beforehandText.js";
import { versionText } from "./rollbackText.js";

/** What a rollback would do, as a pull request's comment has consequences: for whoever approves it. */
export function rollbackMarkdown(report: RollbackReport): string {
  const { stack, from, to, declarationOnly, refusals, remarks, wouldSettle, consequences } = report;
  const blocks = [
    block(-3, [
      `### ${code(stack)}: rollback from ${from ? code(versionText(from)) : "nothing"} to ${code(versionText(to))}${declarationOnly ? ", by the present program" : ""}`,
      "",
      outcomeText(report),
    ]),
    ...listed(
      -2,
      refusals.map(({ found, todo }) => `${markdownText(found)}. Instead: ${markdownText(todo)}`),
      "refusals",
    ),
    ...listed(
      -1,
      [...remarks, ...wouldSettle.map((operation) => `To be settled: ${foreseenText(operation)}`)].map(
        markdownText,
      ),
      "remarks",
    ),
    ...(consequences ? [block(0, [verdictLine(consequences)]), ...stackBlocks(consequences, true)] : []),
  ];
  return `${fitBlocks(blocks, mostBytes, "what is left out is in the report, which --json prints").trimEnd()}\n`;
}

function outcomeText({ outcome }: RollbackReport): string {
  switch (outcome) {
    case "already-deployed":
      return "This runs already: there is nothing to do.";
    case "refused":
      return "**Refused**: it cannot be deployed.";
    case "previewed":
      return "It can be deployed. Nothing was changed yet.";
    case "rolled-back":
    case "declined":
    case "unanswered":
    case "failed":
      throw new Error(`no preview ends so: ${outcome}`);
  }
}

function listed(rank: number, texts: readonly string[], noun: string): Block[] {
  if (texts.length === 0) return [];
  return [
    block(rank, [], {
      items: texts.map((text) => [`- ${text}`]),
      more: (count) => `${count} more ${noun}`,
    }),
  ];
}
