import { printable, shorten } from "../../../problems/problem.js";

/** Of a longer text nobody reads the rest in a comment. */
const mostCharacters = 600;

/**
 * Any text at all, as a code span of GitHub's Markdown. In one, neither markup nor HTML means anything, and GitHub looks
 * for no mentions, references to issues or commits, and addresses there: it looks in the text that is left once entities
 * are read, so that writing `@` as an entity would hide nothing.
 */
export function code(text: string): string {
  const shown = printable(shorten(text, mostCharacters))
    // Would end a cell of a table.
    .replaceAll("|", "\\u007c")
    // Marks that are put on top of what stands before them, and be it the span's own end.
    .replace(/\p{M}/gu, (mark) => `\\u${mark.codePointAt(0)!.toString(16).padStart(4, "0")}`);
  // Any space but the plain one, and nothing at all, would be seen as nothing, or taken for the span's own.
  if (shown.trim() === "") return `\`${JSON.stringify(shown)}\``;
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = /^[ `]|[ `]$/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Several texts, each a span of its own; of too many the number of the rest. */
export function codes(texts: readonly string[], most: number): string {
  const more = texts.length - most;
  return [...texts.slice(0, most).map(code), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
