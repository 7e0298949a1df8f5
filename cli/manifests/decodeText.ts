import { isUtf8 } from "node:buffer";
import type { Problem } from "../../problems/problem.js";

/** The text of a file's bytes, without a byte order mark, or why they are no text. */
export function decodeText(bytes: Uint8Array, file: string): string | Problem {
  const problem = (found: string, allowed: string, line?: number): Problem => ({
    file,
    line,
    path: "",
    found,
    allowed,
  });
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return problem("UTF-16 text", "UTF-8; save it as that");
  const nul = bytes.indexOf(0);
  if (nul >= 0) return problem("a NUL byte", "text; this looks like a binary file", lineOfByte(bytes, nul));
  if (!isUtf8(bytes)) return problem("bytes that are not UTF-8", "UTF-8 text", lineOfBadUtf8(bytes));
  return new TextDecoder("utf-8").decode(bytes);
}

const lineFeed = 10;

function lineOfByte(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(lineFeed); at >= 0 && at < offset; at = bytes.indexOf(lineFeed, at + 1)) line++;
  return line;
}

/** A line feed is never part of a longer character, so lines can be judged one by one. */
function lineOfBadUtf8(bytes: Uint8Array): number {
  let [line, start] = [1, 0];
  for (;;) {
    const end = bytes.indexOf(lineFeed, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
    line++;
  }
}
