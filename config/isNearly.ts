/** Whether a text is another one with one or two letters inserted, deleted or replaced. */
export function isNearly(text: string, meant: string): boolean {
  // What is much longer or shorter is refused before it costs anything.
  if (text === meant || Math.abs(text.length - meant.length) > mostMistakes) return false;
  return editDistance(Array.from(text), Array.from(meant)) <= mostMistakes;
}

const mostMistakes = 2;

/** Levenshtein's distance, by one row of its table at a time. */
function editDistance(a: readonly string[], b: readonly string[]): number {
  let row = [0, ...b.map((_, column) => column + 1)];
  for (const [index, letter] of a.entries()) {
    const next = [index + 1];
    for (const [column, other] of b.entries()) {
      const replaced = row[column]! + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, row[column + 1]! + 1, next[column]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
