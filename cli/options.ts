import { parseArgs, type ParseArgsConfig } from "node:util";
import { UsageError } from "./io.js";

type Descriptors = NonNullable<ParseArgsConfig["options"]>;

/** Options of a command, by name. A text has the name by which messages call its value: `NAME`, `DIR`. */
type Options = Readonly<Record<string, Descriptors[string] & { readonly value?: string }>>;

/** The options' values. Throws a {@link UsageError} that has every mistake and what is allowed. */
export function readOptions<const Known extends Options>(args: readonly string[], options: Known) {
  return readArguments(args, options).values;
}

/**
 * The options' values, and the one argument that is no option.
 *
 * @param argument what messages call it, such as `DIR`; undefined where there must be none
 * @throws UsageError as {@link readOptions}
 */
export function readArguments<const Known extends Options>(
  args: readonly string[],
  options: Known,
  argument?: string,
) {
  const { values, all } = readAllArguments(args, options, argument, 1);
  return { values, argument: all[0] };
}

/**
 * The options' values, and every argument that is no option.
 *
 * @param argument what messages call one, such as `FILE`; undefined where there must be none
 * @param most how many there may be
 * @throws UsageError as {@link readOptions}
 */
export function readAllArguments<const Known extends Options>(
  args: readonly string[],
  options: Known,
  argument: string | undefined,
  most = Infinity,
) {
  const mistakes = mistakesIn(args, options, argument, most);
  if (mistakes.length > 0) throw new UsageError(mistakes.join("\n"));
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  return { values, all: positionals };
}

function mistakesIn(
  args: readonly string[],
  options: Options,
  argument: string | undefined,
  most: number,
): string[] {
  let positionals = 0;
  const usage = (name: string, value?: string) => (value === undefined ? `--${name}` : `--${name} ${value}`);
  const all = [
    ...(argument === undefined ? [] : [argument]),
    ...Object.entries(options).map(([name, { value }]) => usage(name, value)),
    "--help",
  ].join(", ");
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  return tokens.flatMap((token) => {
    if (token.kind === "positional" && argument !== undefined && ++positionals <= most) return [];
    if (token.kind === "positional")
      return [`found the argument ${JSON.stringify(token.value)}; allowed: ${all}`];
    if (token.kind === "option-terminator") return [];
    const option = Object.hasOwn(options, token.name) ? options[token.name]! : undefined;
    if (!option) return [`found the option ${JSON.stringify(token.rawName)}; allowed: ${all}`];
    const allowed = usage(token.name, option.value);
    if (option.type === "boolean")
      return token.value === undefined
        ? []
        : [`--${token.name}: found the value ${JSON.stringify(token.value)}; allowed: ${allowed}`];
    // `--stack --json` has forgotten the stack; a value with a hyphen in front is written --stack=-x.
    const forgotten = token.value === undefined || (!token.inlineValue && /^-./.test(token.value));
    return forgotten ? [`--${token.name}: found no value; allowed: ${allowed}`] : [];
  });
}
