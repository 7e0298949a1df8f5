/** A document of a stream, by its place in the text: the separators are not part of it. */
export interface DocumentRange {
  readonly start: number;
  readonly end: number;
  /** Where a line that starts with `---` is not a separator; the range is then that line's. */
  readonly badSeparator?: true;
}

/**
 * Splits a stream where Kubernetes does: at each line that starts with `---`, whatever it stands in, and after which
 * only a comment may follow on that line.
 * https://github.com/kubernetes/apimachinery/blob/v0.36.2/pkg/util/yaml/decoder.go#L402-L438
 */
export function* splitDocuments(text: string): Generator<DocumentRange> {
  let start = 0;
  let separator = text.startsWith("---") ? 0 : nextSeparator(text, 0);
  while (separator >= 0) {
    if (separator > start) yield { start, end: separator };
    const lineFeed = text.indexOf("\n", separator);
    const end = lineFeed < 0 ? text.length : lineFeed;
    const rest = text.slice(separator + 3, end).trim();
    if (rest !== "" && !rest.startsWith("#")) yield { start: separator, end, badSeparator: true };
    start = Math.min(end + 1, text.length);
    separator = nextSeparator(text, end);
  }
  if (start < text.length) yield { start, end: text.length };
}

function nextSeparator(text: string, from: number): number {
  const found = text.indexOf("\n---", from);
  return found < 0 ? -1 : found + 1;
}
