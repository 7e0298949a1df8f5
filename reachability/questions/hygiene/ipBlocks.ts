import type { Evaluation } from "../../evaluate/evaluation.js";
import { allAddresses, containsRange, subtractRanges } from "../../sets/addresses.js";
import { everyRule, policyName, type Advice } from "./advice.js";

/** Blocks of addresses that pods have as well. SEMANTICS.md: "Calico does match them: model the pod CIDR". */
export function* checkIpBlocks({ cluster }: Evaluation): Generator<Advice> {
  const { pods, podsAssumed } = cluster.addresses;
  const where = podsAssumed ? "the range that pods are assumed in" : "the pods' range";
  for (const { policy, direction, rule, peers } of everyRule(cluster.policies)) {
    if (rule.action !== "allow") continue;
    for (const { nets, notNets = [], selection, path } of peers) {
      if (!nets || selection) continue;
      const left = subtractRanges(nets, notNets);
      const inPods = left.some((range) =>
        pods.some(
          ({ family, first, last }) => family === range.family && first <= range.last && range.first <= last,
        ),
      );
      if (!inPods) continue;
      const place = { origin: policy.origin, path };
      if (nets.some((net) => containsRange(net, allAddresses[net.family])))
        yield {
          id: "any-address-matches-pods",
          text: `${policyName(policy)}: all addresses are also those of all pods; except ${where} to mean outside`,
          ...place,
        };
      // SEMANTICS.md: "from another node under VXLAN, as that node's tunnel address inside the pod CIDR (so an ipBlock of
      // the pod CIDR lets them in: warn)".
      else if (direction === "ingress")
        yield {
          id: "ip-block-admits-nodes",
          text: `${policyName(policy)}: the block has addresses in ${where}, from which also nodes and pods on their network come; select pods by labels instead`,
          ...place,
        };
    }
  }
}
