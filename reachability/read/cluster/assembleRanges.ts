import type { ClusterRanges } from "../../model/cluster.js";
import { mergeRanges, parseCidr, type AddressRange } from "../../sets/addresses.js";
import type { ReadContext } from "../context.js";

/** https://docs.tigera.io/calico/latest/reference/configure-calico-node#configuring-the-default-ip-pools */
const calicoDefaultPool = ["192.168.0.0/16"];

/** RFC 1918, RFC 6598 and RFC 4193: where nobody says anything else, a node is somewhere in these. */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"];

/** Where pods and nodes are: what the settings say, else the objects, else what is usual. */
export function assembleRanges({ settings, ranges }: ReadContext): ClusterRanges {
  const pods = firstOf(settings.pods, ranges.pods);
  const nodes = firstOf(settings.nodes, ranges.nodes);
  return {
    pods: pods ?? parseAll(calicoDefaultPool),
    podsAssumed: pods === undefined,
    nodes: nodes ?? parseAll(privateRanges),
    nodesAssumed: nodes === undefined,
  };
}

function firstOf(
  ...choices: readonly (readonly AddressRange[] | undefined)[]
): readonly AddressRange[] | undefined {
  const choice = choices.find((ranges) => ranges !== undefined && ranges.length > 0);
  return choice && mergeRanges(choice);
}

function parseAll(cidrs: readonly string[]): readonly AddressRange[] {
  return mergeRanges(cidrs.map((cidr) => parseCidr(cidr)!));
}
