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

/** Runs the command on streams that keep what is written; 110 columns, no colour, no terminal, nobody who answers. */
export async function command(
  argv: readonly string[],
  directory: string,
  more: Partial<Io> = {},
): Promise<Outcome> {
  const written = { out: "", err: "" };
  const code = await run(argv, {
    directory,
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    colour: false,
    interactive: false,
    columns: 110,
    env: process.env,
    ask: () => Promise.resolve(undefined),
    ...more,
  });
  return { code, ...written };
}
