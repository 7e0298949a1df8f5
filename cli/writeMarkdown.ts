import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { showValue } from "../problems/problem.js";
import { UsageError, type Io } from "./io.js";

/**
 * Writes Markdown to the file that an option names.
 *
 * @throws UsageError where it cannot be written
 */
export function writeMarkdown(
  option: string,
  file: string,
  text: string,
  { directory }: Pick<Io, "directory">,
): void {
  try {
    writeFileSync(resolve(directory, file), text);
  } catch (error) {
    throw new UsageError(
      `${option}: found ${showValue(file)}, which cannot be written (${(error as NodeJS.ErrnoException).code ?? "unknown error"}); allowed: a file in a folder that is there`,
      { cause: error },
    );
  }
}
