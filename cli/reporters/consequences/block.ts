/** A part of a comment: what stands around it, and pieces of which it can do without some. */
export interface Block {
  /** What matters most has the lowest: what matters less gives way to it. */
  readonly rank: number;
  /** Whether it is folded away, for whoever wants to know more. */
  readonly folded: boolean;
  readonly head: readonly string[];
  /** Each some whole lines. */
  readonly items: readonly (readonly string[])[];
  readonly tail: readonly string[];
  /** What is left out, as a line says it: `12 more changes`. */
  readonly more: (count: number) => string;
}

/** A block; without items it is never shortened, only left out. */
export function block(rank: number, head: readonly string[], more: Partial<Block> = {}): Block {
  return { rank, folded: false, head, items: [], tail: [""], more: (count) => `${count} more`, ...more };
}
