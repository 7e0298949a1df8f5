import { deadHolderText, holderText, type Liveness, type LockHolder } from "./lockHolder.js";
import type { Refusal } from "./refusal.js";

/** Why nothing begins while somebody has a stack, or may have it. */
export function heldRefusal(holder: LockHolder, liveness: Liveness, stack: string): Refusal {
  const named = deadHolderText(holder);
  const who = `${holderText(holder)} has stack ${stack}`;
  switch (liveness) {
    case "alive":
      return {
        reason: "update-in-progress",
        found: `${who}, and a process of that number runs on this machine`,
        todo: `wait for its end, or stop it first (kill -INT ${holder.pid}); where that process is something else (ps -p ${holder.pid}), and the update known to be dead, \`pulumi cancel --stack ${stack}\``,
      };
    case "dead":
      return {
        reason: "update-in-progress",
        found: `${who}, and that process is gone`,
        todo: "the same command with --resume takes its lock away, and settles what was pending",
      };
    case "elsewhere":
      return {
        reason: "update-in-progress",
        found: `${who}, and this machine cannot see whether that still runs`,
        todo:
          named === undefined
            ? `wait for its end; once it is known to be dead, answer so at a terminal, where the same command with --resume asks, or \`pulumi cancel --stack ${stack}\``
            : `wait for its end; once it is known to be dead, the same command with --resume asks about it at a terminal, and where nobody can be asked --holder-is-dead ${named} says so`,
      };
  }
}

/** Why nothing begins where somebody has taken a stack since it was looked at. */
export function takenRefusal(holders: readonly LockHolder[], stack: string): Refusal {
  return {
    reason: "update-in-progress",
    found: `${holders.map(holderText).join("; ")} has taken stack ${stack} meanwhile`,
    todo: "wait for its end; when it is dead, the same command with --resume takes its lock away",
  };
}
