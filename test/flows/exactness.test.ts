import assert from "node:assert/strict";
import fc from "fast-check";
import type { Flow } from "../../flows/flow.js";
import { verdict } from "../reachability/oracle/verdict.js";
import { anyFlows } from "../support/flows.js";
import { pods, policiesOf, settingsOf } from "./exactness/cluster.js";
import { differencesOf } from "./exactness/differencesOf.js";
import { blocking, opening } from "./exactness/mutations.js";
import { isDeclared, packetOf } from "./exactness/packets.js";

/** How many declarations are tried; `RUNS=<number>` tries more. */
const runs = { numRuns: Number(process.env["RUNS"] ?? 25) };

/** Numbers that choose packets. */
const anyChoices = fc.array(fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), {
  minLength: 40,
  maxLength: 40,
});

/** At least one flow, each on ports of its own: what one policy opens too much, no other flow declares. */
const anyFlowsApart: fc.Arbitrary<readonly Flow[]> = anyFlows
  .filter((flows) => flows.length > 0)
  .map((flows) =>
    flows.map((flow, first) => ({
      ...flow,
      ports: flow.ports.map(({ port, endPort, protocol }, index) => {
        const start = 1000 * (first + 1) + 100 * index;
        return { protocol, port: start, endPort: start + endPort - port };
      }),
    })),
  );

for (const enforcement of ["enforced", "staged"] as const) {
  describe(`the policies of any flows, ${enforcement === "staged" ? "if they were enforced" : enforcement}`, () => {
    it("allow exactly the flows", () => {
      fc.assert(
        fc.property(anyFlows, (flows) => {
          assert.deepEqual(differencesOf(flows, policiesOf(flows, enforcement), enforcement), []);
        }),
        runs,
      );
    });

    it("allow exactly the flows, packet by packet, to an independent evaluator", () => {
      fc.assert(
        fc.property(anyFlows, anyChoices, (flows, choices) => {
          const objects = [...pods, ...policiesOf(flows, enforcement)];
          for (const packet of choices.flatMap((choice) => packetOf(flows, choice) ?? []))
            assert.equal(
              verdict(objects, packet, settingsOf(enforcement)),
              isDeclared(flows, packet),
              JSON.stringify(packet),
            );
        }),
        runs,
      );
    });

    const mistakes = [
      ...Object.entries(blocking).map((entry) => [...entry, "to block"] as const),
      ...Object.entries(opening).map((entry) => [...entry, "to open"] as const),
    ];
    for (const [mistake, mutate, effect] of mistakes) {
      it(`are found ${effect} what they should not where ${mistake}`, () => {
        fc.assert(
          fc.property(anyFlowsApart, fc.nat(), (flows, choice) => {
            const policies = policiesOf(flows, enforcement);
            const mutants = policies.flatMap((policy) =>
              mutate(policy).map((mutant) =>
                policies.flatMap((each) => (each !== policy ? [each] : mutant ? [mutant] : [])),
              ),
            );
            fc.pre(mutants.length > 0);
            const mutant = mutants[choice % mutants.length]!;
            const found = differencesOf(flows, mutant, enforcement).filter(
              ({ kind }) => (kind === "blocked") === (effect === "to block"),
            );
            assert.notDeepEqual(found, [], JSON.stringify(mutant));
          }),
          runs,
        );
      });
    }
  });
}

describe("the policies of any flows, staged", () => {
  it("close nothing before they are enforced", () => {
    fc.assert(
      fc.property(anyFlows, (flows) => {
        const found = differencesOf(flows, policiesOf(flows, "staged"), "enforced");
        assert.deepEqual(found, differencesOf(flows, [], "enforced"));
        assert.ok(found.some(({ kind }) => kind === "undeclared"));
      }),
      runs,
    );
  });
});

describe("the policy that denies everything", () => {
  it("could leave egress to the one that opens DNS: that one is about the egress of every pod as well", () => {
    fc.assert(
      fc.property(anyFlows, (flows) => {
        const policies = policiesOf(flows, "enforced").map((policy) =>
          policy.metadata.name === "default-deny"
            ? { ...policy, spec: { ...policy.spec, policyTypes: ["Ingress"] } }
            : policy,
        );
        assert.deepEqual(differencesOf(flows, policies, "enforced"), []);
      }),
      runs,
    );
  });
});
