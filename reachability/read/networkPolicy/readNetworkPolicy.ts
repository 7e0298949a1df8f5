import type { Direction, Entity, Policy, Rule } from "../../model/policy.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { readLabelSelector } from "../labelSelector.js";
import { readNamespaced } from "../metadata.js";
import { tieBreak } from "./tieBreak.js";
import { readPeer } from "./readPeer.js";
import { readPorts } from "./readPorts.js";

/** What a `spec` of NetworkPolicy v1 says: whom it applies to, and its rules in the directions that it governs. */
export type NetworkPolicySpec = Pick<Policy, "subject" | "ingress" | "egress">;

const specKeys = ["podSelector", "policyTypes", "ingress", "egress"];
const peersOf = { ingress: "from", egress: "to" } as const;
const endOf = { ingress: "source", egress: "destination" } as const;

/** Reads a NetworkPolicy of networking.k8s.io/v1. */
export function readNetworkPolicy(object: Field, context: ReadContext): void {
  // Servers before 1.28 gave it a status.
  object.only(["apiVersion", "kind", "metadata", "spec", "status"]);
  const metadata = readNamespaced(object, context);
  const spec = readNetworkPolicySpec(object.at("spec"), metadata?.namespace ?? "default", context);
  if (!metadata) return;
  context.policies.push({
    kind: "NetworkPolicy",
    apiVersion: "networking.k8s.io/v1",
    namespace: metadata.namespace,
    name: metadata.name,
    origin: object.origin,
    // Where Calico puts them: https://docs.tigera.io/calico/latest/network-policy/policy-tiers/tiered-policy
    tier: "default",
    order: 1000,
    tieBreak: tieBreak(metadata, context.settings),
    ...spec,
  });
}

/**
 * The `spec` of a NetworkPolicy in `namespace`, or of what has the same and `moreKeys`. An absent one selects every pod
 * of the namespace and allows no ingress, as the API server takes it.
 */
export function readNetworkPolicySpec(
  spec: Field,
  namespace: string,
  context: ReadContext,
  moreKeys: readonly string[] = [],
): NetworkPolicySpec {
  spec.isMapping();
  spec.only([...specKeys, ...moreKeys]);
  const types = readTypes(spec, context);
  // Rules of a direction that does not count are checked all the same, as the API server does.
  const ingress = readRules(spec.at("ingress"), "ingress", namespace, context);
  const egress = readRules(spec.at("egress"), "egress", namespace, context);
  for (const [direction, rules] of [
    ["ingress", ingress],
    ["egress", egress],
  ] as const)
    if (rules.length > 0 && !types.has(direction))
      context.note(
        "idle-rules",
        `${direction} rules without effect: policyTypes leaves the direction out`,
        spec.origin,
      );
  return {
    subject: {
      namespaces: { kind: "named", name: namespace },
      labels: readLabelSelector(spec.at("podSelector")),
      networkSets: false,
    },
    ingress: types.has("ingress") ? ingress : undefined,
    egress: types.has("egress") ? egress : undefined,
  };
}

function readTypes(spec: Field, context: ReadContext): ReadonlySet<Direction> {
  const items = spec.at("policyTypes").items();
  const types = new Set<Direction>();
  for (const item of items) {
    if (!item.present) item.refuse("Ingress, Egress");
    const type = item.oneOf(["Ingress", "Egress"]);
    if (type !== undefined) types.add(type === "Ingress" ? "ingress" : "egress");
  }
  // "may not specify more than two policyTypes", even the same ones
  if (items.length > 2) spec.at("policyTypes").refuse("at most two: Ingress, Egress");
  if (items.length > 0) return types;
  // "policies that contain an egress section are assumed to affect egress": the API server counts only a section with
  // rules, so `egress: []` alone isolates nothing.
  types.add("ingress");
  const egress = spec.at("egress");
  if (egress.items().length > 0) types.add("egress");
  else if (egress.present)
    context.note(
      "egress-not-isolated",
      "an empty egress list without policyTypes does not restrict egress: add policyTypes",
      spec.origin,
    );
  return types;
}

function readRules(
  list: Field,
  direction: Direction,
  namespace: string,
  context: ReadContext,
): readonly Rule[] {
  return list.items().map((rule) => {
    const peers = rule.at(peersOf[direction]);
    rule.isMapping();
    rule.only([peersOf[direction], "ports"]);
    return {
      action: "allow",
      path: rule.path,
      [endOf[direction]]: readPeers(peers, namespace, context),
      traffic: readPorts(rule.at("ports")),
    };
  });
}

/** "If this field is empty or missing, this rule matches all sources (traffic not restricted by source)." */
function readPeers(peers: Field, namespace: string, context: ReadContext): readonly Entity[] | undefined {
  const items = peers.items();
  if (items.length === 0) return undefined;
  return items.map((item) => readPeer(item, namespace, context)).filter((entity) => entity !== undefined);
}
