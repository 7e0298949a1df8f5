import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { engineFailure, failureText, lockFailure } from "../engine/engineFailure.js";
import type { EngineStack } from "../engine/engineStack.js";
import { refreshStack } from "../engine/refreshStack.js";
import { UsageError } from "../io.js";
import { objectId, type FindExisting } from "./existingResource.js";
import { holdersIn, holderText, livenessOf, type LockHolder } from "./lockHolder.js";
import { settleState, type Existing, type SettledOperation } from "./settleState.js";
import { stateFacts } from "../engine/stateFacts.js";

/** What is asked of whoever is there before the lock of another machine's update is taken away. */
export type ConfirmRelease = (holder: LockHolder) => Promise<boolean>;

/**
 * Deals with what a killed update has left: takes its lock away, settles what was pending, and has the state compared
 * with what exists where either may be. The state stays the present one; no older one is ever put in its place.
 *
 * @param stack in the work tree that is deployed from next
 * @param holders as far as they are known before
 * @throws UsageError where the lock's holder lives, or nobody says that he does not
 */
export async function resumeStack(
  stack: EngineStack,
  holders: readonly LockHolder[],
  find: FindExisting,
  confirm: ConfirmRelease,
): Promise<SettledOperation[]> {
  if (holders.length > 0) await release(stack, holders, confirm);
  const settle = async () => {
    const state = await stack.exportStack();
    const { pending } = stateFacts(state, stack.name);
    if (pending.length === 0) {
      await refreshStack(stack);
      return [];
    }
    const existing = await Promise.all(
      pending.map((each): Promise<Existing> => {
        if (each.operation !== "creating") return Promise.resolve("unknown");
        const id = objectId(each);
        return id === undefined ? find(each) : Promise.resolve({ id, certain: false });
      }),
    );
    const { operations, state: settled } = settleState(state, pending, existing);
    await importPrivately(stack, settled);
    await refreshStack(stack);
    return [...operations];
  };
  try {
    return await settle();
  } catch (error) {
    const taken = lockFailure(error);
    if (!taken) throw engineFailure(error, stack.name);
    // Backends of buckets tell of a lock only to those whom it stops.
    await release(stack, holdersIn(failureText(taken)), confirm);
    return await settle();
  }
}

async function release(
  stack: EngineStack,
  holders: readonly LockHolder[],
  confirm: ConfirmRelease,
): Promise<void> {
  for (const holder of holders) {
    const liveness = livenessOf(holder);
    if (liveness === "dead") continue;
    if (liveness === "alive")
      throw new UsageError(
        `stack ${stack.name}: ${holderText(holder)} has it, and runs on this machine; allowed: to wait for its end, or to stop it (kill -INT ${holder.pid}) first`,
      );
    if (!(await confirm(holder)))
      throw new UsageError(
        `stack ${stack.name}: ${holderText(holder)} has it, and this machine cannot see whether that still runs; allowed: to answer yes at a terminal, or \`pulumi cancel --stack ${stack.name}\` once it is known to be dead`,
      );
  }
  await stack.cancel();
}

/** The Automation API writes the state with its secrets in plain text to a file that others could read, and may leave it. */
async function importPrivately(stack: EngineStack, state: Deployment): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "basalt-state-"));
  const before = process.env["TMPDIR"];
  try {
    process.env["TMPDIR"] = folder;
    const imported = stack.importStack(state);
    // The file is written by now.
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    await imported;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
