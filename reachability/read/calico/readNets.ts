import { parseAddress, parseCidr, type AddressRange } from "../../sets/addresses.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { readAddress, readCidr } from "../readCidr.js";

/** A list of CIDRs whose host bits are 0; what is none is reported and left out. */
export function readNets(list: Field, context: ReadContext): AddressRange[] {
  return list.items("a list of CIDRs").flatMap((item) => {
    if (!item.present) item.refuse("a CIDR");
    const range = readMaskedCidr(item, context);
    return range ? [range] : [];
  });
}

/**
 * A CIDR, whose host bits must be 0: Calico's validator compares the address with the network. Undefined where the field
 * is absent, and a problem where it is none.
 */
export function readMaskedCidr(field: Field, context: ReadContext): AddressRange | undefined {
  const { value: text } = field;
  const range = typeof text === "string" ? parseCidr(text) : undefined;
  if (range && parseAddress((text as string).split("/")[0]!)?.first !== range.first) {
    field.refuse("a CIDR without bits after its prefix, such as 10.9.8.0/24");
    return undefined;
  }
  return readCidr(field, context);
}

/** A list of CIDRs and single addresses, as network sets have; what is neither is reported and left out. */
export function readNetsAndAddresses(list: Field, context: ReadContext): AddressRange[] {
  return list.items("a list of CIDRs and addresses").flatMap((item) => {
    if (!item.present) item.refuse("a CIDR, or an IP address");
    const isCidr = typeof item.value === "string" && item.value.includes("/");
    const range = isCidr ? readCidr(item, context) : readAddress(item);
    return range ? [range] : [];
  });
}
