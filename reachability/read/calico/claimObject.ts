import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { formatPlace } from "../formatPlace.js";
import { groupOf } from "../metadata.js";

/** The group of Calico's kinds as Kubernetes stores them, where Calico's own API server serves projectcalico.org. */
const storedGroup = "crd.projectcalico.org";

/** Whether an object is in the form in which Kubernetes stores it. */
export function isStored(object: Field): boolean {
  return groupOf(String(object.at("apiVersion").value)) === storedGroup;
}

/**
 * Reports an object that was read before in the other group: both are views of one, under the name that users see.
 * Objects of one group and written name are told apart before.
 */
export function claimObject(
  object: Field,
  kind: string,
  { namespace, name }: { readonly namespace?: string; readonly name: string },
  context: ReadContext,
): void {
  // The API server makes another name each time.
  if (name.endsWith("*")) return;
  const shown = `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
  const key = `Calico's ${shown}`;
  const first = context.seen.get(key);
  if (first === undefined) context.seen.set(key, object.origin);
  else
    object
      .at("metadata")
      .at("name")
      .refuse(
        `one of each name, in both of Calico's API groups together; the first is at ${formatPlace(first)}`,
        `a second ${shown}`,
      );
}
