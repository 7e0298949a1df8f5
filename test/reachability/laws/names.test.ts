import assert from "node:assert/strict";
import fc from "fast-check";
import type { Matrix } from "../../../reachability/questions/matrix.js";
import { matrixOf } from "../../../reachability/questions/matrix.js";
import { namespaceNames } from "../generate/pools.js";
import { evaluationOf } from "../support/evaluate.js";
import { cases } from "./support/anyCase.js";
import { isPolicy, written, type Written } from "./support/objects.js";
import { runs } from "./support/runs.js";

/** New names that sort otherwise than the old ones. */
const otherNamespaces: Readonly<Record<string, string>> = { alpha: "omega", shop: "delta", zeta: "beta" };
const podName = (old: string) => `w${9 - Number(old.slice("pod-".length))}`;

/** The object with every name of a namespace, pod and policy changed, wherever it is written. */
function renamed(object: Written, policyName: (old: string) => string): object {
  const moved = withNamespaces(object) as Written;
  const { name } = object.metadata;
  if (isPolicy(object)) return { ...moved, metadata: { ...moved.metadata, name: policyName(name) } };
  if (!name.startsWith("pod-")) return moved;
  return JSON.parse(JSON.stringify(moved).replaceAll(`"${name}"`, `"${podName(name)}"`)) as object;
}

/** Labels and texts that are exactly a namespace's name are it: no other label or text of these clusters is one. */
function withNamespaces(value: unknown): unknown {
  if (typeof value === "string") return otherNamespaces[value] ?? value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withNamespaces);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withNamespaces(inner)]));
}

function renamedMatrix({ connections, within, version }: Matrix): unknown {
  const name = (old: string) =>
    old.replace(
      /^([^/]*)\/(pod-\d+)$/,
      (_, namespace: string, pod: string) => `${otherNamespaces[namespace]!}/${podName(pod)}`,
    );
  return sorted({
    version,
    connections: connections.map((each) => ({ ...each, from: name(each.from), to: name(each.to) })),
    within: within.map((each) => ({ ...each, workload: name(each.workload) })),
  });
}

function sorted({ connections, within, version }: Matrix): unknown {
  const lines = (all: readonly object[]) => all.map((each) => JSON.stringify(each)).sort();
  return { version, connections: lines(connections), within: lines(within) };
}

describe("other names rename the matrix and change nothing else", () => {
  const policies: readonly (readonly [
    flavour: string,
    reason: string,
    policyName: (old: string) => string,
  ])[] = [
    [
      "Kubernetes policies",
      "their rules only allow, so that it does not matter which is asked first",
      // The other way round: `p9` is before `p1` now.
      (old) => `q${9 - Number(old.slice(1))}`,
    ],
    [
      "policies of administrators",
      "those of one priority go by their names, whose order stays",
      (old) => `x${old}`,
    ],
  ];
  for (const [flavour, reason, policyName] of policies) {
    it(`of namespaces, workloads and policies: ${flavour} (${reason})`, () => {
      fc.assert(
        fc.property(cases[flavour]!, ({ objects, settings }) => {
          // There is one baseline policy, of one name.
          const other = written(objects).map((object) =>
            renamed(object, object.kind.startsWith("Baseline") ? (old) => old : policyName),
          );
          const before = matrixOf(evaluationOf(objects, settings));
          assert.deepEqual(sorted(matrixOf(evaluationOf(other, settings))), renamedMatrix(before));
        }),
        runs,
      );
    });
  }

  it("of policies: Calico policies of one tier and order (they go by their names, whose order stays)", () => {
    fc.assert(
      fc.property(cases["Calico policies in tiers"]!, ({ objects, settings }) => {
        const named = (prefix: string) =>
          written(objects).map((object) => {
            const { metadata, spec } = object;
            if (!isPolicy(object)) return object;
            const { order: _, tier: __, ...rest } = spec as { order?: unknown; tier?: unknown };
            // The name of a policy in a tier begins with the tier's.
            const name = `${prefix}${metadata.name.split(".").at(-1)!}`;
            return { ...object, metadata: { ...metadata, name }, spec: rest };
          });
        const [before, after] = ["", "x"].map((prefix) => matrixOf(evaluationOf(named(prefix), settings)));
        assert.deepEqual(after, before);
      }),
      runs,
    );
  });

  it("and the names of these clusters' namespaces are names of nothing else", () => {
    assert.deepEqual(Object.keys(otherNamespaces), [...namespaceNames]);
  });
});
