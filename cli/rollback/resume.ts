import type { EngineStack } from "../engine/engineStack.js";
import { engineFailure, failureText, lockFailure } from "../engine/engineFailure.js";
import type { Deeds } from "./beforehand.js";
import { compareWithWhatExists } from "./compareWithWhatExists.js";
import type { FindExisting } from "./existingResource.js";
import { heldRefusal, takenRefusal } from "./heldRefusal.js";
import { importPrivately } from "./importPrivately.js";
import { holdersIn, isSameHolder, type Liveness, type LockHolder } from "./lockHolder.js";
import type { Refusal } from "./refusal.js";
import { settlementOf } from "./settlementOf.js";

/** What is asked of whoever is there before the lock of another machine's update is taken away. */
export type ConfirmRelease = (holder: LockHolder) => Promise<boolean>;

/** What is known of a stack whose update was killed. */
export interface Remains {
  /** Who has it at this moment; undefined where the backend tells only those whom a lock stops. */
  readonly holders: () => readonly LockHolder[] | undefined;
  readonly livenessOf: (holder: LockHolder) => Liveness;
  readonly find: FindExisting;
}

/**
 * Deals with what a killed update has left: takes its lock away, settles what was pending, and has the state compared
 * with what exists where either may be. The state stays the present one; no older one is ever put in its place.
 *
 * @param stack in the work tree that is deployed from next
 * @returns why not: somebody has the stack, and lives, or nobody says that he does not. Empty where it went well
 */
export async function resumeStack(
  stack: EngineStack,
  remains: Remains,
  confirm: ConfirmRelease,
  done: Deeds,
): Promise<readonly Refusal[]> {
  const refusals = await release(stack, remains, confirm, done);
  if (refusals.length > 0) return refusals;
  let judged: readonly LockHolder[] = [];
  for (let cancelled = false; ;) {
    try {
      await settle(stack, remains.find, done);
      return [];
    } catch (error) {
      const taken = lockFailure(error);
      if (!taken || cancelled) throw engineFailure(error, stack.name);
      // Backends of buckets tell of a lock only to those whom it stops.
      const holders = holdersIn(failureText(taken));
      const unknown = holders.filter((holder) => !judged.some((known) => isSameHolder(known, holder)));
      if (unknown.length > 0) {
        const refusals = await judge(unknown, remains, stack.name, confirm);
        if (refusals.length > 0) return refusals;
        judged = [...judged, ...unknown];
        // Once more: while somebody was asked, the lock may have become another's.
        continue;
      }
      await cancel(stack, holders, done);
      cancelled = true;
    }
  }
}

/** Takes away the locks that can be seen. */
async function release(
  stack: EngineStack,
  remains: Remains,
  confirm: ConfirmRelease,
  done: Deeds,
): Promise<readonly Refusal[]> {
  const judged = remains.holders() ?? [];
  const refusals = await judge(judged, remains, stack.name, confirm);
  if (refusals.length > 0) return refusals;
  // All locks are taken away at once: nobody may have come while somebody was asked.
  const present = remains.holders() ?? [];
  const others = present.filter((holder) => !judged.some((known) => isSameHolder(known, holder)));
  if (others.length > 0) return [takenRefusal(others, stack.name)];
  if (present.length > 0) await cancel(stack, present, done);
  return [];
}

async function cancel(stack: EngineStack, holders: readonly LockHolder[], done: Deeds): Promise<void> {
  try {
    await stack.cancel();
  } catch (error) {
    throw engineFailure(error, stack.name);
  }
  done.note({ released: holders });
}

/** Why the lock of these stays. */
async function judge(
  holders: readonly LockHolder[],
  { livenessOf }: Remains,
  stack: string,
  confirm: ConfirmRelease,
): Promise<readonly Refusal[]> {
  for (const holder of holders) {
    const liveness = livenessOf(holder);
    if (liveness === "alive" || (liveness === "elsewhere" && !(await confirm(holder))))
      return [heldRefusal(holder, liveness, stack)];
  }
  return [];
}

async function settle(stack: EngineStack, find: FindExisting, done: Deeds): Promise<void> {
  const { operations, state } = await settlementOf(stack, find);
  if (operations.length > 0) {
    await importPrivately(stack, state);
    done.note({ settled: operations });
  }
  await compareWithWhatExists(stack, done);
}
