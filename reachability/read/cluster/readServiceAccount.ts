import type { Labels } from "../../model/cluster.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { addLabels } from "../labels.js";
import { readNamespaced } from "../metadata.js";

/** Reads a ServiceAccount, whose labels Calico's policies select by. */
export function readServiceAccount(object: Field, context: ReadContext): void {
  const metadata = readNamespaced(object, context);
  if (!metadata) return;
  const { namespace, name, labels } = metadata;
  context.serviceAccounts.set(`${namespace}/${name}`, addLabels(labels, accountLabels(name)));
}

/**
 * The label that every service account has, whatever it says itself.
 * https://github.com/projectcalico/calico/blob/v3.32.0/libcalico-go/lib/backend/k8s/conversion/conversion.go ServiceAccountToProfile
 */
export function accountLabels(name: string): Labels {
  return { "projectcalico.org/name": name };
}
