import { printable } from "../../../problems/problem.js";
import type { ReportedUpdate } from "../../pins/pinReport.js";
import type { Style } from "../../style.js";
import { unbroken, wrap } from "../layout.js";
import { counted } from "../reach/counted.js";

/** Changes of pins for a person: old, new, age, then what to know and where to read on. */
export function updateLines(updates: readonly ReportedUpdate[], style: Style, columns: number): string[] {
  return updates.flatMap((update) => {
    const { pin, from, to, ageDays, released, edits, remark, notes } = update;
    const age = ageDays === undefined ? [] : [unbroken(`out for ${counted(ageDays, "day")} (${released!})`)];
    const more = edits.length > 1 ? [unbroken(`${counted(edits.length, "text")} of the file`)] : [];
    const about = [...age, ...more].join(", ");
    return [
      ...wrap(`${style.heading(pin)} ${style.faint(about)}`.trimEnd(), columns, "  ", "    "),
      ...wrap(`${short(from)} -> ${short(to)}`, columns, "    ", "      "),
      ...(remark === undefined ? [] : wrap(style.warning(printable(remark)), columns, "    ", "      ")),
      ...(notes === undefined ? [] : [`    ${printable(notes)}`]),
    ];
  });
}

/** A digest's first digits tell it from others; the report as JSON has them all. */
function short(value: string): string {
  return unbroken(printable(value).replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, "$1…"));
}
