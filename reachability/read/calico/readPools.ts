import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { readClusterWide } from "../metadata.js";
import { readMaskedCidr } from "./readNets.js";

const poolFields = [
  "cidr",
  "vxlanMode",
  "ipipMode",
  "natOutgoing",
  "disabled",
  "disableBGPExport",
  "blockSize",
  "nodeSelector",
  "namespaceSelector",
  "allowedUses",
  "assignmentMode",
  // Of the first version, still in the schema.
  "ipip",
  "nat-outgoing",
] as const;

/** Reads an IPPool: pods get addresses from it unless it is disabled or for other uses. */
export function readIpPool(object: Field, context: ReadContext): void {
  object.only(["apiVersion", "kind", "metadata", "spec", "status"]);
  readClusterWide(object, context);
  const spec = object.at("spec");
  spec.isMapping();
  spec.only(poolFields);
  readPool(spec, spec.at("disabled"), context);
}

/** Reads the pools of an Installation of Calico's operator, which makes IPPools of them; the rest says nothing here. */
export function readInstallation(object: Field, context: ReadContext): void {
  readClusterWide(object, context);
  const spec = object.at("spec");
  if (!spec.isMapping() || !spec.at("calicoNetwork").isMapping()) return;
  for (const pool of spec.at("calicoNetwork").at("ipPools").items("a list of IP pools")) {
    pool.isMapping();
    readPool(pool, pool.at("disableNewAllocations"), context);
  }
}

function readPool(pool: Field, disabled: Field, context: ReadContext): void {
  const cidr = pool.at("cidr");
  const range = readMaskedCidr(cidr, context);
  if (!cidr.present) cidr.refuse("a CIDR, such as 10.9.0.0/16");
  // "If not specified or empty, defaults to Tunnel, Workload":
  // https://docs.tigera.io/calico/latest/reference/resources/ippool#spec
  const uses = pool
    .at("allowedUses")
    .items("a list of uses")
    .map((use) => use.oneOf(["Workload", "Tunnel", "LoadBalancer"]));
  const isDisabled = disabled.flag() ?? false;
  const isForPods = uses.length === 0 || uses.includes("Workload");
  if (range && isForPods && !isDisabled) context.ranges.pods.push(range);
}
