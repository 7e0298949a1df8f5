import { printable } from "../../../problems/problem.js";

/*
 * Names come from files that anybody may have written: no format may take one for its own syntax.
 */

/** A name as a terminal may show it. */
export function plainName(name: string): string {
  return printable(name);
}

/**
 * A name as Markdown shows it: a code span, in which neither markup nor HTML, mentions, references or links mean
 * anything. What would end the span or a table's cell, and marks that are put on what stands before, are shown by code.
 */
export function markdownName(name: string): string {
  const text = printable(name).replace(/[`|\p{M}]/gu, byCode);
  return text === "" ? "` `" : `\`${text}\``;
}

function byCode(character: string): string {
  const code = character.codePointAt(0)!.toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}

/** A word of a sentence, without what a commit could be found by: seven digits and letters to f. */
const plainWord = /^(?!.*\b[0-9a-f]{7,}\b)[a-z][a-z0-9]*(?:['-][a-z]+)*$/i;

/** Ports, and how many there are of something. With a dot or a bracket behind, it would begin a list. */
const plainNumber = /^\d{1,5}(?:-\d{1,5})?[,;:]*$/;

/** Longer ones are no words. */
const longestWord = 40;

/**
 * Text of our own that may hold names, as Markdown: words and numbers as they are, everything else as names. To write
 * what means something as entities, or with backslashes, hides nothing from GitHub: it looks for mentions, references
 * to issues and commits, and links in the text that is left once Markdown is read, but for that in code
 * (https://github.com/github/cmark-gfm/issues/181).
 */
export function markdownText(text: string): string {
  const parts: Part[] = [];
  for (const part of printable(text).split(" ").map(partOf)) {
    const last = parts.at(-1);
    // What stands together is one name: `{a: 1}`.
    if (last && last.name !== "" && /^"?:?$/.test(last.after) && part.name !== "" && part.before !== "(")
      parts.splice(-1, 1, {
        ...last,
        name: `${last.name}${last.after} ${part.before}${part.name}`,
        after: part.after,
      });
    else parts.push(part);
  }
  return parts
    .map(({ before, name, after }) => `${before}${name === "" ? "" : markdownName(name)}${after}`)
    .join(" ");
}

/** A name between what means nothing; where that is all, there is none. */
interface Part {
  readonly before: string;
  readonly name: string;
  readonly after: string;
}

function partOf(token: string): Part {
  let start = 0;
  while (start < token.length && '"('.includes(token[start]!)) start += 1;
  let end = token.length;
  // Two colons are an address's.
  while (end > start && ')?!.,;":'.includes(token[end - 1]!) && token.slice(end - 2, end) !== "::") end -= 1;
  const word = token.slice(start, end);
  const isPlain =
    word === "" || (word.length <= longestWord && plainWord.test(word)) || plainNumber.test(token);
  return isPlain
    ? { before: token, name: "", after: "" }
    : { before: token.slice(0, start), name: word, after: token.slice(end) };
}

/**
 * A label of Mermaid, quotes included: all but plain characters by their codes (https://mermaid.js.org/syntax/flowchart).
 * An empty one would be a mistake in the whole picture.
 */
export function mermaidLabel(text: string): string {
  const shown = printable(text.trim() === "" ? JSON.stringify(text) : text);
  return `"${shown.replace(/[^A-Za-z0-9 ./,_-]/gu, (character) => `#${character.codePointAt(0)!};`)}"`;
}

/** JSON that a terminal can show: JSON itself lets through what is not a control character in ASCII. */
export function terminalJson(json: string): string {
  return json.replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
