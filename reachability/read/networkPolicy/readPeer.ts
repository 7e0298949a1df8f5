import { containsRange, type AddressRange } from "../../sets/addresses.js";
import type { Entity, NamespaceSelection } from "../../model/policy.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { readLabelSelector } from "../labelSelector.js";
import { readCidr } from "../readCidr.js";

/** One item of `from` or `to` in a policy of `namespace`; undefined, and a problem, where it is none. */
export function readPeer(peer: Field, namespace: string, context: ReadContext): Entity | undefined {
  peer.isMapping();
  peer.only(["podSelector", "namespaceSelector", "ipBlock"]);
  const pods = peer.at("podSelector");
  const namespaces = peer.at("namespaceSelector");
  const block = peer.at("ipBlock");
  if (block.present) {
    // "If this field is set then neither of the other fields can be":
    // https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/#NetworkPolicySpec
    if (pods.present || namespaces.present)
      block.refuse("ipBlock alone: a peer is an address or pods, not both");
    return readIpBlock(block, peer.path, context);
  }
  if (!pods.present && !namespaces.present) {
    peer.refuse("podSelector, namespaceSelector or ipBlock; to allow everyone, leave the list out");
    return undefined;
  }
  // "Otherwise it selects the pods matching podSelector in the policy's own namespace" (same page).
  const where: NamespaceSelection = namespaces.present
    ? { kind: "labelled", labels: readLabelSelector(namespaces) }
    : { kind: "named", name: namespace };
  return {
    path: peer.path,
    selection: { namespaces: where, labels: readLabelSelector(pods), networkSets: false },
  };
}

function readIpBlock(block: Field, path: readonly PropertyKey[], context: ReadContext): Entity | undefined {
  block.isMapping();
  block.only(["cidr", "except"]);
  const cidr = block.at("cidr");
  const net = readCidr(cidr, context);
  if (!cidr.present) cidr.refuse("a CIDR, such as 10.9.8.0/24");
  const notNets = block
    .at("except")
    .items()
    .map((except) => readExcept(except, net, context));
  return (
    net && {
      path,
      nets: [net],
      notNets: notNets.length === 0 ? undefined : notNets.filter((except) => !!except),
    }
  );
}

function readExcept(
  except: Field,
  net: AddressRange | undefined,
  context: ReadContext,
): AddressRange | undefined {
  if (!except.present) except.refuse("a CIDR inside the block");
  const range = readCidr(except, context);
  if (!range || !net) return undefined;
  const inside = containsRange(net, range) && !containsRange(range, net);
  if (!inside) except.refuse("a CIDR inside the block, and smaller");
  return range;
}
