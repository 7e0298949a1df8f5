import type { KindReaders, ReadContext } from "./context.js";
import type { Field } from "./field.js";
import { groupOf } from "./metadata.js";

/** Groups of which a kind moved to another: what is written in an old one is meant, and no server serves it. */
const builtIn = new Set(["", "apps", "batch", "extensions", "networking.k8s.io", "discovery.k8s.io"]);

/** Makes what reads one object by its kind, and counts in `skipped` the objects that say nothing about the network. */
export function objectReader(
  readers: KindReaders,
  context: ReadContext,
  skipped: Map<string, number>,
): (object: Field) => void {
  const byKind = new Map(Object.entries(readers));
  const served = groupByName([...byKind.keys()]);
  const skip = (kind: string): void => void skipped.set(kind, (skipped.get(kind) ?? 0) + 1);
  return (object) => {
    if (!object.present) return;
    if (isOtherData(object.value)) {
      skip("(no object)");
      return;
    }
    if (!object.isMapping("a Kubernetes object: a mapping with apiVersion and kind")) return;
    const versionField = object.at("apiVersion");
    const kindField = object.at("kind");
    if (!versionField.present && !kindField.present) {
      skip("(no kind)");
      return;
    }
    const apiVersion = versionField.text("an apiVersion, such as v1");
    const kind = kindField.text("a kind, such as Pod");
    if (!versionField.present) versionField.refuse("an apiVersion, such as v1");
    if (!kindField.present) kindField.refuse("a kind, such as Pod");
    if (apiVersion === undefined || kind === undefined) return;
    const name = `${apiVersion}/${kind}`;
    const read = byKind.get(name);
    const meant = read ? [] : findMeant(apiVersion, kind, served);
    if (read) read(object, context);
    else if (meant.length > 0)
      (kind === meant[0]!.kind ? versionField : kindField).refuse(meant.map(show).join(", "));
    else skip(name);
  };
}

/** Data of something else that lies among manifests: a list without an object in it. */
function isOtherData(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    !value.some((item: unknown) => typeof item === "object" && item !== null && "kind" in item)
  );
}

interface Served {
  readonly apiVersion: string;
  readonly kind: string;
}

function show({ apiVersion, kind }: Served): string {
  return `${kind} of ${apiVersion}`;
}

function groupByName(names: readonly string[]): ReadonlyMap<string, readonly Served[]> {
  const served = new Map<string, Served[]>();
  for (const name of names) {
    const slash = name.lastIndexOf("/");
    const entry = { apiVersion: name.slice(0, slash), kind: name.slice(slash + 1) };
    const key = entry.kind.toLowerCase();
    served.set(key, [...(served.get(key) ?? []), entry]);
  }
  return served;
}

/** Kinds that are served and that somebody meant who wrote an old version or other letters; mostly none. */
function findMeant(
  apiVersion: string,
  kind: string,
  served: ReadonlyMap<string, readonly Served[]>,
): readonly Served[] {
  const group = groupOf(apiVersion);
  return (served.get(kind.toLowerCase()) ?? []).filter((entry) => {
    const entryGroup = groupOf(entry.apiVersion);
    return entryGroup === group || (builtIn.has(group) && builtIn.has(entryGroup));
  });
}
