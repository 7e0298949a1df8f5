import type { Io } from "./io.js";

/** One command of the tool. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The text of --help. */
  readonly help: string;
  /** Runs it; the result is the exit code. */
  run(args: readonly string[], io: Io): Promise<number>;
}
