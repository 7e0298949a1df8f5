import type { KubernetesObject } from "../kubernetes/objects.js";
import { waitsFor } from "../model/conditions.js";
import type { Value } from "../model/value.js";
import { areAllPorts, portsBetween, portsOfProtocol, type Opening } from "./opening.js";
import type { Block } from "./block.js";
import { isEveryExpression } from "./selectors.js";

/** A rule of Calico that allows, and those before it in its policy that deny. */
export interface CalicoOpening extends Opening {
  readonly denied: () => readonly Block[];
}

const peersOf = { ingress: "source", egress: "destination" } as const;

/** What a NetworkPolicy or a GlobalNetworkPolicy of Calico allows, or lets past every other policy. */
export function calicoOpenings({ kind, value }: KubernetesObject): CalicoOpening[] {
  return (["ingress", "egress"] as const).flatMap((direction) => {
    const rules = value.at("spec", direction).items();
    return rules.flatMap((rule, index) => {
      const action = rule.at("action").text();
      if (action !== "Allow" && !(action === "Pass" && isLastTier(value.at("spec", "tier")))) return [];
      const before = rules.slice(0, index);
      return [
        {
          ...openingOf(kind, direction, rule),
          denied: () => before.flatMap((each) => denials(direction, each)),
        },
      ];
    });
  });
}

/**
 * Whether what passes a tier meets no further policy, but a namespace's profile, which allows everything: after the
 * default tier, where Kubernetes' policies are.
 * https://docs.tigera.io/calico/latest/reference/resources/tier
 */
function isLastTier(tier: Value): boolean {
  return ["", "default"].includes(tier.text() ?? "") && !tier.unknown;
}

/** Parts of a rule's end that say who it is; the others say who it is not. */
const naming = ["nets", "selector", "namespaceSelector", "services", "domains"] as const;

function openingOf(kind: string, direction: Opening["direction"], rule: Value): Opening {
  const peers = rule.at(peersOf[direction]);
  const ports = rule.at("destination", "ports");
  const isNamed = () =>
    naming.some((key) => saysSomething(peers.at(key))) ||
    ["names", "selector"].some((key) => saysSomething(peers.at("serviceAccounts", key)));
  const excludes = () => saysSomething(peers.at("notNets"));
  return {
    direction,
    rule,
    peers,
    everyone: () => !isNamed() && !excludes() && !peers.unknown,
    everyPod: () => (isEveryPod(kind, peers) ? [peers] : []),
    blocks: () => {
      const nets = peers.at("nets");
      const except = peers.at("notNets");
      if (saysSomething(nets)) return [{ value: nets, cidrs: nets.items(), except }];
      // Everyone but these.
      return !isNamed() && excludes() ? [{ value: peers, except }] : [];
    },
    ports,
    allPorts: () => {
      const protocol = rule.at("protocol");
      if (!protocol.unknown && /^icmp/i.test(protocol.text() ?? "")) return false;
      const items = ports.items();
      return !ports.unknown && (items.length === 0 || areAllPorts(items.map(portsIn)));
    },
  };
}

/** Whether there is a text or an item; an empty one says nothing to Calico. */
function saysSomething(value: Value): boolean {
  if (value.unknown) return value.given;
  return value.items().length > 0 || value.entries().length > 0 || (value.text() ?? "").trim() !== "";
}

function isEveryPod(kind: string, peers: Value): boolean {
  const selector = peers.at("selector");
  const namespaces = peers.at("namespaceSelector");
  const [names, accounts] = ["names", "selector"].map((key) => peers.at("serviceAccounts", key));
  const isEvery = (value: Value) => value.unknown || isEveryExpression(value.text() ?? "");
  if (["nets", "services", "domains"].some((key) => saysSomething(peers.at(key)))) return false;
  if (![selector, namespaces, accounts!].every(isEvery)) return false;
  if (!names!.unknown && saysSomething(names!)) return false;
  // global() is what is in no namespace.
  if (/^\s*global\(\s*\)\s*$/.test(namespaces.unknown ? "" : (namespaces.text() ?? ""))) return false;
  const inEvery =
    saysSomething(namespaces) ||
    (kind === "GlobalNetworkPolicy" && [selector, accounts!, names!].some(saysSomething));
  return inEvery && [selector, namespaces, accounts!, names!].filter(waitsFor).length === 0;
}

/** `80`, `http`, `1000:2000`, or their numbers. */
function portsIn(item: Value): number {
  const range = /^(\d+):(\d+)$/.exec(item.text() ?? "");
  return range ? Math.min(portsBetween(Number(range[1]), Number(range[2])), portsOfProtocol) : 1;
}

/** Addresses that a rule denies whatever the protocol and the port. */
function denials(direction: Opening["direction"], rule: Value): Block[] {
  if (rule.at("action").text() !== "Deny") return [];
  const narrowed = ["protocol", "notProtocol", "icmp", "notICMP", "ipVersion", "http"].some(
    (key) => rule.at(key).given,
  );
  const own = rule.at(peersOf[direction === "ingress" ? "egress" : "ingress"]);
  const peers = rule.at(peersOf[direction]);
  const others = peers.entries().some(([key]) => key !== "nets");
  if (narrowed || others || own.entries().length > 0 || own.unknown) return [];
  const nets = peers.at("nets");
  return [{ value: nets, cidrs: saysSomething(nets) ? nets.items() : undefined }];
}
