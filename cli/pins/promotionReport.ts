import type { Remark } from "./pin.js";
import { reportedUpdate, type ReportedUpdate } from "./pinReport.js";
import type { Promotion } from "./promotion.js";

/** What `basalt promote --json` prints; docs/pin-json.md describes it. */
export interface PromotionReport {
  readonly version: 1;
  readonly from: string;
  readonly to: string;
  /** The file of the stack `to`. */
  readonly file: string;
  /** Whether that file was changed. */
  readonly written: boolean;
  readonly updates: readonly ReportedUpdate[];
  readonly remarks: readonly Remark[];
  readonly refusals: readonly Remark[];
}

/** The report of a promotion. */
export function promotionReport(
  { from, to, file }: Pick<PromotionReport, "from" | "to" | "file">,
  { updates, remarks, refusals }: Promotion,
  written: boolean,
): PromotionReport {
  return {
    version: 1,
    from,
    to,
    file,
    written,
    // How old a pin is, nobody was asked.
    updates: updates.map((update) => reportedUpdate(update, new Date(0))),
    remarks,
    refusals,
  };
}
