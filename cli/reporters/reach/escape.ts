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
 * anything. What would end the span or a table's cell is shown by its code.
 */
export function markdownName(name: string): string {
  const text = printable(name).replaceAll("`", "\\u0060").replaceAll("|", "\\u007c");
  return text === "" ? "` `" : `\`${text}\``;
}

/** Text of our own that may hold names, as Markdown: what would mean something there becomes an entity. */
export function markdownText(text: string): string {
  return printable(text).replace(
    /[\\`*_{}[\]<>#|~&@$!]|:(?=\/\/)|\bw(?=ww\.)/giu,
    (character) => `&#${character.codePointAt(0)!};`,
  );
}

/** A label of Mermaid, quotes included: all but plain characters by their codes (https://mermaid.js.org/syntax/flowchart). */
export function mermaidLabel(text: string): string {
  return `"${printable(text).replace(/[^A-Za-z0-9 ./,_-]/gu, (character) => `#${character.codePointAt(0)!};`)}"`;
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
