/* What a scalar without quotes is for Kubernetes, whose reader is go-yaml 2: mostly YAML 1.1. */

/** A number that JSON does not have, which makes Kubernetes refuse the document. */
export const notANumber = Symbol("infinite, or not a number");

/** https://github.com/yaml/go-yaml/blob/v2.4.4/resolve.go#L35-L49 */
const words = new Map<string, boolean | null | typeof notANumber>([
  ...each(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], true),
  ...each(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], false),
  ...each(["", "~", "null", "Null", "NULL"], null),
  ...each([".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF"], notANumber),
  ...each(["+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF"], notANumber),
]);

function each<Value>(texts: readonly string[], value: Value): [string, Value][] {
  return texts.map((text) => [text, value]);
}

const longestWord = 5;

/**
 * The value of a plain scalar.
 * https://github.com/yaml/go-yaml/blob/v2.4.4/resolve.go#L84-L191
 */
export function resolvePlain(text: string): string | number | boolean | null | typeof notANumber {
  if (text.length <= longestWord) {
    const word = words.get(text);
    if (word !== undefined) return word;
  }
  const first = text.charCodeAt(0);
  if (first === dot) {
    // Unlike the other numbers' underscores, which may stand anywhere, those must be between digits: strconv.ParseFloat's.
    if (!/^\.\d+(_\d+)*([eE][-+]?\d+(_\d+)*)?$/.test(text)) return text;
    const value = Number(text.replaceAll("_", ""));
    return Number.isFinite(value) ? value : text;
  }
  const signed = first === plus || first === minus;
  if (!signed && !(first >= zero && first <= nine)) return text;
  return resolveNumber(text.includes("_") ? text.replaceAll("_", "") : text) ?? text;
}

/** Underscores are gone. A date is a text for Kubernetes, and no number, so it needs no case. */
function resolveNumber(plain: string): number | undefined {
  const integer = resolveInteger(plain);
  if (integer !== undefined) return Number(integer);
  if (/^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(plain)) {
    const value = Number(plain);
    return Number.isFinite(value) ? value : undefined;
  }
  return undefined;
}

/** An integer in Go's notations (0x, 0o, 0b, and 0 alone for octal); undefined for other texts, and beyond 64 bits. */
export function resolveInteger(plain: string): number | bigint | undefined {
  if (/^[-+]?[1-9]\d{0,14}$/.test(plain) || plain === "0") return Number(plain);
  const [, sign = "", digits = ""] = /^([-+]?)(.*)$/s.exec(plain)!;
  let magnitude: bigint | undefined;
  if (/^(0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|[1-9]\d*)$/.test(digits) && digits.length <= longestInteger)
    magnitude = BigInt(digits);
  else if (/^0[0-7]*$/.test(digits) && digits.length <= longestInteger) magnitude = BigInt(`0o0${digits}`);
  // 0b+1: the last resort of go-yaml reads a sign after the prefix.
  else if (/^0b[-+][01]+$/.test(plain) && plain.length <= longestInteger)
    return withinInt64(BigInt(`0b${plain.slice(3)}`), plain[2] === "-");
  if (magnitude === undefined) return undefined;
  // Without a sign up to the largest unsigned one: strconv.ParseUint takes none.
  if (sign === "" && magnitude < 2n ** 64n) return magnitude;
  return withinInt64(magnitude, sign === "-");
}

/** Longer than any text of 64 bits, leading zeros aside, which nobody writes by the hundred. */
const longestInteger = 1000;

function withinInt64(magnitude: bigint, negative: boolean): bigint | undefined {
  const value = negative ? -magnitude : magnitude;
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

const [plus, minus, dot, zero, nine] = [43, 45, 46, 48, 57];
