import type { Manifest } from "../../reachability/model/manifest.js";
import type { Recording, RecordedResource } from "../plan/record.js";

/** The Kubernetes and Calico objects that a run of the program registered, by URN. What charts make is not known. */
export function planManifests({ resources }: Pick<Recording, "resources">): Manifest[] {
  return resources
    .filter(isObject)
    .map((resource) => ({ value: resource.inputs, origin: originOf(resource) }));
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
