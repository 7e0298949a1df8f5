import type { Direction, Entity, Rule, Traffic } from "../../model/policy.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import type { AdminPolicyKind } from "./adminPolicyKind.js";
import { readPeer } from "./readPeer.js";
import { readAdminPort, readClusterProtocol } from "./readTraffic.js";

const peersOf = { ingress: "from", egress: "to" } as const;
const endOf = { ingress: "source", egress: "destination" } as const;

/** The rules of a policy in one direction, in sequence, as Calico enforces them. */
export function readRules(
  list: Field,
  direction: Direction,
  kind: AdminPolicyKind,
  context: ReadContext,
): Rule[] {
  const items = list.items("a list of rules");
  if (items.length > kind.maxRules) list.refuse(`at most ${kind.maxRules} rules`);
  return items.flatMap((rule) => {
    const read = readRule(rule, direction, kind, context);
    return read ? [read] : [];
  });
}

function readRule(
  rule: Field,
  direction: Direction,
  kind: AdminPolicyKind,
  context: ReadContext,
): Rule | undefined {
  if (!rule.isMapping("a rule") && !rule.present) rule.refuse("a rule");
  rule.only(["name", "action", peersOf[direction], kind.trafficField]);
  const name = rule.at("name");
  if ((name.text()?.length ?? 0) > 100) name.refuse("at most 100 characters");
  const actions = Object.keys(kind.actions);
  const written = rule.at("action").oneOf(actions);
  if (!rule.at("action").present) rule.at("action").refuse(actions.join(", "));
  const action = kind.actions[written ?? "Deny"]!;
  const peers = readPeers(rule.at(peersOf[direction]), direction, kind, context);
  const traffic = readTraffic(rule.at(kind.trafficField), kind, context);
  refuseNamedPorts(rule, rule.at(peersOf[direction]), rule.at(kind.trafficField));
  if (peers === "unknown") return failClosed(rule, action, context);
  return { action, path: rule.path, [endOf[direction]]: peers, ...(traffic && { traffic }) };
}

/**
 * "For "Deny" and "Pass" rules, "fail closed" means: "treat the rule as a 'Deny all' rule"": so Calico does with peers that
 * it does not know, and leaves out what would allow.
 * https://github.com/kubernetes-sigs/network-policy-api/blob/main/apis/v1alpha1/shared_types.go
 */
function failClosed(rule: Field, action: Rule["action"], context: ReadContext): Rule | undefined {
  const effect = action === "allow" ? "leaves the rule out" : "makes the rule deny everything";
  context.note(
    "unknown-peer",
    `Calico knows no nodes and no domainNames as peers, and ${effect}`,
    rule.origin,
  );
  return action === "allow" ? undefined : { action: "deny", path: rule.path };
}

/** "networks/nodes/domainNames peer cannot be set with namedPorts" */
function refuseNamedPorts(rule: Field, peers: Field, traffic: Field): void {
  const hasKey = (list: Field, keys: readonly string[]) =>
    Array.isArray(list.value) && list.items().some((item) => keys.some((key) => item.at(key).present));
  if (
    hasKey(peers, ["networks", "nodes", "domainNames"]) &&
    hasKey(traffic, ["namedPort", "destinationNamedPort"])
  )
    rule.refuse("the names of ports with namespaces and pods only", "the name of a port with other peers");
}

/** "This field must be defined and contain at least one item." */
function readPeers(
  list: Field,
  direction: Direction,
  kind: AdminPolicyKind,
  context: ReadContext,
): readonly Entity[] | "unknown" {
  const peers = list
    .items("a list of peers")
    .map((peer) => readPeer(peer, direction, kind.hasDomainNames, context));
  if (!list.present || (Array.isArray(list.value) && (peers.length === 0 || peers.length > kind.maxItems)))
    list.refuse(`a list of 1 to ${kind.maxItems} peers`);
  const entities: Entity[] = [];
  for (const peer of peers) {
    if (peer === "unknown") return "unknown";
    entities.push(...peer);
  }
  return entities;
}

/** Absent: all traffic. */
function readTraffic(
  list: Field,
  kind: AdminPolicyKind,
  context: ReadContext,
): readonly Traffic[] | undefined {
  const items = list.items(`a list of ${kind.trafficField}`);
  if (Array.isArray(list.value) && (items.length === 0 || items.length > kind.maxItems))
    list.refuse(`a list of 1 to ${kind.maxItems}, or nothing`);
  if (items.length === 0) return undefined;
  const traffic: Traffic[] = [];
  let all = false;
  for (const item of items) {
    const read = kind.trafficField === "ports" ? readAdminPort(item, context) : readClusterProtocol(item);
    if (read === "all") all = true;
    else if (read) traffic.push(read);
  }
  return all ? undefined : traffic;
}
