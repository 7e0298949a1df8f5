import type { Value } from "../model/value.js";
import type { Block } from "./block.js";
import { areAllPorts, type Opening } from "./opening.js";

/** What differs between kinds of policies whose rules have lists of peers, `from` and `to`. */
export interface RuleDialect {
  /** Default: every rule allows. */
  readonly allows?: (rule: Value) => boolean;
  /** Where a rule says the ports. */
  readonly portsOf: (rule: Value) => Value;
  /** How many ports an item of them is. */
  readonly portsIn: (item: Value) => number;
  /** Whether a peer is every pod of every namespace. */
  readonly isEveryPod: (peer: Value) => boolean;
  /** The addresses that a peer is, where it is some. */
  readonly blockOf: (peer: Value) => Block | undefined;
}

const peersOf = { ingress: "from", egress: "to" } as const;

/** What the rules of a policy allow. */
export function openingsByRule(policy: Value, dialect: RuleDialect): Opening[] {
  const { allows = () => true } = dialect;
  return (["ingress", "egress"] as const).flatMap((direction) =>
    policy
      .at("spec", direction)
      .items()
      .filter(allows)
      .map((rule) => openingOf(direction, rule, dialect)),
  );
}

function openingOf(
  direction: Opening["direction"],
  rule: Value,
  { portsOf, portsIn, isEveryPod, blockOf }: RuleDialect,
): Opening {
  const peers = rule.at(peersOf[direction]);
  const ports = portsOf(rule);
  return {
    direction,
    rule,
    peers,
    everyone: () => peers.items().length === 0 && !peers.unknown,
    everyPod: () => peers.items().filter(isEveryPod),
    blocks: () => peers.items().flatMap((peer) => blockOf(peer) ?? []),
    ports,
    allPorts: () => {
      const items = ports.items();
      return !ports.unknown && (items.length === 0 || areAllPorts(items.map(portsIn)));
    },
  };
}
