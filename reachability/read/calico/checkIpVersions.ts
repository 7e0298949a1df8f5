import { parseCidr } from "../../sets/addresses.js";
import type { Field } from "../field.js";

/** Calico refuses a rule whose nets are of both IP versions, or of another than the rule's: it could match nothing. */
export function checkIpVersions(rule: Field): void {
  const ipVersion = rule.at("ipVersion").value;
  let family = ipVersion === 4 || ipVersion === 6 ? ipVersion : undefined;
  for (const end of ["source", "destination"])
    for (const key of ["nets", "notNets"]) {
      const { value } = rule.at(end).at(key);
      if (!Array.isArray(value)) continue;
      for (const net of rule.at(end).at(key).items()) {
        const range = typeof net.value === "string" ? parseCidr(net.value) : undefined;
        if (!range) continue;
        if (family !== undefined && range.family !== family)
          net.refuse(`IPv${family}, as the rest of the rule`);
        family ??= range.family;
      }
    }
}
