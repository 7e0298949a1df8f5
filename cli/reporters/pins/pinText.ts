import { printable } from "../../../problems/problem.js";
import type { PinReport } from "../../pins/pinReport.js";
import type { Style } from "../../style.js";
import { wrap } from "../layout.js";
import { counted } from "../reach/counted.js";
import { updateLines } from "./updateLines.js";

/** What `basalt pin` found, for a person. */
export function pinText(report: PinReport, style: Style, columns: number): string {
  const { stack, file, updates, remarks, failures } = report;
  const told = (items: readonly { pin: string; text: string }[], mark: string) =>
    items.flatMap(({ pin, text }) => wrap(`${mark} ${pin}: ${printable(text)}`, columns, "  ", "    "));
  const failed = failures.map(({ pin, problem }) => ({ pin, text: problem }));
  const sections = [
    [`${style.heading(`Pins of ${stack}`)} ${style.faint(`(${file})`)}`],
    updates.length > 0 && ["Newer", ...updateLines(updates, style, columns)],
    remarks.length > 0 && ["Good to know", ...told(remarks, style.faint("·"))],
    failures.length > 0 && ["Not looked up", ...told(failed, style.bad("✗"))],
    wrap(verdict(report, style), columns),
  ];
  return `${sections
    .filter((lines) => lines !== false)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function verdict({ file, written, updates, failures }: PinReport, style: Style): string {
  const newer = counted(updates.length, "pin");
  if (failures.length > 0)
    return style.bad(
      `Nothing was written: ${counted(failures.length, "pin")} could not be looked up. Try again, or choose the others by --only.`,
    );
  if (updates.length === 0) return style.good("Nothing newer.");
  return written
    ? style.good(
        `Wrote ${newer} to ${file}. Review the difference; \`basalt preview\` shows what it replaces.`,
      )
    : style.warning(`${newer} could be newer; nothing was written.`);
}
