/** What fits into a comment of GitHub's (65,536 characters), with room for what stands around it. */
const mostCharacters = 60_000;

/** Sections under each other, cut off after whole lines where a comment would be too long, and saying so. */
export function boundedMarkdown(sections: readonly (readonly string[])[]): string {
  const lines = sections.filter(({ length }) => length > 0).flatMap((section) => [...section, ""]);
  let length = 0;
  const fitting = lines.findIndex((line) => (length += line.length + 1) > mostCharacters);
  if (fitting < 0) return lines.join("\n");
  return [
    ...lines.slice(0, fitting),
    "",
    `**${lines.length - fitting} more lines** do not fit here; \`--json\` has everything.`,
    "",
  ].join("\n");
}
