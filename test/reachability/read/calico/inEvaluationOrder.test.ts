import assert from "node:assert/strict";
import { formatProblem } from "../../../../problems/problem.js";
import { inEvaluationOrder } from "../../../../reachability/read/calico/inEvaluationOrder.js";
import { calicoKinds } from "../../../../reachability/read/calico/readCalico.js";
import type { Problems } from "../../../../reachability/read/field.js";
import { readObjects } from "./readOne.js";

const tier = (name: string, order?: number) => ({
  apiVersion: "projectcalico.org/v3",
  kind: "Tier",
  metadata: { name },
  spec: { order },
});
const policy = (name: string, spec: { tier?: string; order?: number }, namespace?: string) => ({
  apiVersion: "projectcalico.org/v3",
  kind: namespace === undefined ? "GlobalNetworkPolicy" : "NetworkPolicy",
  metadata: { name, namespace },
  spec,
});

function evaluate(objects: readonly object[], calicoMinor = 32) {
  const { context, problems } = readObjects(calicoKinds, objects, { calicoMinor });
  assert.deepEqual(problems, []);
  const found: Problems = [];
  const { tiers, policies } = inEvaluationOrder(context.tiers, context.policies, calicoMinor, found);
  return {
    tiers: tiers.map(({ name, order, defaultAction }) => `${name} ${order} ${defaultAction}`),
    policies: policies.map(({ namespace, name }) =>
      namespace === undefined ? name : `${namespace}/${name}`,
    ),
    problems: found.map(formatProblem),
  };
}

// SEMANTICS.md: "Tiers by order; in a tier policies by order (absent = last, ties by name); rules in sequence."
describe("the order of evaluation", () => {
  it("is by the tiers' order, then their name, those without order last", () => {
    const { tiers } = evaluate([tier("z"), tier("c", 5), tier("y"), tier("b", 5), tier("d", -1.5)]);
    assert.deepEqual(tiers, ["d -1.5 deny", "b 5 deny", "c 5 deny", "y Infinity deny", "z Infinity deny"]);
  });

  it("is by tier before the policies' order", () => {
    const objects = [policy("a", { order: 1 }), policy("b", { order: 9, tier: "first" }), tier("first", 1)];
    assert.deepEqual(evaluate(objects).policies, ["b", "a"]);
  });

  it("is by the policies' order, those without last, then by name, namespace and kind", () => {
    const objects = [
      policy("c", {}),
      policy("b", {}, "y"),
      policy("b", {}, "x"),
      policy("b", {}),
      policy("z", { order: 0 }),
      policy("y", { order: 1000 }),
    ];
    assert.deepEqual(evaluate(objects).policies, ["z", "y", "b", "x/b", "y/b", "c"]);
  });

  it("was by namespace before 3.32", () => {
    const objects = [policy("c", {}), policy("a", {}, "x"), policy("b", {}, "a"), policy("d", {}, "e")];
    assert.deepEqual(evaluate(objects, 31).policies, ["a/b", "c", "e/d", "x/a"]);
  });

  // api/pkg/apis/projectcalico/v3/tier.go, and tigera/operator pkg/render/tiers/tiers.go for calico-system.
  const builtIn: readonly (readonly [calicoMinor: number, tiers: string[]])[] = [
    [
      32,
      [
        "calico-system 100 deny",
        "kube-admin 1000 pass",
        "default 1000000 deny",
        "kube-baseline 10000000 pass",
      ],
    ],
    [
      31,
      [
        "calico-system 100 deny",
        "adminnetworkpolicy 1000 pass",
        "default 1000000 deny",
        "baselineadminnetworkpolicy 10000000 pass",
      ],
    ],
  ];
  for (const [calicoMinor, tiers] of builtIn) {
    const names = tiers.map((shown) => shown.split(" ")[0]!);
    it(`has the tiers ${names.join(", ")} of 3.${calicoMinor} where policies are in them`, () => {
      const objects = names.map((name) => policy(`${name}.p`, { tier: name })).reverse();
      assert.deepEqual(evaluate(objects, calicoMinor).tiers, tiers);
      assert.deepEqual(evaluate(objects.slice(-1), calicoMinor).tiers, tiers.slice(0, 1));
    });
  }

  it("takes a built-in tier as it is written", () => {
    const { tiers } = evaluate([tier("calico-system", 50), policy("p", { tier: "calico-system" })]);
    assert.deepEqual(tiers, ["calico-system 50 deny"]);
  });

  it("has no place for a policy in a tier that nothing defines", () => {
    const result = evaluate([policy("p", { tier: "adminnetworkpolicy" }), policy("q", { tier: "default" })]);
    assert.deepEqual(result.policies, ["q"]);
    assert.deepEqual(result.problems, [
      '1.yaml spec.tier: found "adminnetworkpolicy", a tier that nothing defines; allowed: a tier that is among the manifests (default), or "default"',
    ]);
  });
});

describe("a tier", () => {
  it("denies what no rule matches unless it says Pass", () => {
    const pass = { ...tier("a", 1), spec: { defaultAction: "Pass" } };
    assert.deepEqual(readObjects(calicoKinds, [pass, tier("b", 2)]).context.tiers, [
      { name: "a", order: Infinity, defaultAction: "pass" },
      { name: "b", order: 2, defaultAction: "deny" },
    ]);
  });

  const fine: readonly (readonly [name: string, spec: object, calicoMinor: number])[] = [
    ["default", { order: 1_000_000 }, 32],
    ["kube-admin", { order: 1000, defaultAction: "Pass" }, 32],
    ["baselineadminnetworkpolicy", { order: 10_000_000, defaultAction: "Pass" }, 31],
    ["kube-admin", { order: 1 }, 31],
    ["adminnetworkpolicy", { order: 1 }, 32],
  ];
  for (const [name, spec, calicoMinor] of fine)
    it(`may be ${name} ${JSON.stringify(spec)} in 3.${calicoMinor}`, () => {
      assert.deepEqual(readObjects(calicoKinds, [{ ...tier(name), spec }], { calicoMinor }).problems, []);
    });

  const wrong: readonly (readonly [name: string, spec: object, problems: readonly string[]])[] = [
    [
      "a.b",
      {},
      [
        'metadata.name: found "a.b"; allowed: at most 63 lower-case letters, digits and "-" with a letter or digit at both ends',
      ],
    ],
    [
      "a",
      { order: "1", defaultAction: "Allow" },
      ['spec.order: found "1"; allowed: a number', 'spec.defaultAction: found "Allow"; allowed: Deny, Pass'],
    ],
    [
      "a",
      { policies: [] },
      ['spec.policies: found the unknown field "policies"; allowed: order, defaultAction'],
    ],
    [
      "default",
      { order: 1, defaultAction: "Pass" },
      [
        "spec.order: found 1 (a number); allowed: 1000000 for the tier default",
        'spec.defaultAction: found "Pass"; allowed: Deny for the tier default',
      ],
    ],
    [
      "kube-admin",
      { order: 1000 },
      ["spec.defaultAction: found nothing; allowed: Pass for the tier kube-admin"],
    ],
  ];
  for (const [name, spec, problems] of wrong)
    it(`is refused: ${name} ${JSON.stringify(spec)}`, () => {
      const { problems: found } = readObjects(calicoKinds, [{ ...tier(name), spec }]);
      assert.deepEqual(
        found,
        problems.map((problem) => `1.yaml ${problem}`),
      );
    });
});
