import type { ConsequencesReport } from "../../consequences/report.js";
import { verdicts } from "../../consequences/verdict.js";
import { codes } from "./code.js";
import { block } from "./block.js";
import { fitBlocks } from "./fitBlocks.js";
import { stackBlocks, verdictLine } from "./stackBlocks.js";
import { verdictWords } from "./summary.js";

/**
 * What fits into a comment of GitHub's, which has at most 65,536 characters, with room for the line by which it is found
 * again. Counted in bytes: no way of counting characters gives more.
 */
export const mostBytes = 65_000;

const mostNames = 10;

/**
 * What would happen to several stacks, in one comment that GitHub takes; the first line is the worst verdict.
 *
 * @param most bytes of it; Infinity leaves nothing out
 */
export function commentMarkdown(reports: readonly ConsequencesReport[], most: number = mostBytes): string {
  const [only] = reports;
  const ranked = [...reports].sort((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict));
  const first = reports.length === 1 && only ? verdictLine(only) : overall(ranked);
  const blocks = [
    block(-1, [first]),
    ...ranked.flatMap((report) => stackBlocks(report, reports.length === 1)),
  ];
  return `${fitBlocks(blocks, most, "what is left out is in the reports that the workflow keeps").trimEnd()}\n`;
}

/** `**Blocked**: prod; changes: staging; unchanged: dev.` */
function overall(ranked: readonly ConsequencesReport[]): string {
  const parts = verdicts.flatMap((verdict) => {
    const own = ranked.filter((report) => report.verdict === verdict);
    return own.length === 0
      ? []
      : [
          {
            word: verdictWords[verdict],
            names: codes(
              own.map(({ stack }) => stack),
              mostNames,
            ),
          },
        ];
  });
  if (parts.length === 0) return "**Unchanged**: no environment is concerned.";
  return `${parts.map(({ word, names }, index) => (index === 0 ? `**${word}**: ${names}` : `${word.toLowerCase()}: ${names}`)).join("; ")}.`;
}
