import { createInterface } from "node:readline";

/** What a command reads from and writes to: the process's own streams, or a test's. */
export interface Io {
  /** The working directory. */
  readonly directory: string;
  /** Results. */
  readonly out: (text: string) => void;
  /** Progress and errors. */
  readonly err: (text: string) => void;
  /** Whether results go to a terminal that shows colour. */
  readonly colour: boolean;
  /** Whether progress goes to a terminal. */
  readonly interactive: boolean;
  /** Width of the terminal, in columns. */
  readonly columns: number;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks a question and answers the line that was typed; undefined where nobody is there to answer. */
  readonly ask: (question: string) => Promise<string | undefined>;
}

/** Exit codes of every command. */
export const exitCodes = { clean: 0, findings: 1, couldNotRun: 2 } as const;

/** A mistake in how the command was called, or something it needs that is not there. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The process's streams. https://no-color.org */
export function terminal(process: NodeJS.Process): Io {
  const { stdout, stderr, env } = process;
  // A reader that has seen enough (`| head`) is no error.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    directory: process.cwd(),
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    colour: stdout.isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb",
    interactive: stderr.isTTY,
    columns: stdout.isTTY ? stdout.columns : 110,
    env,
    ask: (question) => askOn(process, question),
  };
}

/** A question on standard error, so that results can be piped; answered only where somebody can see and answer it. */
async function askOn({ stdin, stderr }: NodeJS.Process, question: string): Promise<string | undefined> {
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    return await new Promise<string | undefined>((resolve) => {
      lines.once("close", () => resolve(undefined));
      lines.question(question, resolve);
    });
  } finally {
    lines.close();
  }
}
