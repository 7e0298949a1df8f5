import type { LockHolder } from "./lockHolder.js";
import type { SettledOperation } from "./settleState.js";

/** What was done to a stack's record before anything is deployed: whatever happens next, it stays. */
export interface Beforehand {
  /** Whose lock was taken away. */
  readonly released: readonly LockHolder[];
  /** What a killed update had left, with --resume. */
  readonly settled: readonly SettledOperation[];
  /** Whether the state was compared with what exists, and changed to it. */
  readonly refreshed: boolean;
}

/** Nothing yet. */
export const nothingYet: Beforehand = { released: [], settled: [], refreshed: false };

/** Keeps what is done, and has whoever watches told of it at once. */
export interface Deeds {
  readonly done: () => Beforehand;
  readonly note: (more: Partial<Beforehand>) => void;
}

/** @param tell hears of each part as it is done */
export function deeds(tell: (more: Beforehand) => void): Deeds {
  let all = nothingYet;
  return {
    done: () => all,
    note(more) {
      const { released, settled, refreshed } = { ...nothingYet, ...more };
      all = {
        released: [...all.released, ...released],
        settled: [...all.settled, ...settled],
        refreshed: all.refreshed || refreshed,
      };
      tell({ released, settled, refreshed });
    },
  };
}

/** Whether anything was done. */
export function isAnything({ released, settled, refreshed }: Beforehand): boolean {
  return refreshed || released.length > 0 || settled.length > 0;
}
