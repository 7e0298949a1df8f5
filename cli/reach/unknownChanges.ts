import type { Difference } from "../../reachability/questions/diff/difference.js";
import { notInBase } from "../../reachability/questions/diff/notInBase.js";
import { matrixOf } from "../../reachability/questions/matrix.js";
import type { Compared } from "./baseInput.js";
import { familyNames, type ReportedNote } from "./basis.js";

/** What cannot be compared, as the base does not tell about its address family. */
export interface UnknownChanges extends Pick<Difference, "connections" | "within"> {
  /** Families by which something gets through, and about which the base does not tell. */
  readonly families: readonly (4 | 6)[];
  readonly notes: readonly ReportedNote[];
}

/** All that gets through in families that the base does not tell about; empty where that is nothing. */
export function unknownChanges({ base, notInBase: evaluation }: Compared): UnknownChanges {
  const nothing = { connections: [], within: [], families: [], notes: [] };
  if (!evaluation) return nothing;
  const { connections, within } = notInBase(matrixOf(evaluation));
  if (connections.length + within.length === 0) return nothing;
  const { families } = evaluation.universe.space;
  const names = families.map((family) => familyNames[family]).join(" and ");
  const text = `${base.title} does not tell about ${names}: what gets through by ${names} now is all told as added, as nobody knows whether it did before. Compare with a folder or a git revision; or, once it is looked through, save it again.`;
  return { connections, within, families, notes: [{ id: "family-not-in-base", text }] };
}
