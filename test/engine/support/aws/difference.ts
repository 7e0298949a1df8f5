import { kindOf } from "./catalogue.js";
import { isObject, withoutBookkeeping, type Properties, type Value } from "./values.js";

/** What happened to a part of a resource. */
export type Change = "add" | "delete" | "update";

/** What changed between two versions of a resource's inputs. */
export interface Difference {
  /** By the path of the part, as in `launchTemplate.version` or `taints[0].effect`. */
  readonly parts: ReadonlyMap<string, { readonly change: Change; readonly replaces: boolean }>;
  /** The properties that changed, and those whose change makes another resource. */
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
  /** The old one has a name that the new one needs. */
  readonly deleteBeforeReplace: boolean;
}

/** Compares inputs; `olds` and `news` both went through Check. */
export function difference(type: string, olds: Properties, news: Properties): Difference {
  const kind = kindOf(type);
  const changes = new Map<string, Change>();
  compare("", withoutBookkeeping(olds), withoutBookkeeping(news), kind.ordered ?? [], changes);

  const replacedBy = [...(kind.replacedBy ?? []), "region"];
  const parts = new Map(
    [...changes].map(([path, change]) => [
      path,
      {
        change,
        replaces:
          replacedBy.some((prefix) => isWithin(path, prefix)) || removesEncryption(type, path, change),
      },
    ]),
  );
  const properties = (paths: readonly string[]) => [...new Set(paths.map((path) => path.split(/[.[]/)[0]!))];
  const replaces = properties([...parts].filter(([, part]) => part.replaces).map(([path]) => path));
  return {
    parts,
    changed: properties([...parts.keys()]),
    replaces,
    deleteBeforeReplace: replaces.length > 0 && keepsGivenName(kind.named, olds, news),
  };
}

/** Whether a path is a property, or a part of it. A property that comes or goes as a whole brings its parts. */
function isWithin(path: string, property: string): boolean {
  return (
    path === property ||
    path.startsWith(`${property}.`) ||
    path.startsWith(`${property}[`) ||
    property.startsWith(`${path}.`)
  );
}

/** Encryption of secrets can be turned on in place, and never off. */
function removesEncryption(type: string, path: string, change: Change): boolean {
  return type === "aws:eks/cluster:Cluster" && path === "encryptionConfig" && change === "delete";
}

/** A generated name differs from its predecessor's; a given one that stays is in the way. */
function keepsGivenName(named: string | undefined, olds: Properties, news: Properties): boolean {
  const generated = news["__defaults"];
  if (named === undefined || !Array.isArray(generated) || generated.includes(named)) return false;
  return news[named] !== undefined && news[named] === olds[named];
}

function compare(
  path: string,
  before: Value | undefined,
  after: Value | undefined,
  ordered: readonly string[],
  changes: Map<string, Change>,
): void {
  if (isAbsent(before) && isAbsent(after)) return;
  if (isAbsent(before)) changes.set(path, "add");
  else if (isAbsent(after)) changes.set(path, "delete");
  else if (Array.isArray(before) && Array.isArray(after)) {
    const [olds, news] = ordered.includes(path) ? [before, after] : [asSet(before), asSet(after)];
    for (let index = 0; index < Math.max(olds.length, news.length); index++)
      compare(`${path}[${index}]`, olds[index], news[index], ordered, changes);
  } else if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const part = /^\w+$/.test(key) ? `${path === "" ? "" : "."}${key}` : `["${key}"]`;
      compare(`${path}${part}`, before[key], after[key], ordered, changes);
    }
  } else if (before !== after) changes.set(path, "update");
}

/** To AWS, null, an empty list and nothing at all are the same. */
function isAbsent(value: Value | undefined): value is null | undefined {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** Nearly all lists of strings of this provider are sets. */
function asSet(values: readonly Value[]): readonly Value[] {
  return values.every((value) => typeof value === "string") ? [...values].sort() : values;
}
