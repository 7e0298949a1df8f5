import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { readClusterWide } from "../metadata.js";
import { readAddress, readCidr } from "../readCidr.js";

/** Reads a Node: its addresses, and the pod ranges that it was given. */
export function readNode(object: Field, context: ReadContext): void {
  readClusterWide(object, context);
  const spec = object.at("spec");
  const cidrs = spec.at("podCIDRs").items();
  for (const field of cidrs.length > 0 ? cidrs : [spec.at("podCIDR")]) {
    const range = field.value === "" ? undefined : readCidr(field, context);
    if (range) context.ranges.pods.push(range);
  }
  for (const item of object.at("status").at("addresses").items()) {
    const type = item.at("type").text();
    if (type !== "InternalIP" && type !== "ExternalIP") continue;
    const address = readAddress(item.at("address"));
    if (address) context.ranges.nodes.push(address);
  }
}
