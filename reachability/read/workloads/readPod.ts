import type { AddressRange } from "../../sets/addresses.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { readNamespaced } from "../metadata.js";
import { readAddress } from "../readCidr.js";
import { readOwner } from "./readOwner.js";
import { readPodSpec } from "./readPodSpec.js";

/** Reads a Pod. */
export function readPod(object: Field, context: ReadContext): void {
  const metadata = readNamespaced(object, context);
  const owner = readOwner(object);
  const spec = readPodSpec(object.at("spec"));
  const addresses = readAddresses(object.at("status"), spec.hostNetwork);
  if (!metadata) return;
  const { origin } = object;
  const { namespace, name, labels } = metadata;
  const variant = { ...spec, labels, addresses, count: 1, running: true, origin };
  context.workloads.push({ kind: "Pod", namespace, name, owner, variant, retired: false, origin });
}

function readAddresses(status: Field, hostNetwork: boolean): readonly AddressRange[] {
  const phase = status.at("phase").text();
  // Its address is given back and may be another pod's:
  // https://github.com/projectcalico/calico/blob/v3.32.0/libcalico-go/lib/backend/k8s/conversion/conversion.go IsFinished
  if (phase === "Succeeded" || phase === "Failed") return [];
  const pod = readList(status.at("podIPs"), status.at("podIP"));
  return pod.length > 0 || !hostNetwork ? pod : readList(status.at("hostIPs"), status.at("hostIP"));
}

/** Addresses of `plural`, else the one of `singular`, which repeats the first. */
function readList(plural: Field, singular: Field): readonly AddressRange[] {
  const items = plural.items().map((item) => item.at("ip"));
  // A pod that has not been started has an empty text.
  const fields = (items.length > 0 ? items : [singular]).filter((field) => field.value !== "");
  return fields.map(readAddress).filter((address) => address !== undefined);
}
