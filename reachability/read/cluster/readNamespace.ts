import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import type { Labels } from "../../model/cluster.js";
import { addLabels } from "../labels.js";
import { readClusterWide } from "../metadata.js";

/** Reads a Namespace. */
export function readNamespace(object: Field, context: ReadContext): void {
  const metadata = readClusterWide(object, context);
  if (!metadata) return;
  const { name, labels } = metadata;
  context.namespaces.push({ name, labels: addLabels(labels, nameLabels(name)), origin: object.origin });
}

/**
 * Labels that every namespace has, whatever it says itself: Kubernetes' own, and Calico's for its selectors.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#automatic-labelling
 * https://github.com/projectcalico/calico/blob/v3.32.0/libcalico-go/lib/backend/k8s/conversion/conversion.go NamespaceToProfile
 */
export function nameLabels(name: string): Labels {
  return { "kubernetes.io/metadata.name": name, "projectcalico.org/name": name };
}
