import assert from "node:assert/strict";
import fc from "fast-check";
import { anyCalicoPolicy } from "../generate/calicoPolicies.js";
import { anyCalicoRule } from "../generate/calicoRules.js";
import { anyAdminNetworkPolicy, anyClusterNetworkPolicy } from "../generate/clusterPolicies.js";
import { anyNetworkPolicy, type Unnamed } from "../generate/networkPolicies.js";
import { flavours } from "../generate/flavours.js";
import { evaluationOf } from "../support/evaluate.js";
import { anyCase, cases } from "./support/anyCase.js";
import {
  isCalicoPolicy,
  isKubernetesPolicy,
  listOf,
  withSpec,
  written,
  type Written,
} from "./support/objects.js";
import { runs } from "./support/runs.js";
import { said } from "./support/said.js";
import { withUnknownAddresses } from "./support/withUnknownAddresses.js";

const nobody = { matchLabels: { "nobody-has-this": "at-all" } };

/** The policy, of which nothing is left but its rules: it selects nothing. */
function ofNobody(policy: Written): Written {
  const { spec } = policy;
  if (isKubernetesPolicy(policy)) return withSpec(policy, { ...spec, podSelector: nobody });
  if (isCalicoPolicy(policy)) return withSpec(policy, { ...spec, selector: "has(nobody-has-this)" });
  return withSpec(policy, { ...spec, subject: { namespaces: nobody } });
}

describe("what has no effect changes nothing", () => {
  const kinds: Readonly<Record<string, fc.Arbitrary<Unnamed>>> = {
    "a NetworkPolicy": anyNetworkPolicy,
    "a policy of Calico": anyCalicoPolicy,
    "a ClusterNetworkPolicy": anyClusterNetworkPolicy,
    "an AdminNetworkPolicy": anyAdminNetworkPolicy,
  };
  for (const [kind, anyPolicy] of Object.entries(kinds)) {
    it(`${kind} that selects nothing`, () => {
      fc.assert(
        fc.property(cases["Calico policies in tiers"]!, anyPolicy, ({ objects, settings }, donor) => {
          const policy = ofNobody(written([donor("idle")])[0]!);
          const { namespace } = policy.metadata;
          const spaces = written(objects).filter(({ kind: each }) => each === "Namespace");
          fc.pre(namespace === undefined || spaces.some(({ metadata }) => metadata.name === namespace));
          assert.deepEqual(
            said(evaluationOf([...objects, policy], settings)),
            said(evaluationOf(objects, settings)),
          );
        }),
        runs,
      );
    });
  }

  it("a Log rule", () => {
    const anyPlace = fc
      .constantFrom("ingress" as const, "egress" as const)
      .chain((direction) => fc.tuple(fc.constant(direction), fc.nat(), anyCalicoRule(direction)));
    const anyOne = fc.oneof(cases["Calico policies in tiers"]!, cases["staged policies"]!);
    fc.assert(
      fc.property(anyOne, anyPlace, ({ objects, settings }, [direction, at, rule]) => {
        const logging = written(objects).map((object) => {
          const rules = [...listOf(object, direction)];
          // The first rule of a direction can make it one that the policy restricts.
          if (!isCalicoPolicy(object) || rules.length === 0) return object;
          rules.splice(at % (rules.length + 1), 0, { ...rule, action: "Log" });
          return withSpec(object, { ...object.spec, [direction]: rules });
        });
        assert.deepEqual(said(evaluationOf(logging, settings)), said(evaluationOf(objects, settings)));
      }),
      runs,
    );
  });

  it("a staged policy, unless one asks what if", () => {
    fc.assert(
      fc.property(flavours["staged policies"]!, ({ objects, settings }) => {
        const enforced = written(objects).filter(({ kind }) => !kind.startsWith("Staged"));
        const asked = { ...settings, staged: false };
        assert.deepEqual(said(evaluationOf(objects, asked)), said(evaluationOf(enforced, asked)));
      }),
      runs,
    );
  });

  it("labels that nothing asks for", () => {
    fc.assert(
      fc.property(anyCase, ({ objects, settings }) => {
        const more = written(objects).map((object) =>
          ["Pod", "Namespace", "ServiceAccount"].includes(object.kind)
            ? {
                ...object,
                metadata: {
                  ...object.metadata,
                  labels: { ...object.metadata.labels, unasked: object.metadata.name },
                },
              }
            : object,
        );
        assert.deepEqual(said(evaluationOf(more, settings)), said(evaluationOf(objects, settings)));
      }),
      runs,
    );
  });

  it("replicas, but for what is among the pods of one workload", () => {
    fc.assert(
      fc.property(
        fc.oneof(...Object.values(flavours)),
        fc.integer({ min: 2, max: 100 }),
        (each, replicas) => {
          const { objects, settings } = each;
          const evaluations = [1, replicas].map((count) =>
            evaluationOf(withUnknownAddresses(objects, count), settings),
          );
          const [one, several] = evaluations.map((evaluation) => said(evaluation));
          const within = several!.matrix.within.map(({ workload }) => workload);
          assert.deepEqual(one!.matrix.within, []);
          assert.deepEqual({ ...several!, matrix: { ...several!.matrix, within: [] } }, one);
          const itself = several!.pods.filter((line) => line.split(" ")[0] === line.split(" ")[1]);
          assert.deepEqual(
            within.sort(),
            itself.map((line) => line.split(" ")[0]),
          );
        },
      ),
      runs,
    );
  });
});
