import type { Labels } from "../model/cluster.js";
import { formatPlace } from "./formatPlace.js";
import type { ReadContext } from "./context.js";
import type { Field } from "./field.js";
import { dnsLabelSyntax, isDnsLabel, isSubdomain, subdomainSyntax } from "./labelSyntax.js";
import { readLabels } from "./labels.js";

/** What names an object. */
export interface Metadata {
  /** `default` where none is written; undefined for a kind of the whole cluster. */
  readonly namespace?: string;
  /** With `*` at its end where the API server will complete a `generateName`. */
  readonly name: string;
  readonly labels: Labels;
}

/** Metadata of an object in a namespace. */
export interface NamespacedMetadata extends Metadata {
  readonly namespace: string;
}

/** Metadata of an object in a namespace; undefined, and a problem, where it has no usable name or was read before. */
export function readNamespaced(object: Field, context: ReadContext): NamespacedMetadata | undefined {
  const field = object.at("metadata").at("namespace");
  // https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
  const namespace = field.nonEmptyText() ?? "default";
  if (!isDnsLabel(namespace)) {
    field.refuse(dnsLabelSyntax);
    return undefined;
  }
  const name = readName(object, false);
  if (name === undefined || !isFirst(object, namespace, name, context)) return undefined;
  if (!field.present || field.value === "")
    context.withoutNamespace.push({ kind: String(object.at("kind").value), name, origin: object.origin });
  return { namespace, name, labels: readLabels(object.at("metadata").at("labels")) };
}

/**
 * Metadata of an object of the whole cluster, whatever namespace it names: the API server ignores that. Undefined, and
 * a problem, where it has no usable name or was read before.
 */
export function readClusterWide(object: Field, context: ReadContext): Metadata | undefined {
  const name = readName(object, object.at("kind").value === "Namespace");
  if (name === undefined || !isFirst(object, "", name, context)) return undefined;
  return { name, labels: readLabels(object.at("metadata").at("labels")) };
}

function readName(object: Field, dnsLabel: boolean): string | undefined {
  const metadata = object.at("metadata");
  if (!metadata.isMapping()) {
    if (!metadata.present) metadata.refuse("a mapping with the name");
    return undefined;
  }
  const field = metadata.at("name");
  const name = field.text();
  if (name === undefined || name === "") {
    const prefix = metadata.at("generateName").text();
    if (prefix !== undefined && prefix !== "") return `${prefix}*`;
    if (!field.present || name === "") field.refuse("a name");
    return undefined;
  }
  if (dnsLabel ? isDnsLabel(name) : isSubdomain(name)) return name;
  field.refuse(dnsLabel ? dnsLabelSyntax : subdomainSyntax);
  return undefined;
}

/** Whether no object of this group, kind and name was read before; the second one is a problem that names the first. */
function isFirst(object: Field, namespace: string, name: string, context: ReadContext): boolean {
  // The API server makes another name each time.
  if (name.endsWith("*")) return true;
  const kind = String(object.at("kind").value);
  const key = `${groupOf(String(object.at("apiVersion").value))}/${kind}/${namespace}/${name}`;
  const first = context.seen.get(key);
  if (first === undefined) {
    context.seen.set(key, object.origin);
    return true;
  }
  const shown = `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
  object
    .at("metadata")
    .at("name")
    .refuse(`one of each name; the first is at ${formatPlace(first)}`, `a second ${shown}`);
  return false;
}

/** The group of an apiVersion; empty for the core one. Versions of one group are views of one object. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}
