/** Tells of a mistake at a path of a file: what was found there, and what is allowed. */
export type Report = (path: readonly PropertyKey[], found: string, allowed: string) => void;
