import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { readNamespaced } from "../metadata.js";
import { ownerKey } from "./findOwners.js";

/** Reads a HorizontalPodAutoscaler: of what it scales, `replicas` is only the start. */
export function readAutoscaler(object: Field, context: ReadContext): void {
  const metadata = readNamespaced(object, context);
  const target = object.at("spec").at("scaleTargetRef");
  const kind = target.at("kind").text();
  const name = target.at("name").text();
  if (!metadata || kind === undefined || name === undefined) return;
  context.autoscaled.add(ownerKey({ kind, namespace: metadata.namespace, name }));
}
