import type { Tier } from "../../model/policy.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { dnsLabelSyntax, isDnsLabel } from "../labelSyntax.js";
import { readClusterWide } from "../metadata.js";
import { builtInTiers } from "./builtInTiers.js";
import { claimObject } from "./claimObject.js";
import { readOrder } from "./readPolicy.js";

/** Reads a Tier. */
export function readTier(object: Field, context: ReadContext): void {
  object.only(["apiVersion", "kind", "metadata", "spec", "status"]);
  const metadata = readClusterWide(object, context);
  const spec = object.at("spec");
  spec.isMapping();
  spec.only(["order", "defaultAction"]);
  const order = readOrder(spec.at("order"));
  // "[Default: Deny]": https://docs.tigera.io/calico/latest/reference/resources/tier#spec
  const action = spec.at("defaultAction").oneOf(["Deny", "Pass"]) ?? "Deny";
  if (!metadata) return;
  if (!isDnsLabel(metadata.name)) object.at("metadata").at("name").refuse(dnsLabelSyntax);
  claimObject(object, "Tier", metadata, context);
  const tier: Tier = { name: metadata.name, order, defaultAction: action === "Pass" ? "pass" : "deny" };
  refuseChanges(spec, tier, context.settings.calicoMinor);
  context.tiers.push(tier);
}

/** Calico refuses another order or action for the tiers of Kubernetes' policies. */
function refuseChanges(spec: Field, tier: Tier, calicoMinor: number): void {
  const fixed = builtInTiers(calicoMinor).find(({ name, fixed }) => fixed && name === tier.name);
  if (!fixed) return;
  if (tier.order !== fixed.order) spec.at("order").refuse(`${fixed.order} for the tier ${tier.name}`);
  if (tier.defaultAction !== fixed.defaultAction)
    spec
      .at("defaultAction")
      .refuse(`${fixed.defaultAction === "pass" ? "Pass" : "Deny"} for the tier ${tier.name}`);
}
