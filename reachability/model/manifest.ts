/** Where an object was read: lines are looked up only when somebody is told. */
export interface Origin {
  /** Path of the file as messages show it, `-` for standard input, or what else holds it (a resource's URN). */
  readonly file: string;
  /** Place of the object in its document: empty, or `items[3]` of a List. */
  readonly path: readonly PropertyKey[];
  /** One-based line of the value at `path` of the object, or of its nearest ancestor; undefined where there are no lines. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

/** One object as it was written: not validated, not defaulted. */
export interface Manifest {
  readonly value: unknown;
  readonly origin: Origin;
}
