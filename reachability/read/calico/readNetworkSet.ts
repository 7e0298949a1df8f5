import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { readClusterWide, readNamespaced } from "../metadata.js";
import { claimObject } from "./claimObject.js";
import { readNetsAndAddresses } from "./readNets.js";
import { readStoredMetadata } from "./storedMetadata.js";

/** Reads a NetworkSet, or a GlobalNetworkSet, which is in no namespace. */
export function readNetworkSet(
  kind: "NetworkSet" | "GlobalNetworkSet",
): (object: Field, context: ReadContext) => void {
  return (object, context) => {
    object.only(["apiVersion", "kind", "metadata", "spec"]);
    const metadata =
      kind === "NetworkSet" ? readNamespaced(object, context) : readClusterWide(object, context);
    const spec = object.at("spec");
    spec.isMapping();
    spec.only(["nets"]);
    const nets = readNetsAndAddresses(spec.at("nets"), context);
    if (!metadata) return;
    claimObject(object, kind, metadata, context);
    const labels = { ...metadata.labels, ...readStoredMetadata(object)?.labels };
    for (const key of Object.keys(labels)) refuseReserved(object.at("metadata").at("labels").at(key), key);
    context.networkSets.push({ ...metadata, labels, nets, origin: object.origin });
  };
}

/** Labels by which Calico knows namespaces and service accounts: a set that has them would pass for one. */
function refuseReserved(field: Field, key: string): void {
  if (key === "projectcalico.org/namespace" || key.startsWith("pcns.") || key.startsWith("pcsa."))
    field.refuse("labels other than those that Calico gives itself", `the label ${key}`);
}
