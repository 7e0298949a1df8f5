import type { Policy } from "../../model/policy.js";
import type { ReadContext, StagedPolicy } from "../context.js";
import type { Field } from "../field.js";
import { readNamespaced } from "../metadata.js";
import { readNetworkPolicySpec } from "../networkPolicy/readNetworkPolicy.js";
import { tieBreak } from "../networkPolicy/tieBreak.js";
import { claimObject } from "./claimObject.js";
import { isForHostEndpoints } from "./isForHostEndpoints.js";
import { readPolicyName } from "./policyName.js";
import { readPolicyMetadata, readPolicyObject, readTierName, type CalicoPolicyKind } from "./readPolicy.js";

type StagedAction = "Set" | "Delete" | "Learn" | "Ignore";

/** Reads a StagedNetworkPolicy or StagedGlobalNetworkPolicy, which would be a policy of `kind`. */
export function readStagedPolicy(kind: CalicoPolicyKind): (object: Field, context: ReadContext) => void {
  return (object, context) => {
    object.only(["apiVersion", "kind", "metadata", "spec"]);
    const metadata = readPolicyMetadata(object, kind, context);
    const action = readAction(object.at("spec"));
    const policy =
      action === "Delete" ? undefined : readPolicyObject(object, kind, metadata, context, ["stagedAction"]);
    if (action === "Delete") refuseMore(object.at("spec"), ["tier"]);
    const forPods = kind === "NetworkPolicy" || !isForHostEndpoints(object, context);
    if (!metadata) return;
    const name =
      policy?.name ??
      readPolicyName(object, metadata.name, readTierName(object.at("spec").at("tier")), context);
    claimObject(object, `Staged${kind}`, { ...metadata, name }, context);
    const target = { group: "projectcalico.org", kind, namespace: metadata.namespace, name };
    // One that leaves pods alone takes the place of one that does not.
    stage(object, action, target, forPods ? policy : undefined, context);
  };
}

/** Reads a StagedKubernetesNetworkPolicy, which would be a NetworkPolicy of Kubernetes. */
export function readStagedKubernetesPolicy(object: Field, context: ReadContext): void {
  object.only(["apiVersion", "kind", "metadata", "spec"]);
  const metadata = readNamespaced(object, context);
  const spec = object.at("spec");
  const action = readAction(spec);
  if (action === "Delete") refuseMore(spec, []);
  const namespace = metadata?.namespace ?? "default";
  const parts =
    action === "Delete" ? undefined : readNetworkPolicySpec(spec, namespace, context, ["stagedAction"]);
  if (!metadata) return;
  claimObject(object, "StagedKubernetesNetworkPolicy", metadata, context);
  const target = { group: "networking.k8s.io", kind: "NetworkPolicy", namespace, name: metadata.name };
  const policy: Policy | undefined = parts && {
    kind: "NetworkPolicy",
    apiVersion: "networking.k8s.io/v1",
    namespace,
    name: metadata.name,
    origin: object.origin,
    tier: "default",
    order: 1000,
    tieBreak: tieBreak(metadata, context.settings),
    ...parts,
  };
  stage(object, action, target, policy, context);
}

/** "If this is omitted, the default is Set." */
function readAction(spec: Field): StagedAction {
  return spec.at("stagedAction").oneOf(["Set", "Delete", "Learn", "Ignore"]) ?? "Set";
}

function stage(
  object: Field,
  action: StagedAction,
  target: StagedPolicy["target"],
  policy: Policy | undefined,
  context: ReadContext,
): void {
  // Calico defines these two and gives them no meaning of its own: nothing would be set, and nothing deleted.
  if (action === "Learn" || action === "Ignore")
    context.note(
      "staged-without-effect",
      `${String(object.at("kind").value)} ${target.name} has stagedAction ${action}: it would change nothing`,
      object.origin,
    );
  else context.staged.push({ action: policy ? "set" : "delete", policy, target, origin: object.origin });
}

/** Calico's validator: "Spec fields, except Tier, should all be zero-value if stagedAction is Delete". */
function refuseMore(spec: Field, allowed: readonly string[]): void {
  if (!spec.isMapping()) return;
  for (const key of Object.keys(spec.value as object)) {
    const field = spec.at(key);
    if (key !== "stagedAction" && !allowed.includes(key) && !isZero(field.value))
      field.refuse("nothing but the name of what is deleted", key);
  }
}

function isZero(value: unknown): boolean {
  return (
    value === undefined ||
    value === "" ||
    value === false ||
    (typeof value === "object" && value !== null && Object.keys(value).length === 0)
  );
}
