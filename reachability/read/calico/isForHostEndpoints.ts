import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";

/**
 * Whether a GlobalNetworkPolicy leaves pods alone, which becomes a note. SEMANTICS.md: "doNotTrack and preDNAT policies
 * apply to host endpoints only. applyOnForward does not matter for pods."
 */
export function isForHostEndpoints(object: Field, context: ReadContext): boolean {
  const flag = readFlags(object.at("spec"));
  if (flag === undefined) return false;
  context.note(
    "host-endpoints-only",
    `${String(object.at("kind").value)} ${String(object.at("metadata").at("name").value)} has ${flag}: it applies to host endpoints, not to pods`,
    object.origin,
  );
  return true;
}

/** What may stand beside these flags: https://docs.tigera.io/calico/latest/reference/resources/globalnetworkpolicy#spec */
function readFlags(spec: Field): "doNotTrack" | "preDNAT" | undefined {
  const doNotTrack = spec.at("doNotTrack").flag() ?? false;
  const preDNAT = spec.at("preDNAT").flag() ?? false;
  const applyOnForward = spec.at("applyOnForward").flag() ?? false;
  if (doNotTrack && preDNAT) spec.at("preDNAT").refuse("one of doNotTrack and preDNAT");
  if ((doNotTrack || preDNAT) && !applyOnForward)
    spec.at("applyOnForward").refuse(`true with ${doNotTrack ? "doNotTrack" : "preDNAT"}`);
  if (preDNAT) refuseEgress(spec);
  return doNotTrack ? "doNotTrack" : preDNAT ? "preDNAT" : undefined;
}

/** Translation of addresses is of what comes in. */
function refuseEgress(spec: Field): void {
  const egress = spec.at("egress");
  if (Array.isArray(egress.value) && egress.value.length > 0) egress.refuse("no egress rules with preDNAT");
  const types = spec.at("types");
  if (Array.isArray(types.value) && types.value.includes("Egress")) types.refuse("only Ingress with preDNAT");
}
