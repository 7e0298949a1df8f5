import type { NodeGroupDeclaration } from "../../config/environmentSchema.js";
import { dayOf, daysSince } from "../pins/days.js";
import type { LiveZone } from "./liveGroups.js";

/**
 * What becomes of a declared group.
 *
 * - `young`: within the allowed age
 * - `due`: older; gets a new rotation date
 * - `declared`: older, but its rotation date is newer than its nodes: the next deployment replaces them
 * - `absent`: no nodes yet
 */
export type RotationState = "young" | "due" | "declared" | "absent";

/** A declared group, how old its oldest zone's nodes may be, and what follows. */
export interface GroupRotation {
  readonly group: string;
  readonly state: RotationState;
  /** Day on which the oldest of its zones' node groups was created. */
  readonly created?: string;
  /** Days since then: no node of the group is older. */
  readonly ageDays?: number;
  /** The rotation date that the file has. */
  readonly rotated?: string;
}

/**
 * Decides about one group.
 *
 * @param maxAgeDays whole days; 0 means every node, unless the file had its group replaced today already
 */
export function rotationOf(
  { name, rotated }: Pick<NodeGroupDeclaration, "name" | "rotated">,
  zones: readonly LiveZone[],
  maxAgeDays: number,
  today: Date,
): GroupRotation {
  const [oldest] = zones.map(({ created }) => created).sort((a, b) => a.getTime() - b.getTime());
  const found = { group: name, ...(rotated === undefined ? {} : { rotated }) };
  if (!oldest) return { ...found, state: "absent" };
  const created = dayOf(oldest)!;
  const ageDays = daysSince(oldest.toISOString(), today);
  const age = { created, ageDays };
  const replacedToday = created === dayOf(today) && rotated === created;
  const isYoung = maxAgeDays === 0 ? replacedToday : ageDays <= maxAgeDays;
  if (isYoung) return { ...found, state: "young", ...age };
  // A date that is itself too old was deployed late, or never: today's is as good a reason to replace.
  const declared = rotated !== undefined && rotated > created && daysSince(rotated, today) <= maxAgeDays;
  return { ...found, state: declared ? "declared" : "due", ...age };
}
