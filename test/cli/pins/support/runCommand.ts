import type { Command } from "../../../../cli/command.js";
import type { Io } from "../../../../cli/io.js";
import type { Outcome } from "../../../support/io.js";

/** Runs one command, which may look elsewhere than the real one; what it throws is thrown on. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  directory: string,
  more: Partial<Io> = {},
): Promise<Outcome> {
  const written = { out: "", err: "" };
  const code = await command.run(args, {
    directory,
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    colour: false,
    interactive: false,
    columns: 110,
    env: {},
    ask: () => Promise.resolve(undefined),
    ...more,
  });
  return { code, ...written };
}
