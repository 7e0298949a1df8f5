import { printable } from "../../../problems/problem.js";
import type { PromotionReport } from "../../pins/promotionReport.js";
import type { Style } from "../../style.js";
import { wrap } from "../layout.js";
import { counted } from "../reach/counted.js";
import { updateLines } from "./updateLines.js";

/** What `basalt promote` did, for a person. */
export function promotionText(report: PromotionReport, style: Style, columns: number): string {
  const { from, to, file, updates, remarks, refusals } = report;
  const told = (items: PromotionReport["remarks"], mark: string) =>
    items.flatMap(({ pin, text }) => wrap(`${mark} ${pin}: ${printable(text)}`, columns, "  ", "    "));
  const sections = [
    [`${style.heading(`Promote ${from} to ${to}`)} ${style.faint(`(${file})`)}`],
    updates.length > 0 && ["Pins", ...updateLines(updates, style, columns)],
    remarks.length > 0 && ["Good to know", ...told(remarks, style.warning("!"))],
    refusals.length > 0 && ["Refused", ...told(refusals, style.bad("✗"))],
    wrap(verdict(report, style), columns),
  ];
  return `${sections
    .filter((lines) => lines !== false)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function verdict({ to, file, written, updates, refusals }: PromotionReport, style: Style): string {
  const pins = counted(updates.length, "pin");
  if (refusals.length > 0)
    return style.bad("Nothing was written. Settle what is refused, or choose the other pins by --only.");
  if (updates.length === 0) return style.good(`${to} has these pins already.`);
  return written
    ? style.good(`Wrote ${pins} to ${file}.`)
    : style.warning(`${pins} to copy; nothing was written.`);
}
