import type { Policy } from "../../model/policy.js";
import { ReadContext, type KindReader, type KindReaders } from "../context.js";
import type { Field } from "../field.js";
import { readClusterWide } from "../metadata.js";
import {
  adminNetworkPolicy,
  baselineAdminNetworkPolicy,
  clusterNetworkPolicy,
  type AdminPolicyKind,
} from "./adminPolicyKind.js";
import { readRules } from "./readRules.js";
import { readSubject } from "./readSubject.js";

/** Readers of AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy. */
export const adminPolicyKinds: KindReaders = Object.fromEntries(
  [adminNetworkPolicy, baselineAdminNetworkPolicy, clusterNetworkPolicy].map((kind) => [
    `${kind.apiVersion}/${kind.kind}`,
    readerOf(kind),
  ]),
);

function readerOf(kind: AdminPolicyKind): KindReader {
  return (object, context) => {
    object.only(["apiVersion", "kind", "metadata", "spec", "status"]);
    const metadata = readClusterWide(object, context);
    const spec = object.at("spec");
    if (!spec.isMapping() && !spec.present) spec.refuse(`a mapping with ${kind.specFields.join(", ")}`);
    spec.only(kind.specFields);
    const place = readPlace(object, kind, metadata?.name ?? "");
    const subject = readSubject(spec.at("subject"));
    const enforced = isEnforced(kind, context);
    // What Calico would do with the rules is worth no note where it does nothing.
    const rulesContext = enforced ? context : new ReadContext(context.settings);
    const ingress = readRules(spec.at("ingress"), "ingress", kind, rulesContext);
    const egress = readRules(spec.at("egress"), "egress", kind, rulesContext);
    if (!metadata) return;
    if (!enforced) {
      noteNotEnforced(object, kind, metadata.name, context);
      return;
    }
    context.policies.push({
      kind: kind.kind,
      apiVersion: kind.apiVersion,
      name: metadata.name,
      origin: object.origin,
      ...place,
      subject,
      // "CNPs with no ingress rules do not affect ingress traffic."
      ...(ingress.length > 0 && { ingress }),
      ...(egress.length > 0 && { egress }),
    });
  };
}

/** Whether the named version of Calico enforces a kind: a deny that it does not enforce is never counted. */
function isEnforced({ enforced: [first, last] }: AdminPolicyKind, { settings }: ReadContext): boolean {
  return settings.calicoMinor >= first && settings.calicoMinor <= last;
}

function noteNotEnforced(
  object: Field,
  { kind, enforced }: AdminPolicyKind,
  name: string,
  context: ReadContext,
): void {
  const [first, last] = enforced;
  const versions = last === Infinity ? `from 3.${first} on` : `in 3.${first} to 3.${last}`;
  context.note(
    "not-enforced",
    `${kind} ${name} has no effect: Calico enforces its kind ${versions}, and this is 3.${context.settings.calicoMinor}`,
    object.origin,
  );
}

/** Where a policy stands in the evaluation. */
function readPlace(
  object: Field,
  { kind }: AdminPolicyKind,
  name: string,
): Pick<Policy, "tier" | "order" | "tieBreak"> {
  const spec = object.at("spec");
  switch (kind) {
    case "AdminNetworkPolicy":
      return {
        tier: "adminnetworkpolicy",
        order: readPriority(spec),
        tieBreak: `kanp.adminnetworkpolicy.${name}`,
      };
    case "BaselineAdminNetworkPolicy":
      // "Only one baseline admin network policy with metadata.name="default" can be created in the cluster"
      if (name !== "" && name !== "default")
        object.at("metadata").at("name").refuse('"default": there is only one');
      return {
        tier: "baselineadminnetworkpolicy",
        order: 1000,
        tieBreak: `kbanp.baselineadminnetworkpolicy.${name}`,
      };
    case "ClusterNetworkPolicy":
      return {
        tier: readTier(spec.at("tier")),
        order: readPriority(spec),
        // https://github.com/projectcalico/calico/blob/v3.32.1/felix/calc/policy_sorter.go (PolKVLess)
        tieBreak: `${name}//KubernetesClusterNetworkPolicy`,
      };
  }
}

function readPriority(spec: Field): number {
  const field = spec.at("priority");
  if (!field.present) field.refuse("a whole number from 0 to 1000");
  return field.integer(0, 1000) ?? 0;
}

function readTier(field: Field): string {
  if (!field.present) field.refuse("Admin, Baseline");
  return field.oneOf(["Admin", "Baseline"]) === "Baseline" ? "kube-baseline" : "kube-admin";
}
