import { printable } from "../../../problems/problem.js";
import type { Check } from "../../deploy/check.js";
import type { Style } from "../../style.js";

/** What was checked before an update, a line each, and below it what to do. */
export function checksText(checks: readonly Check[], style: Style): string {
  const mark = {
    ok: style.good("ok"),
    failed: style.bad("failed"),
    unknown: style.warning("unknown"),
  } as const;
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .map(({ name, status, found, todo }) =>
      [
        `  ${name.padEnd(width)}  ${mark[status]}: ${lines(found)}`,
        ...(status === "failed" && todo !== undefined ? [`  ${"".padEnd(width)}  -> ${lines(todo)}`] : []),
      ].join("\n"),
    )
    .join("\n")
    .concat("\n");
}

/** What came from outside stays on lines that begin with something of ours. */
function lines(text: string): string {
  return text.split("\n").map(printable).join("\n    ");
}
