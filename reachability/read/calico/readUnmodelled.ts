import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { readClusterWide } from "../metadata.js";

/** Reads a Profile: on Kubernetes, pods have those that Calico makes of their namespace and service account. */
export function readProfile(object: Field, context: ReadContext): void {
  const metadata = readClusterWide(object, context);
  if (metadata)
    context.note(
      "profile-without-effect",
      `Profile ${metadata.name} does not apply to pods: theirs are made of namespaces and service accounts`,
      object.origin,
    );
}

/** Reads a HostEndpoint. */
export function readHostEndpoint(object: Field, context: ReadContext): void {
  const metadata = readClusterWide(object, context);
  if (metadata)
    context.note(
      "host-endpoint",
      `HostEndpoint ${metadata.name} is not modelled: what policies do to the traffic of nodes is not part of the answer`,
      object.origin,
    );
}
