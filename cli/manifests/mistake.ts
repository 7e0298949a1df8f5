import type { Problem } from "../../problems/problem.js";
import { formatPath } from "../../problems/problem.js";
import type { ManifestText } from "./manifestText.js";

/** What is wrong with a document, by its place in the text. */
export class Mistake extends Error {
  /**
   * @param offset where, in characters from the start of the text that was parsed
   * @param path place in the document, where it is known
   */
  constructor(
    readonly offset: number | undefined,
    readonly found: string,
    readonly allowed: string,
    readonly path: readonly PropertyKey[] = [],
  ) {
    super(found);
  }

  /** The problem as a user reads it; `start` is where the parsed text starts in the file's. */
  toProblem(text: ManifestText, start: number): Problem {
    return {
      file: text.file,
      line: this.offset === undefined ? undefined : text.lineAt(start + this.offset),
      path: this.path.length > 20 ? "" : formatPath(this.path),
      found: this.found,
      allowed: this.allowed,
    };
  }
}
