import type { Io } from "./io.js";

/** One command of the tool. */
export interface Command {
  /** The text of --help. */
  readonly help: string;
  /** Runs it; the result is the exit code. */
  run(args: readonly string[], io: Io): Promise<number>;
}

/** A command in the list of commands. */
export interface CommandEntry {
  readonly name: string;
  /** One line for the list. */
  readonly summary: string;
  /** Loads it: each command needs other packages, and to load them takes most of a short run. */
  readonly load: () => Promise<Command>;
}
