import { randomBytes, randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { apiVersionOf, builtIn, kindNamed, kindsOf, type Kind } from "./kinds.js";
import type { Draft, KubernetesObject, WatchEvent } from "./objects.js";

/** A change, and what was there before it. */
export interface Change {
  readonly event: WatchEvent;
  readonly kind: Kind;
  readonly version: number;
  readonly before?: KubernetesObject;
}

const collection = ({ group, plural }: Kind) => `${group}/${plural}`;
const place = (namespace: string | undefined, name: string) => `${namespace ?? ""}/${name}`;

/** Second precision, as Kubernetes writes it. */
export const timestamp = () => new Date().toISOString().replace(/\.\d+/, "");

/** All objects of a fake server. Objects in it are never changed, only replaced. */
export class Store {
  readonly #collections = new Map<string, Map<string, KubernetesObject>>();
  readonly #listeners = new Set<(change: Change) => void>();
  /** All changes there ever were: tests are short. */
  readonly changes: Change[] = [];
  version = 1;

  /** Built-in kinds and those of CustomResourceDefinitions. */
  kinds(): readonly Kind[] {
    return [...builtIn, ...this.list(kindNamed("CustomResourceDefinition")).flatMap(kindsOf)];
  }

  get(kind: Kind, namespace: string | undefined, name: string): KubernetesObject | undefined {
    return this.#collections.get(collection(kind))?.get(place(namespace, name));
  }

  list(kind: Kind, namespace?: string): KubernetesObject[] {
    const all = [...(this.#collections.get(collection(kind))?.values() ?? [])];
    return namespace === undefined ? all : all.filter((one) => one.metadata.namespace === namespace);
  }

  /** Every object with its kind. */
  all(): { kind: Kind; object: KubernetesObject }[] {
    return this.kinds().flatMap((kind) => this.list(kind).map((object) => ({ kind, object })));
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** An object as it would be stored: what the server itself fills in, and no new version if nothing changes. */
  completed(kind: Kind, object: Draft): KubernetesObject {
    const { metadata } = object;
    const suffix = randomBytes(3).toString("hex").slice(0, 5);
    const name = metadata.name ?? `${metadata.generateName ?? ""}${suffix}`;
    const before = this.get(kind, metadata.namespace, name);
    const now = {
      ...object,
      apiVersion: apiVersionOf(kind),
      metadata: {
        ...metadata,
        name,
        uid: before?.metadata.uid ?? randomUUID(),
        creationTimestamp: before?.metadata.creationTimestamp ?? timestamp(),
        generation: before?.metadata.generation ?? 1,
        resourceVersion: before?.metadata.resourceVersion ?? "",
      },
    };
    if (before === undefined || isDeepStrictEqual(now, before)) return now;
    const content = ({ metadata: _, status: __, ...rest }: KubernetesObject) => rest;
    if (!isDeepStrictEqual(content(now), content(before))) now.metadata.generation++;
    return now;
  }

  /** Stores an object; one that is being deleted and that nothing holds any more goes. */
  write(kind: Kind, object: Draft): KubernetesObject {
    const completed = this.completed(kind, object);
    const { namespace, name } = completed.metadata;
    const before = this.get(kind, namespace, name);
    if (before !== undefined && isDeepStrictEqual(completed, before)) return before;
    if (completed.metadata.deletionTimestamp !== undefined && !isHeld(completed))
      return this.erase(kind, completed);
    const objects = this.#collections.get(collection(kind)) ?? new Map<string, KubernetesObject>();
    this.#collections.set(collection(kind), objects);
    const stored = this.#tell(kind, before === undefined ? "ADDED" : "MODIFIED", completed, before, (one) =>
      objects.set(place(namespace, name), one),
    );
    return stored;
  }

  /** Takes an object away at once. */
  erase(kind: Kind, object: KubernetesObject): KubernetesObject {
    const { namespace, name } = object.metadata;
    return this.#tell(kind, "DELETED", object, object, () =>
      this.#collections.get(collection(kind))?.delete(place(namespace, name)),
    );
  }

  #tell(
    kind: Kind,
    type: WatchEvent["type"],
    object: KubernetesObject,
    before: KubernetesObject | undefined,
    store: (object: KubernetesObject) => unknown,
  ): KubernetesObject {
    const version = ++this.version;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    store(stored);
    const change = { kind, version, before, event: { type, object: stored } };
    this.changes.push(change);
    for (const listener of this.#listeners) listener(change);
    return stored;
  }
}

function isHeld({ kind, metadata, spec }: KubernetesObject): boolean {
  if ((metadata.finalizers ?? []).length > 0) return true;
  if (kind === "Namespace") return (spec?.finalizers ?? []).length > 0;
  return kind === "Pod" && (metadata.deletionGracePeriodSeconds ?? 0) > 0;
}
