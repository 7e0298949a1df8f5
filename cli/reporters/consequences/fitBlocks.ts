import type { Block } from "./block.js";

/**
 * So many items each block has before one that matters more has more of them: of a hundred failures the last eighty
 * matter less than the first connection.
 */
const rounds = [15, 60, 240, Infinity] as const;

/** How many items of a block are shown. */
type Shown = Map<Block, number>;

/**
 * The text of blocks in their order, in so many bytes: where all is too much, what matters least is left out first, and
 * what is left out is said.
 *
 * @param where where everything is
 */
export function fitBlocks(blocks: readonly Block[], mostBytes: number, where: string): string {
  const whole = blocks.flatMap(({ head, items, tail }) => [...head, ...items.flat(), ...tail]).join("\n");
  if (Buffer.byteLength(whole) <= mostBytes) return whole;

  const last = `**Shortened**: ${where}.`;
  const ranked = [...blocks].sort((a, b) => a.rank - b.rank);
  const shown: Shown = new Map();
  let left = mostBytes - size([last]);
  // What is folded away gives way to everything else.
  for (const folded of [false, true]) {
    left = fill(
      ranked.filter((block) => block.folded === folded),
      left,
      shown,
    );
  }
  const lines = blocks.flatMap((block) => {
    const count = shown.get(block);
    if (count === undefined || (count === 0 && block.items.length > 0)) return [];
    const rest = block.items.length - count;
    const items = block.items.slice(0, count).flat();
    return [...block.head, ...items, ...(rest > 0 ? leftOut(block, rest) : []), ...block.tail];
  });
  return [...lines, last].join("\n");
}

/** Takes in what there is room for; answers how much room is left. */
function fill(ranked: readonly Block[], room: number, shown: Shown): number {
  let left = room;
  for (const block of ranked) {
    const { head, tail, items } = block;
    const cost = size([...head, ...tail]) + (items.length > 0 ? size(leftOut(block, items.length)) : 0);
    if (cost > left) continue;
    left -= cost;
    shown.set(block, 0);
  }
  for (const most of rounds) {
    for (const block of ranked) {
      let count = shown.get(block);
      if (count === undefined) continue;
      for (; count < Math.min(most, block.items.length); count++) {
        const cost = size(block.items[count]!);
        if (cost > left) break;
        left -= cost;
      }
      shown.set(block, count);
    }
  }
  return left;
}

function leftOut({ more }: Block, count: number): readonly string[] {
  return ["", `${more(count)} left out.`];
}

/** Bytes: there are at least as many as characters, however those are counted. */
function size(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}
