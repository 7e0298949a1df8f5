import type { Io } from "../../cli/io.js";

/** Streams that keep what is written; 110 columns, no colour, no terminal, nobody who answers. */
export function commandIo(
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
