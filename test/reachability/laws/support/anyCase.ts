import fc from "fast-check";
import { flavours, type Case } from "../../generate/flavours.js";
import { withUnknownAddresses } from "./withUnknownAddresses.js";

/** A kind of clusters as they run, and the same ones before they do: nobody knows their pods' addresses. */
function bothWays(flavour: fc.Arbitrary<Case>): fc.Arbitrary<Case> {
  return fc
    .tuple(flavour, fc.boolean())
    .map(([each, known]) => (known ? each : { ...each, objects: withUnknownAddresses(each.objects) }));
}

/** Every kind of clusters that laws are tried on, by name. */
export const cases: Readonly<Record<string, fc.Arbitrary<Case>>> = Object.fromEntries(
  Object.entries(flavours).map(([name, flavour]) => [name, bothWays(flavour)]),
);

/** Clusters of any kind. */
export const anyCase: fc.Arbitrary<Case> = fc.oneof(...Object.values(cases));
