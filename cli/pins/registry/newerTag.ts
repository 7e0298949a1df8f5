import { compareNumbers, newestOf } from "../versionOrder.js";

/** A tag that is a version: 1.2.3, v1.2, 8.0-alpine. */
interface VersionTag {
  readonly tag: string;
  readonly numbers: readonly number[];
  /** What must be the same of two tags for their numbers to be comparable: prefix, count of numbers, suffix. */
  readonly shape: string;
}

/** Newer tags of the same shape. */
export interface NewerTags {
  /** In the same line: the same major version, or the same minor of 0.x, as semantic versioning promises compatibility. */
  readonly inLine?: string;
  /** Of the nearest later line. */
  readonly nextLine?: string;
}

/**
 * The newest tags of the shape of `tag` among `tags`. None where the tag is no version of at least two numbers: `7` or
 * `stable` move by themselves, and `20261103` says nothing of what changed.
 */
export function newerTags(tag: string, tags: readonly string[]): NewerTags {
  const own = parse(tag);
  if (!own) return {};
  const newer = tags
    .flatMap((each) => parse(each) ?? [])
    .filter(({ shape, numbers }) => shape === own.shape && compareNumbers(numbers, own.numbers) > 0);
  const inLine = newer.filter((each) => lineOf(each) === lineOf(own));
  const later = newer.filter((each) => lineOf(each) !== lineOf(own));
  const nearest = newestOf(later, (a, b) => -compare(a, b));
  return {
    inLine: newestOf(inLine, compare)?.tag,
    nextLine:
      nearest &&
      newestOf(
        later.filter((each) => lineOf(each) === lineOf(nearest)),
        compare,
      )?.tag,
  };
}

function parse(tag: string): VersionTag | undefined {
  const match = /^(v?)(\d{1,9}(?:\.\d{1,9})+)((?:[-+_][\w.-]*)?)$/.exec(tag);
  if (!match) return undefined;
  const [, prefix, version, suffix] = match as unknown as [string, string, string, string];
  const numbers = version.split(".").map(Number);
  return { tag, numbers, shape: JSON.stringify([prefix, numbers.length, suffix]) };
}

function lineOf({ numbers: [major, minor] }: VersionTag): string {
  return major === 0 ? `0.${minor!}` : `${major!}`;
}

function compare(a: VersionTag, b: VersionTag): number {
  return compareNumbers(a.numbers, b.numbers);
}
