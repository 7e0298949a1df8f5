import fc from "fast-check";
import type { Unnamed } from "./networkPolicies.js";
import { anyLabels, cidrs, namespaceNames, setLabels } from "./pools.js";

const nets = fc.uniqueArray(fc.constantFrom(...cidrs.v4.slice(1), ...cidrs.v6.slice(1)), { maxLength: 3 });

/** A NetworkSet or GlobalNetworkSet; some of their networks are pods'. */
export const anyNetworkSet: fc.Arbitrary<Unnamed> = fc
  .tuple(fc.constantFrom(undefined, ...namespaceNames), anyLabels(setLabels), nets)
  .map(([namespace, labels, all]) => (name: string) => ({
    apiVersion: "projectcalico.org/v3",
    kind: namespace === undefined ? "GlobalNetworkSet" : "NetworkSet",
    metadata: { name, labels, ...(namespace === undefined ? {} : { namespace }) },
    spec: { nets: all },
  }));
