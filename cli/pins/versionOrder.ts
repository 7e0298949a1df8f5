/** Compares lists of numbers, first against first; what one list has more counts as greater. */
export function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? -1) - (b[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** All decimal numbers of a version, in their order: 1, 13, 2 and 31 of v1.13.2-eksbuild.31. */
export function numbersOf(version: string): number[] {
  return (version.match(/\d+/g) ?? []).map(Number);
}

/** Compares two versions of the same shape by their numbers. */
export function compareVersions(a: string, b: string): number {
  return compareNumbers(numbersOf(a), numbersOf(b));
}

/** The greatest by a comparison; undefined of nothing. */
export function newestOf<Version>(
  versions: readonly Version[],
  compare: (a: Version, b: Version) => number,
): Version | undefined {
  return versions.reduce<Version | undefined>(
    (newest, version) => (newest === undefined || compare(version, newest) > 0 ? version : newest),
    undefined,
  );
}
