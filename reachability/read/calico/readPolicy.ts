import type { Direction, Policy } from "../../model/policy.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { readClusterWide, readNamespaced, type Metadata } from "../metadata.js";
import { claimObject, isStored } from "./claimObject.js";
import { isForHostEndpoints } from "./isForHostEndpoints.js";
import { readPolicyName, tieBreakOf } from "./policyName.js";
import { readRules } from "./readRules.js";
import { globalFields, namespacedFields, readSubject } from "./readSubject.js";

/** Kinds of Calico's policies that are enforced. */
export type CalicoPolicyKind = "NetworkPolicy" | "GlobalNetworkPolicy";

const directions = { Ingress: "ingress", Egress: "egress" } as const;

/** Reads a NetworkPolicy or GlobalNetworkPolicy of Calico. */
export function readCalicoPolicy(kind: CalicoPolicyKind): (object: Field, context: ReadContext) => void {
  return (object, context) => {
    object.only(["apiVersion", "kind", "metadata", "spec"]);
    const metadata = readPolicyMetadata(object, kind, context);
    const policy = readPolicyObject(object, kind, metadata, context);
    const forPods = kind === "NetworkPolicy" || !isForHostEndpoints(object, context);
    if (!policy) return;
    claimObject(object, kind, policy, context);
    if (forPods) context.policies.push(policy);
  };
}

/** Metadata of a policy, by whether its kind is in a namespace. */
export function readPolicyMetadata(
  object: Field,
  kind: CalicoPolicyKind,
  context: ReadContext,
): Metadata | undefined {
  return kind === "NetworkPolicy" ? readNamespaced(object, context) : readClusterWide(object, context);
}

/**
 * The policy that an object of the kind, or of its staged kind, describes; `moreFields` of the spec are somebody else's.
 * Undefined where it has no metadata.
 */
export function readPolicyObject(
  object: Field,
  kind: CalicoPolicyKind,
  metadata: Metadata | undefined,
  context: ReadContext,
  moreFields: readonly string[] = [],
): Policy | undefined {
  const spec = object.at("spec");
  spec.isMapping();
  spec.only([...(kind === "NetworkPolicy" ? namespacedFields : globalFields), ...moreFields]);
  const namespace = metadata?.namespace;
  const subject = readSubject(spec, kind, namespace);
  const order = readOrder(spec.at("order"));
  const tier = readTierName(spec.at("tier"));
  const types = readTypes(object);
  const ingress = readRules(spec.at("ingress"), "ingress", namespace, context);
  const egress = readRules(spec.at("egress"), "egress", namespace, context);
  for (const hint of spec.at("performanceHints").items("a list of hints"))
    if (hint.oneOf(["AssumeNeededOnEveryNode"]) === undefined && !hint.present)
      hint.refuse("AssumeNeededOnEveryNode");
  if (!metadata) return undefined;
  const name = readPolicyName(object, metadata.name, tier, context);
  return {
    kind,
    apiVersion: String(object.at("apiVersion").value),
    ...(namespace !== undefined && { namespace }),
    name,
    origin: object.origin,
    tier,
    order,
    tieBreak: tieBreakOf({ kind, namespace, name, tier }, context.settings.calicoMinor),
    subject,
    ...(types.has("ingress") && { ingress }),
    ...(types.has("egress") && { egress }),
  };
}

/** A number; SEMANTICS.md: "absent = last". */
export function readOrder(field: Field): number {
  const { value } = field;
  if (value === undefined) return Infinity;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  field.refuse("a number");
  return Infinity;
}

/** SEMANTICS.md has no sentence for it; "If this is omitted, the default tier (name is "default") is assumed." */
export function readTierName(field: Field): string {
  const name = field.text("the name of a tier");
  return name === undefined || name === "" ? "default" : name;
}

/**
 * SEMANTICS.md: "`types` absent: Ingress if there are ingress rules or none at all; Egress if there are egress rules; only
 * egress rules means Egress alone (unlike Kubernetes)".
 */
function readTypes(object: Field): ReadonlySet<Direction> {
  const spec = object.at("spec");
  const types = new Set<Direction>();
  for (const item of spec.at("types").items("a list of Ingress and Egress")) {
    const type = item.oneOf(["Ingress", "Egress"]);
    if (!item.present) item.refuse("Ingress, Egress");
    if (type === undefined) continue;
    if (types.has(directions[type])) item.refuse("each type once", `${type} again`);
    types.add(directions[type]);
  }
  if (types.size > 0) return types;
  // The default is the API server's; what is written to storage past it has none, and Felix takes that as both.
  // https://github.com/projectcalico/calico/blob/v3.32.1/felix/calc/policy_sorter.go (ExtractPolicyMetadata)
  if (isStored(object)) return new Set(["ingress", "egress"]);
  const hasEgress = hasItems(spec.at("egress"));
  if (hasEgress) types.add("egress");
  if (!hasEgress || hasItems(spec.at("ingress"))) types.add("ingress");
  return types;
}

function hasItems({ value }: Field): boolean {
  return Array.isArray(value) && value.length > 0;
}
