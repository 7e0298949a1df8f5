/** A piece of a selector. `at` is where it begins, counted from 0 in UTF-16 code units. */
export type Token =
  | { readonly kind: Sign | Operator | "all" | "global" | "end"; readonly at: number }
  | { readonly kind: "label" | "text" | "has"; readonly at: number; readonly value: string };

type Sign = "(" | ")" | "{" | "}" | "," | "==" | "!=" | "!" | "&&" | "||";
type Operator = "contains" | "starts with" | "ends with" | "not in" | "in";

/** Why a text is no selector, and where. */
export class SelectorError extends Error {
  constructor(
    readonly expected: string,
    readonly at: number,
  ) {
    super(`${expected} at character ${at + 1}`);
  }
}

/** What a message says of what stands behind a label. */
export const operatorsSyntax = '"==", "!=", "in", "not in", "contains", "starts with" or "ends with"';

/** Longest label that Calico's selectors name. */
export const maxLabelLength = 512;

// "&" and "=" alone are no signs.
const signs: readonly Sign[] = ["(", ")", "{", "}", ",", "==", "!=", "!", "&&", "||"];
const operators: readonly (readonly [Operator, readonly string[]])[] = [
  ["contains", ["contains"]],
  ["starts with", ["starts", "with"]],
  ["ends with", ["ends", "with"]],
  ["not in", ["not", "in"]],
  ["in", ["in"]],
];

/**
 * Cuts a selector into tokens, the last of which is "end", by the rules of Calico's tokenizer: what a word means
 * depends on whether a label stands before it, blanks are spaces and tabs, and texts have no escapes.
 * https://github.com/projectcalico/calico/blob/v3.32.1/libcalico-go/lib/selector/tokenizer/tokenizer.go
 *
 * @throws {SelectorError}
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    const [token, end] = next(text, at, tokens.at(-1)?.kind === "label");
    tokens.push(token);
    at = skipBlanks(text, end);
  }
  tokens.push({ kind: "end", at });
  return tokens;
}

function next(text: string, at: number, afterLabel: boolean): readonly [Token, number] {
  const character = text[at]!;
  if (character === '"' || character === "'") {
    const end = text.indexOf(character, at + 1);
    if (end < 0) throw new SelectorError(`the closing ${character} of the text that begins`, at);
    return [{ kind: "text", at, value: text.slice(at + 1, end) }, end + 1];
  }
  const sign = signs.find((candidate) => text.startsWith(candidate, at));
  if (sign !== undefined) return [{ kind: sign, at }, at + sign.length];
  if ("=&|".includes(character)) throw new SelectorError(`"${character}${character}"`, at);
  return afterLabel ? operator(text, at) : operand(text, at);
}

function operator(text: string, at: number): readonly [Token, number] {
  for (const [kind, words] of operators) {
    const end = endOfWords(text, at, words);
    if (end !== undefined) return [{ kind, at }, end];
  }
  throw new SelectorError(operatorsSyntax, at);
}

/** Where an operator's words end; blanks between them may be left out. Undefined where they do not stand there. */
function endOfWords(text: string, start: number, words: readonly string[]): number | undefined {
  let at = start;
  for (const word of words) {
    if (!text.startsWith(word, at)) return undefined;
    at += word.length;
    if (words.length > 1) at = skipBlanks(text, at);
  }
  // Calico looks for the boundary behind the blanks: `a starts with b` is refused here, and no text begins so anyway.
  return at < text.length && isLabelCharacter(text.charCodeAt(at)) ? undefined : at;
}

function operand(text: string, at: number): readonly [Token, number] {
  if (text.startsWith("has(", at)) {
    const [label, end] = cutLabel(text, skipBlanks(text, at + 4));
    return [{ kind: "has", at, value: label }, closing(text, end, "has(")];
  }
  for (const kind of ["all", "global"] as const)
    if (text.startsWith(`${kind}(`, at))
      return [{ kind, at }, closing(text, at + kind.length + 1, `${kind}(`)];
  const [label, end] = cutLabel(text, at);
  return [{ kind: "label", at, value: label }, end];
}

function closing(text: string, from: number, what: string): number {
  const at = skipBlanks(text, from);
  if (text[at] !== ")") throw new SelectorError(`")" after "${what}"`, at);
  return at + 1;
}

function cutLabel(text: string, at: number): readonly [string, number] {
  let end = at;
  while (end < text.length && isLabelCharacter(text.charCodeAt(end))) end += 1;
  if (end === at) throw new SelectorError("a label", at);
  if (end - at > maxLabelLength)
    throw new SelectorError(`a label of at most ${maxLabelLength} characters`, at);
  return [text.slice(at, end), end];
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\t") at += 1;
  return at;
}

/** Letters and digits of ASCII, `_`, `.`, `/` and `-`. */
function isLabelCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x2d && code <= 0x39) ||
    code === 0x5f
  );
}
