import type { ConsequencesReport } from "../consequences/report.js";
import type { HistoryEntry } from "../history/historyEntry.js";
import type { Beforehand } from "./beforehand.js";
import type { Refusal } from "./refusal.js";
import type { SettledOperation } from "./settleState.js";

/**
 * How a rollback went: what `basalt rollback --json` prints. docs/rollback-json.md describes it. `version` changes when a
 * field changes its meaning or goes; new fields do not change it.
 */
export interface RollbackReport extends Beforehand {
  readonly version: 1;
  readonly stack: string;
  readonly outcome: RollbackOutcome;
  /** What ran before; absent where nothing did. */
  readonly from?: RollbackVersion;
  /** What was asked for. */
  readonly to: RollbackVersion;
  /** Whether the present program deployed that version's declaration. */
  readonly declarationOnly: boolean;
  readonly oldSecrets: boolean;
  readonly resume: boolean;
  readonly refusals: readonly Refusal[];
  /** What could not be checked, and what is done in another way than that version did it. */
  readonly remarks: readonly string[];
  /** With --preview, what of a killed update would be settled, and how. */
  readonly wouldSettle: readonly SettledOperation[];
  /** Where it came to a preview. */
  readonly consequences?: ConsequencesReport;
  /** Why the update failed. */
  readonly failures: readonly string[];
}

/**
 * previewed: it could be, and nothing was changed. rolled-back: deployed. already-deployed: nothing to do. refused: it
 * cannot be, `refusals` say why. declined: whoever was asked said no. unanswered: nobody was there to ask. failed: the
 * update broke off.
 */
export type RollbackOutcome =
  "previewed" | "rolled-back" | "already-deployed" | "refused" | "declined" | "unanswered" | "failed";

/** One version in a report. */
export interface RollbackVersion {
  readonly number: number;
  readonly time: string;
  readonly commit?: string;
  readonly declaration?: string;
  readonly message: string;
}

/** An entry of the history as a report names it. */
export function rollbackVersion({ number, time, version, summary }: HistoryEntry): RollbackVersion {
  return { number, time, ...version, message: summary };
}
