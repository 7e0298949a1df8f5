import { UsageError } from "../io.js";

/**
 * Those of `pins` whose name one of `globs` matches; all where there is none. `*` stands for any characters.
 *
 * @throws UsageError that names every glob which matches nothing
 */
export function selectPins<Named extends { readonly name: string }>(
  pins: readonly Named[],
  globs: readonly string[],
): Named[] {
  const patterns = globs.map((glob) => ({ glob, pattern: patternOf(glob) }));
  const useless = patterns.filter(({ pattern }) => !pins.some(({ name }) => pattern.test(name)));
  if (useless.length > 0) {
    const allowed = pins.map(({ name }) => name).join(", ") || "nothing, the file has no pins";
    throw new UsageError(
      useless
        .map(
          ({ glob }) =>
            `--only: found ${JSON.stringify(glob)}, which matches no pin; allowed: ${allowed}, or a pattern of them such as images/*`,
        )
        .join("\n"),
    );
  }
  return pins.filter(
    ({ name }) => patterns.length === 0 || patterns.some(({ pattern }) => pattern.test(name)),
  );
}

function patternOf(glob: string): RegExp {
  return new RegExp(
    `^${glob
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
}
