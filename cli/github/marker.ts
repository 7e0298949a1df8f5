/** A comment's, or an issue's, longest text, in characters: GitHub answers a longer one with 422. */
export const longestBody = 65_536;

/**
 * The line that nobody sees and by which a text is found again. At the very beginning alone: whoever quotes the text, or
 * speaks of it, has something before it.
 *
 * @param marker such as `preview` or `drift:prod`
 */
export function markerLine(marker: string): string {
  // A hyphen more and an HTML comment would end here.
  if (!/^[\w.:/-]{1,150}$/.test(marker) || marker.includes("--"))
    throw new TypeError(`marker: found ${JSON.stringify(marker)}; allowed: letters, digits, and . _ : / -`);
  return `<!-- basalt ${marker} -->`;
}

/** The text as it is kept, with its marker. */
export function marked(marker: string, body: string): string {
  return `${markerLine(marker)}\n${body}`;
}

/** Whether a text was kept under this marker. */
export function hasMarker(marker: string, body: string | null | undefined): boolean {
  return body?.split(/\r?\n/, 1)[0] === markerLine(marker);
}
