import type { Declaration } from "../../config/declaration.js";
import type { Manifest } from "../../reachability/model/manifest.js";
import type { ReadSettings } from "../../reachability/read/settings.js";
import { parseCidr } from "../../reachability/sets/addresses.js";
import type { Recording, RecordedResource } from "../plan/record.js";
import { newestCalico } from "./calicoVersions.js";

/** The Kubernetes and Calico objects that a run of the program registered, by URN. What charts make is not known. */
export function planManifests({ resources }: Pick<Recording, "resources">): Manifest[] {
  return resources
    .filter(isObject)
    .map((resource) => ({ value: resource.inputs, origin: originOf(resource) }));
}

/** What the objects of a stack do not say, and its declaration does. */
export function planSettings({ calico, addresses }: Declaration, staged: boolean): ReadSettings {
  // Where the declaration leaves a running Calico alone, nobody says which it is.
  const minor = /^v3\.(\d+)\./.exec(calico?.version ?? "")?.[1];
  return {
    calicoMinor: minor === undefined ? newestCalico : Number(minor),
    pods: rangesOf([addresses.podCidr]),
    nodes: rangesOf(addresses.nodeCidrs),
    staged,
  };
}

/** An object of the API server: a chart has neither apiVersion nor kind. */
function isObject({ type, custom, remote, inputs }: RecordedResource): boolean {
  return custom && !remote && type.startsWith("kubernetes:") && "apiVersion" in inputs && "kind" in inputs;
}

/** The file of an object in a plan is `plan: NetworkPolicy shop.web`: its kind, and its name in the program. */
function originOf({ type, name }: RecordedResource): Manifest["origin"] {
  return {
    file: `plan: ${type.slice(type.lastIndexOf(":") + 1)} ${name}`,
    path: [],
    lineOf: () => undefined,
  };
}

function rangesOf(cidrs: readonly string[]) {
  return cidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
}
