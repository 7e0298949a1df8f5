import type { AllowedTraffic } from "../allowedTraffic.js";
import type { Matrix } from "../matrix.js";
import type { ChangedTraffic, Difference } from "./difference.js";

/**
 * Everything that gets through in address families that the first version does not tell about, as added: it may have got
 * through before, and to say nothing of it would pass what was opened.
 *
 * @param head of those families alone
 */
export function notInBase({ connections, within }: Matrix): Pick<Difference, "connections" | "within"> {
  return {
    connections: connections.map(({ from, fromKind, to, toKind, ...traffic }) => ({
      from,
      fromKind,
      to,
      toKind,
      ...added(traffic),
    })),
    within: within.map(({ workload, kind, ...traffic }) => ({ workload, kind, ...added(traffic) })),
  };
}

function added({ allow, icmp, protocols }: AllowedTraffic): ChangedTraffic {
  return {
    change: "added",
    added: { allow, ...(icmp ? { icmp } : {}), ...(protocols ? { protocols } : {}) },
    because: "family-not-in-base",
  };
}
