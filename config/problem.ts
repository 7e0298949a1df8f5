/** One mistake in a file that a user wrote: where it is, what was found, what is allowed. */
export interface Problem {
  /** Path of the file, relative to the project. */
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

/** The declaration cannot be used. Carries every problem, not just the first. */
export class DeclarationError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(`${count} in the declaration; nothing was changed.\n${problems.map(formatProblem).join("\n")}`);
    this.name = "DeclarationError";
  }
}

/** `file:line path: found …; allowed: …` on one line. */
export function formatProblem(problem: Problem): string {
  const line = problem.line === undefined ? "" : `:${problem.line}`;
  const path = problem.path === "" ? "" : ` ${problem.path}`;
  return `${problem.file}${line}${path}: found ${problem.found}; allowed: ${problem.allowed}`;
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
  if (typeof value === "object") return `a mapping of ${shorten(Object.keys(value).map(quote).join(", ") || "nothing", 80)}`;
  return `${String(value)} (a ${typeof value})`;
}

function quote(text: string): string {
  // eslint-disable-next-line no-control-regex -- escaping exactly these is the purpose
  const escaped = JSON.stringify(shorten(text, 80)).replace(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return escaped;
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
