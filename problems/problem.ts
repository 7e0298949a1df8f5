/** One mistake in a file that a user wrote: where it is, what was found, what is allowed. */
export interface Problem {
  /** Path of the file, as messages show it. */
  readonly file: string;
  /** One-based line, where the file gives one. */
  readonly line?: number;
  /** Path of the value in the file, for example `flows[2].ports[0]`; empty for the file itself. */
  readonly path: string;
  /** What stands there, shortened, without control characters and never a secret. */
  readonly found: string;
  /** What may stand there, or what to do about it. */
  readonly allowed: string;
}

/** Checking stops after so many problems: nobody reads more, and a broken file could cause millions. */
export const maxProblems = 1000;

/** Problems on one line each, by file and line; says so where more were not looked for. */
export function formatProblems(problems: readonly Problem[]): string {
  const more = problems.length < maxProblems ? "" : "\nMaybe more: the check stopped here.";
  return `${[...problems].sort(byPlace).map(formatProblem).join("\n")}${more}`;
}

/** `1 problem`, `2 problems`. */
export function countProblems(problems: readonly Problem[]): string {
  return problems.length === 1 ? "1 problem" : `${problems.length} problems`;
}

/** By file, then line; what has no line is about the whole file, and first. */
export function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}

/** `file:line path: found …; allowed: …` on one line, whatever the files' names. */
export function formatProblem(problem: Problem): string {
  return printable(`${formatMistake(problem)}; allowed: ${problem.allowed}`);
}

/** `file:line path: found …`: what stands there, without what may. */
export function formatMistake(problem: Problem): string {
  const line = problem.line === undefined ? "" : `:${problem.line}`;
  const path = problem.path === "" ? "" : ` ${problem.path}`;
  return printable(`${problem.file}${line}${path}: found ${problem.found}`);
}

/** Path segments as a user would write them: `basalt:nodes[0].size.min`. */
export function formatPath(segments: readonly PropertyKey[]): string {
  return segments.reduce<string>((path, segment) => {
    if (typeof segment === "number") return `${path}[${segment}]`;
    const key = String(segment);
    const shown = /^[A-Za-z_][\w:/-]*$/.test(key) ? key : quote(key);
    return path === "" ? shown : `${path}.${shown}`;
  }, "");
}

/** A value as a message may show it: short, on one line, control characters escaped. */
export function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "an empty value";
  if (typeof value === "string") return value === "" ? "an empty text" : quote(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object")
    return `a mapping of ${shorten(Object.keys(value).map(quote).join(", ") || "nothing", 80)}`;
  return `${shorten(`${value as number | boolean}`, 80)} (a ${typeof value})`;
}

function quote(text: string): string {
  return printable(JSON.stringify(shorten(text, 80)));
}

/** Text without control, bidirectional and other invisible characters; each is shown by its code. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0)!.toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
  });
}

/** At most `length` characters of a text, none cut in half. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length).replace(/[\ud800-\udbff]$/, "")}…`;
}
