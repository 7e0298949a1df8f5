import { countProblems, formatProblems, type Problem } from "../../problems/problem.js";
import { UsageError } from "../io.js";

/** What was read cannot be used: every problem, and no answer, because an answer about a part would mislead. */
export function manifestError(problems: readonly Problem[]): UsageError {
  return new UsageError(
    `${countProblems(problems)} in what was read; nothing was answered.\n${formatProblems(problems)}`,
  );
}
