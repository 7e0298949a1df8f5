import { addressRows } from "../../../../reachability/evaluate/connections.js";
import type { Evaluation } from "../../../../reachability/evaluate/evaluation.js";
import { pieces } from "../../../../reachability/evaluate/piecewise.js";
import { podConnections } from "../../../../reachability/prove/podConnections.js";
import { endpointName, matrixOf } from "../../../../reachability/questions/matrix.js";
import { formatRange } from "../../../../reachability/sets/addresses.js";

/**
 * Everything that an evaluation says, in a form that does not depend on how it was found: the matrix, and what gets
 * through for some place of the pods and for every place.
 */
export function said(evaluation: Evaluation) {
  return {
    matrix: matrixOf(evaluation),
    pods: saidOfPods(evaluation),
    addresses: saidOfAddresses(evaluation),
  };
}

function saidOfPods(evaluation: Evaluation): readonly string[] {
  const name = (endpoint: number) => endpointName(evaluation.endpoints[endpoint]!);
  return [...podConnections(evaluation)]
    .map(
      ({ from, to, allow, certain }) => `${name(from)} ${name(to)} ${allow.join()} certain ${certain.join()}`,
    )
    .sort();
}

function saidOfAddresses(evaluation: Evaluation): readonly string[] {
  const { endpoints, universe } = evaluation;
  const lines: string[] = [];
  for (const [endpointClass, members] of universe.classes.entries())
    for (const direction of ["ingress", "egress"] as const)
      for (const [how, row] of Object.entries(addressRows(evaluation, endpointClass, direction)))
        for (const family of universe.space.families) {
          const [from, to] = universe.space.partsOf(family);
          for (const { first, last, value } of pieces(row, from!, to!))
            for (const member of members)
              if (value.length > 0)
                lines.push(
                  `${endpointName(endpoints[member]!)} ${direction} ${formatRange(universe.space.rangeOf(first, last))} ${how} ${value.join()}`,
                );
        }
  return lines.sort();
}
