import { Mistake } from "./mistake.js";

/** What reading may cost at most. What is over a limit is refused with a problem, never cut off silently. */
export interface ManifestLimits {
  /** Bytes of one file, and of standard input. */
  readonly fileBytes: number;
  /** Bytes of everything that is read together. */
  readonly totalBytes: number;
  /** Files in a folder and in the folders below it. */
  readonly files: number;
  /** Documents, and items of Lists, that are read together. */
  readonly objects: number;
  /** Values (texts, lists …) that are read together, about: each takes some 100 bytes of memory. */
  readonly values: number;
  /** Values of one YAML document, about: while it is parsed, each takes several times that. JSON has no such limit. */
  readonly yamlValues: number;
  /** Characters of a document up to which lines are looked up: more would take seconds. */
  readonly placesLength: number;
  /** Levels of values inside values. */
  readonly depth: number;
  /** Values that aliases and merge keys stand for, in everything that is read together. */
  readonly aliasedValues: number;
}

const mebi = 1024 * 1024;

/** A cluster of 100,000 pods is some 100 MB; these are its order of magnitude. */
export const defaultLimits: ManifestLimits = {
  fileBytes: 128 * mebi,
  totalBytes: 256 * mebi,
  files: 100_000,
  objects: 1_000_000,
  values: 20_000_000,
  yamlValues: 5_000_000,
  placesLength: 8 * mebi,
  depth: 500,
  aliasedValues: 1_000_000,
};

/** What is left of the limits that hold for everything that is read together; each reader takes from it. */
export class Budget {
  readonly limits: ManifestLimits;
  bytes: number;
  objects: number;
  values: number;
  aliasedValues: number;
  /** A limit of everything together has been passed: reading on would only say so again. */
  exhausted = false;

  constructor(limits: Partial<ManifestLimits> = {}) {
    this.limits = { ...defaultLimits, ...limits };
    this.bytes = this.limits.totalBytes;
    this.objects = this.limits.objects;
    this.values = this.limits.values;
    this.aliasedValues = this.limits.aliasedValues;
  }

  /** Takes values that are about to be read; throws a {@link Mistake} where they are too many. */
  takeValues(values: number): void {
    this.values -= values;
    if (this.values >= 0) return;
    this.exhausted = true;
    throw new Mistake(
      undefined,
      `more than ${this.limits.values} values in all files`,
      "fewer; read parts of it",
    );
  }

  /** Takes documents or items; throws a {@link Mistake} where they are too many. */
  takeObject(): void {
    if (--this.objects >= 0) return;
    this.exhausted = true;
    throw new Mistake(undefined, `more than ${this.limits.objects} objects`, "fewer; read parts of it");
  }

  /** Takes values that an alias or a merge stands for; throws a {@link Mistake} where they are too many. */
  takeAliased(values: number, offset: number | undefined): void {
    this.aliasedValues -= values;
    if (this.aliasedValues >= 0) return;
    this.exhausted = true;
    const { aliasedValues } = this.limits;
    throw new Mistake(offset, `aliases that stand for more than ${aliasedValues} values`, "fewer aliases");
  }
}
