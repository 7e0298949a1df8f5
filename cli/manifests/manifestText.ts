/** Characters after which the count of lines is remembered: between two of these places they are counted. */
const blockLength = 64 * 1024;

/** A file's text, which is kept so that lines can be found when somebody is told. */
export class ManifestText {
  /** How many line feeds are before each block. */
  private before?: readonly number[];

  constructor(
    /** Path of the file as messages show it. */
    readonly file: string,
    readonly text: string,
  ) {}

  /** One-based line of the character at `offset`. */
  lineAt(offset: number): number {
    this.before ??= this.countBlocks();
    const block = Math.min(Math.floor(offset / blockLength), this.before.length - 1);
    return this.before[block]! + countLineFeeds(this.text, block * blockLength, offset) + 1;
  }

  private countBlocks(): number[] {
    const before = [0];
    for (let start = blockLength; start < this.text.length; start += blockLength)
      before.push(before.at(-1)! + countLineFeeds(this.text, start - blockLength, start));
    return before;
  }
}

function countLineFeeds(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", start); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
