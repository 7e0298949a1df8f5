/** What a deployment leaves in the stack's history, for people and for the commands that come later. */
export interface UpdateMessage {
  /** What a person reads first; one line. */
  readonly summary: string;
  /** The commit whose program ran, in full. */
  readonly commit?: string;
  /** The commit whose stack file and namespaces were deployed, where it is another than the program's. */
  readonly declaration?: string;
  /** Who started it: `alice@laptop`, `octocat (GitHub Actions)`. */
  readonly by?: string;
  /** What ran from then on; shortened in the message. */
  readonly pins?: Readonly<Record<string, string>>;
  /** The commit that a rollback left, where it is known. */
  readonly rolledBackFrom?: string;
  /** The commit that a rollback returned to. */
  readonly rolledBackTo?: string;
}

/** Keys of the lines after the first, by the field that each is about. */
const keys = {
  commit: "Commit",
  declaration: "Declaration",
  by: "By",
  pins: "Pins",
  rolledBackFrom: "Rolled-back-from",
  rolledBackTo: "Rolled-back-to",
} as const;

/** The most that the pins' line takes: backends keep messages, they are not made for novels. */
const longestPins = 900;

/** The message of a deployment: a readable first line, then a line `Key: value` for each of the rest. */
export function updateMessage({ summary, pins, ...rest }: UpdateMessage): string {
  const line = (key: keyof typeof keys, value: string | undefined) =>
    value === undefined || value === "" ? [] : [`${keys[key]}: ${oneLine(value)}`];
  const lines = [
    ...line("commit", rest.commit),
    ...line("declaration", rest.declaration),
    ...line("rolledBackFrom", rest.rolledBackFrom),
    ...line("rolledBackTo", rest.rolledBackTo),
    ...line("by", rest.by),
    ...line("pins", pins && shortPins(pins)),
  ];
  return [oneLine(summary), ...(lines.length > 0 ? ["", ...lines] : [])].join("\n");
}

/**
 * Reads a message, whoever wrote it: what is not there, or is no commit, is left out. Of the pins, which are shortened
 * for people, nothing is read back: the history's entry has the configuration itself.
 */
export function parseUpdateMessage(text: string): Omit<UpdateMessage, "pins"> {
  const [summary = "", ...lines] = text.split(/\r?\n/);
  const value = (key: keyof typeof keys) => {
    const prefix = `${keys[key]}: `;
    return lines
      .find((line) => line.startsWith(prefix))
      ?.slice(prefix.length)
      .trim();
  };
  const commit = (key: keyof typeof keys) => {
    const id = value(key);
    return id !== undefined && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(id) ? id : undefined;
  };
  const found = {
    commit: commit("commit"),
    declaration: commit("declaration"),
    rolledBackFrom: commit("rolledBackFrom"),
    rolledBackTo: commit("rolledBackTo"),
    by: value("by"),
  };
  return {
    summary: summary.trim(),
    ...Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)),
  };
}

/** Digests by their first twelve digits, and no more pins than fit. */
function shortPins(pins: Readonly<Record<string, string>>): string {
  const all = Object.entries(pins).map(
    ([name, value]) =>
      `${name}=${value.replace(/^(?:.*@)?sha256:([0-9a-f]{12})[0-9a-f]*$/, "$1").replaceAll(" ", "_")}`,
  );
  let text = "";
  for (const [index, pin] of all.entries()) {
    const more = `${text === "" ? "" : " "}${pin}`;
    if (text.length + more.length > longestPins) return `${text} and ${all.length - index} more`;
    text += more;
  }
  return text;
}

/** A summary comes from people and pipelines: it must not add lines that would be read as keys, nor hide what it says. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[\p{Cf}\p{Cs}]/gu, "")
    .trim();
}
