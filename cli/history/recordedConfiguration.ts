/** One value of a stack's configuration as the history keeps it. */
export interface RecordedValue {
  /** As text, structured ones as JSON; absent where it is secret. */
  readonly value?: string;
  readonly objectValue?: unknown;
  readonly secret?: boolean;
}

/** A stack's configuration as the history keeps it, by key with namespace. */
export type RecordedConfiguration = Readonly<Record<string, RecordedValue | undefined>>;

/** A value that is no secret, structured; undefined where it is one, or there is none. */
export function plainValue(recorded: RecordedValue | undefined): unknown {
  if (recorded === undefined || recorded.secret === true) return undefined;
  return recorded.objectValue ?? recorded.value;
}
