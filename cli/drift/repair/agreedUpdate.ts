import { printable } from "../../../problems/problem.js";
import type { ConsequencesReport, ResourceChange } from "../../consequences/report.js";
import { UsageError, type Io } from "../../io.js";
import { consequencesText } from "../../reporters/consequences/consequencesText.js";
import { style } from "../../style.js";
import { confirm } from "./confirm.js";

/** With it goes everything that runs in it; what it was made for, nobody gets back by a repair. */
const clusterTypes: ReadonlySet<string> = new Set(["aws:eks/cluster:Cluster", "eks:index:Cluster"]);

/**
 * Agrees to what the update of a repair would do: to what was listed without a word, to anything more by another
 * question. What deletes a protected resource does not get here: its preview fails.
 *
 * @param listed URNs of what is not as declared, which the update is to make good
 * @param yes nobody is asked
 * @throws UsageError where the control plane would go, and where nobody confirms what is more
 */
export async function agreedUpdate(
  consequences: ConsequencesReport,
  listed: ReadonlySet<string>,
  yes: boolean,
  io: Io,
): Promise<void> {
  const more = consequences.changes.filter((change) => !makesGood(change, listed));
  if (more.length === 0) return;
  io.err(
    `The update would do more than make good what was listed:\n${consequencesText(consequences, style(false), io.columns)}`,
  );
  const clusters = more.filter(({ action, type }) => isRemoval(action) && clusterTypes.has(type));
  if (clusters.length > 0)
    throw new UsageError(
      `it would ${clusters.map(({ action, name }) => `${action} the cluster ${printable(name)}`).join(", ")}; a repair replaces no control plane: undo by hand what was done to it, or deploy, which shows it to whoever approves`,
    );
  if (!yes) await confirm("Update the stack like this?", io);
}

function makesGood({ action, urn }: ResourceChange, listed: ReadonlySet<string>): boolean {
  return listed.has(urn) && !isRemoval(action);
}

function isRemoval(action: ResourceChange["action"]): boolean {
  return action === "replace" || action === "delete";
}
