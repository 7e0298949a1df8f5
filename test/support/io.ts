import type { Command } from "../../cli/command.js";
import { run } from "../../cli/run.js";
import type { Io } from "../../cli/io.js";

/** What a command did. */
export interface Outcome {
  readonly code: number;
  /** Results. */
  readonly out: string;
  /** Progress and errors. */
  readonly err: string;
}

/** Streams that keep what is written; 110 columns, no colour, no terminal, nobody who answers, an empty environment. */
export function keptIo(
  directory: string,
  more: Partial<Io> = {},
): { readonly io: Io; readonly written: { out: string; err: string } } {
  const written = { out: "", err: "" };
  const io: Io = {
    directory,
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    colour: false,
    interactive: false,
    columns: 110,
    env: {},
    ask: () => Promise.resolve(undefined),
    ...more,
  };
  return { io, written };
}

/** Runs the command that `argv` names, in this process's environment. */
export async function command(
  argv: readonly string[],
  directory: string,
  more: Partial<Io> = {},
): Promise<Outcome> {
  const { io, written } = keptIo(directory, { env: process.env, ...more });
  return { code: await run(argv, io), ...written };
}

/** Runs one command, which may look elsewhere than the real one; what it throws is thrown on. */
export async function runCommand(
  asked: Command,
  args: readonly string[],
  directory: string,
  more: Partial<Io> = {},
): Promise<Outcome> {
  const { io, written } = keptIo(directory, more);
  return { code: await asked.run(args, io), ...written };
}
