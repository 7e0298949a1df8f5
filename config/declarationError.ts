import { byPlace, countProblems, formatProblems, type Problem } from "../problems/problem.js";

/** The declaration cannot be used. Carries every problem, not just the first, by file and line. */
export class DeclarationError extends Error {
  readonly problems: readonly Problem[];

  constructor(found: readonly Problem[]) {
    super(`${countProblems(found)} in the declaration; nothing was changed.\n${formatProblems(found)}`);
    this.name = "DeclarationError";
    this.problems = [...found].sort(byPlace);
  }
}
