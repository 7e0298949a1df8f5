import { printable } from "../../problems/problem.js";

/** Text as Markdown shows it, whatever it holds: nothing in it means anything there. */
export function text(plain: string): string {
  return printable(plain).replace(/[\\`*_{}[\]<>#|~&$]/g, (character) =>
    // An entity that somebody wrote is text as well.
    character === "&" ? "&amp;" : `\\${character}`,
  );
}

/** A code span, whatever is in it. */
export function code(plain: string): string {
  const inside = printable(plain);
  const longest = Math.max(0, ...[...inside.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `\`${inside}\`` : `${fence} ${inside} ${fence}`;
}

/** A block of code in a language. */
export function codeBlock(language: string, lines: string): string {
  const longest = Math.max(2, ...[...lines.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${lines.trimEnd()}\n${fence}`;
}

/** A link to a heading of the same file, with the heading as its text. */
export function linkTo(heading: string): string {
  return `[${text(heading)}](#${anchorOf(heading)})`;
}

/** How GitHub names the place of a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}
