import assert from "node:assert/strict";
import { judgeStack, secret, unknown, type TestResource } from "../support/judge.js";
import { Verdicts } from "../support/verdicts.js";

describe("disruption-budget", () => {
  const verdicts = new Verdicts(
    "disruption-budget",
    "every workload with two or more replicas has one disruption budget that lets a pod go",
    "Make a PodDisruptionBudget in the workload's namespace that selects the labels of its pods, with maxUnavailable: 1.",
  );
  const said = async (...resources: TestResource[]) => verdicts.among(await judgeStack(resources));

  type Fields = Readonly<Record<string, unknown>>;
  const workload = (
    { replicas = 3, labels = { app: "web", tier: "front" }, namespace = "shop" }: Fields = {},
    type = "kubernetes:apps/v1:Deployment",
  ): TestResource => ({
    type,
    properties: { metadata: { namespace }, spec: { replicas, template: { metadata: { labels } } } },
  });
  const budget = (
    spec: Fields = {},
    { namespace = "shop" }: Fields = {},
    type = "kubernetes:policy/v1:PodDisruptionBudget",
  ): TestResource => ({
    type,
    properties: {
      metadata: { namespace },
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: "web" } }, ...spec },
    },
  });
  const web = workload();
  const none = verdicts.refused(
    web,
    "spec.replicas",
    "3 replicas without a disruption budget",
    "one disruption budget that selects the pods",
  );
  const stuck = verdicts.refused(
    web,
    "spec.replicas",
    "disruption budget it, which lets none of 3 pods go",
    "one that lets a pod go",
  );

  it("accepts a workload with a budget, and refuses one without", async () => {
    assert.deepEqual(await said(web, budget()), []);
    assert.deepEqual(await said(web), [none]);
  });

  for (const [replicas, needed] of [
    [null, false],
    [0, false],
    [1, false],
    ["3", false],
    [2, true],
    [50, true],
  ] as const)
    it(`asks for ${needed ? "a" : "no"} budget with replicas ${JSON.stringify(replicas)}`, async () => {
      const resource = workload({ replicas });
      const refusal = verdicts.refused(
        resource,
        "spec.replicas",
        `${replicas} replicas without a disruption budget`,
        "one disruption budget that selects the pods",
      );
      assert.deepEqual(await said(resource), needed ? [refusal] : []);
    });

  it("judges stateful sets and lists, and no other kinds", async () => {
    const set = workload({}, "kubernetes:apps/v1:StatefulSet");
    assert.equal((await said(set)).length, 1);
    assert.deepEqual(await said(set, budget()), []);
    const list = {
      type: "kubernetes:apps/v1:DeploymentList",
      properties: { items: [workload().properties, workload({ replicas: 1 }).properties] },
    };
    assert.deepEqual(await said(list), [
      verdicts.refused(
        list,
        "items[0].spec.replicas",
        "3 replicas without a disruption budget",
        "one disruption budget that selects the pods",
      ),
    ]);
    const budgets = {
      type: "kubernetes:policy/v1:PodDisruptionBudgetList",
      properties: { items: [budget().properties] },
    };
    assert.deepEqual(await said(list, budgets), []);
    assert.deepEqual(
      await said(
        workload({}, "kubernetes:apps/v1:ReplicaSet"),
        workload({}, "kubernetes:example.com/v1:Deployment"),
      ),
      [],
    );
    assert.deepEqual(await said(web, budget({}, {}, "kubernetes:example.com/v1:PodDisruptionBudget")), [
      none,
    ]);
  });

  const expressions = (...matchExpressions: unknown[]) => ({ selector: { matchExpressions } });
  const selectors: readonly (readonly [string, Fields, boolean])[] = [
    ["an empty selector", { selector: {} }, true],
    ["no selector", { selector: null }, false],
    ["all labels", { selector: { matchLabels: { app: "web", tier: "front" } } }, true],
    ["one label that differs", { selector: { matchLabels: { app: "web", tier: "back" } } }, false],
    ["a label that the pods do not have", { selector: { matchLabels: { zone: "a" } } }, false],
    ["one of some values", expressions({ key: "app", operator: "In", values: ["api", "web"] }), true],
    ["none of some values", expressions({ key: "app", operator: "In", values: ["api"] }), false],
    ["In without values", expressions({ key: "app", operator: "In" }), false],
    ["other values", expressions({ key: "app", operator: "NotIn", values: ["api"] }), true],
    ["other values than its own", expressions({ key: "app", operator: "NotIn", values: ["web"] }), false],
    [
      "other values of a label it lacks",
      expressions({ key: "zone", operator: "NotIn", values: ["a"] }),
      true,
    ],
    ["a label", expressions({ key: "app", operator: "Exists" }), true],
    ["a label it lacks", expressions({ key: "zone", operator: "Exists" }), false],
    ["the absence of a label", expressions({ key: "zone", operator: "DoesNotExist" }), true],
    ["the absence of a label it has", expressions({ key: "app", operator: "DoesNotExist" }), false],
    ["an operator that does not exist", expressions({ key: "app", operator: "Like" }), false],
    [
      "one of two expressions",
      expressions({ key: "app", operator: "Exists" }, { key: "zone", operator: "Exists" }),
      false,
    ],
    [
      "labels but not the expression",
      {
        selector: {
          matchLabels: { app: "web" },
          matchExpressions: [{ key: "zone", operator: "Exists" }],
        },
      },
      false,
    ],
  ];
  for (const [title, spec, selected] of selectors)
    it(`${selected ? "accepts" : "refuses"} a budget that selects ${title}`, async () =>
      assert.deepEqual(await said(web, budget(spec)), selected ? [] : [none]));

  it("wants the budget in the pods' namespace", async () => {
    assert.deepEqual(await said(web, budget({}, { namespace: "ops" })), [none]);
    assert.deepEqual(await said(workload({ namespace: null }), budget({}, { namespace: "default" })), []);
    assert.deepEqual(await said(workload({ namespace: "default" }), budget({}, { namespace: null })), []);
  });

  const limits: readonly (readonly [Fields, boolean])[] = [
    [{ maxUnavailable: 1 }, true],
    [{ maxUnavailable: 0 }, false],
    [{ maxUnavailable: "0%" }, false],
    [{ maxUnavailable: "1%" }, true],
    [{ maxUnavailable: "1" }, true],
    [{ maxUnavailable: "0" }, false],
    [{ maxUnavailable: null, minAvailable: "3" }, false],
    [{ maxUnavailable: null, minAvailable: "2" }, true],
    [{ maxUnavailable: null, minAvailable: 2 }, true],
    [{ maxUnavailable: null, minAvailable: 3 }, false],
    [{ maxUnavailable: null, minAvailable: 4 }, false],
    [{ maxUnavailable: null, minAvailable: "66%" }, true],
    [{ maxUnavailable: null, minAvailable: "67%" }, false],
    [{ maxUnavailable: null, minAvailable: "100%" }, false],
    [{ maxUnavailable: null }, true],
  ];
  for (const [spec, lets] of limits)
    it(`${lets ? "accepts" : "refuses"} ${JSON.stringify(spec)} of three pods`, async () =>
      assert.deepEqual(await said(web, budget(spec)), lets ? [] : [stuck]));

  it("refuses two budgets for the same pods", async () => {
    const second = { ...budget({ selector: {} }), name: "all" };
    assert.deepEqual(await said(web, budget(), second), [
      verdicts.refused(web, "spec.replicas", "2 disruption budgets (all, it)", "one"),
    ]);
  });

  it("reads secrets without showing them", async () =>
    assert.deepEqual(await said(workload({ labels: secret({ app: "web" }) }), budget()), []));

  const budgetIt = budget();
  const open: readonly (readonly [string, readonly TestResource[], readonly string[]])[] = [
    ["how many replicas", [workload({ replicas: unknown })], [verdicts.undecided(web, "spec.replicas")]],
    [
      "the pods' label",
      [workload({ labels: { app: unknown } }), budget()],
      [verdicts.undecided(web, "spec.template.metadata.labels.app")],
    ],
    [
      "the selector's value",
      [web, budget({ selector: { matchLabels: { app: unknown } } })],
      [verdicts.undecided(budgetIt, "spec.selector.matchLabels.app")],
    ],
    [
      "all labels of the selector",
      [web, budget({ selector: { matchLabels: unknown } })],
      [verdicts.undecided(budgetIt, "spec.selector.matchLabels")],
    ],
    [
      "all expressions of the selector",
      [web, budget({ selector: { matchExpressions: unknown } })],
      [verdicts.undecided(budgetIt, "spec.selector.matchExpressions")],
    ],
    [
      "the key of an expression",
      [web, budget(expressions({ key: unknown, operator: "Exists" }))],
      [verdicts.undecided(budgetIt, "spec.selector.matchExpressions[0].key")],
    ],
    [
      "the operator of an expression",
      [web, budget(expressions({ key: "app", operator: unknown }))],
      [verdicts.undecided(budgetIt, "spec.selector.matchExpressions[0].operator")],
    ],
    [
      "whether the pods have the label",
      [workload({ labels: { app: unknown } }), budget(expressions({ key: "app", operator: "DoesNotExist" }))],
      [verdicts.undecided(web, "spec.template.metadata.labels.app")],
    ],
    [
      "the budget's namespace",
      [web, budget({}, { namespace: unknown })],
      [verdicts.undecided(budgetIt, "metadata.namespace")],
    ],
    [
      "the workload's namespace",
      [workload({ namespace: unknown }), budget()],
      [verdicts.undecided(web, "metadata.namespace")],
    ],
    [
      "how many may be away",
      [web, budget({ maxUnavailable: unknown })],
      [verdicts.undecided(budgetIt, "spec.maxUnavailable")],
    ],
    [
      "how many must stay",
      [web, budget({ maxUnavailable: null, minAvailable: unknown })],
      [verdicts.undecided(budgetIt, "spec.minAvailable")],
    ],
  ];
  for (const [title, resources, expected] of open)
    it(`is undecided where only a deployment can tell ${title}`, async () =>
      assert.deepEqual(await said(...resources), expected));

  it("is decided by what is known", async () => {
    const other = budget(
      { selector: { matchLabels: { app: "api", tier: unknown } } },
      { namespace: unknown },
    );
    assert.deepEqual(await said(web, other), [none]);
    const values = (...list: unknown[]) => expressions({ key: "app", operator: "In", values: list });
    assert.deepEqual(await said(web, budget(values(unknown, "web"))), []);
    assert.deepEqual(await said(web, budget(values(unknown))), [
      verdicts.undecided(budgetIt, "spec.selector.matchExpressions[0].values[0]"),
    ]);
    // A budget that may be another's is no obstacle yet.
    assert.deepEqual(await said(web, budget({ ...values(unknown), maxUnavailable: 0 })), [
      verdicts.undecided(budgetIt, "spec.selector.matchExpressions[0].values[0]"),
    ]);
    const list = (operator: string) => budget(expressions({ key: "app", operator, values: unknown }));
    for (const operator of ["In", "NotIn"])
      assert.deepEqual(await said(web, list(operator)), [
        verdicts.undecided(budgetIt, "spec.selector.matchExpressions[0].values"),
      ]);
  });

  it("says nothing of budgets alone", async () => assert.deepEqual(await said(budget()), []));
});
