import assert from "node:assert/strict";
import { Analyzer } from "../../../policies/analyzer/analyzer.js";
import { noOpaqueRelease } from "../../../policies/rules/no-opaque-release.js";
import { noWeakenedRule } from "../../../policies/rules/no-weakened-rule.js";
import { cluster } from "../support/clusters.js";
import { judgeStack, type TestConfiguration, type Verdict } from "../support/judge.js";

describe("no-weakened-rule", () => {
  const told = (path: string, found: string, allowed: string, fix: string): Verdict =>
    `[advisory] no-weakened-rule the stack: ${path}: found ${found}; allowed: ${allowed}; fix: ${fix}`;
  const steps =
    "Take the setting out of the policy configuration; keep to an exception for one resource, with its reason and its last day.";
  const lowered = (rule: string, level: string) =>
    told(rule, `the level ${level}`, "the level mandatory", steps);
  const stale = (found: string) =>
    told(
      "no-opaque-release.exceptions[0]",
      found,
      "exceptions for resources of the stack",
      "Take the exception out, or correct the name of its resource.",
    );
  const ended = (index: number, found: string) =>
    told(
      `no-opaque-release.exceptions[${index}]`,
      found,
      "exceptions whose last day is still to come",
      "Mend the resource and take the exception out; or give it another last day, and say why.",
    );

  const release = { type: "kubernetes:helm.sh/v3:Release", name: "agent", properties: {} };
  const reason = "its chart needs hooks of Helm";
  const exception = (resource: string, expires = "2099-12-31") => ({ resource, reason, expires });
  const excepted = (...exceptions: unknown[]): TestConfiguration => ({
    "no-opaque-release": { exceptions },
  });

  const cases: readonly (readonly [string, TestConfiguration, readonly Verdict[]])[] = [
    ["has nothing to say where nothing is configured", {}, []],
    [
      "tells of a rule that only advises",
      { "no-opaque-release": { level: "advisory" } },
      [lowered("no-opaque-release", "advisory")],
    ],
    [
      "tells of a rule that is turned off",
      { "no-opaque-release": { level: "disabled" } },
      [lowered("no-opaque-release", "disabled")],
    ],
    [
      "accepts that an advisory rule is turned off",
      { "replaceable-cluster-name": { level: "disabled" } },
      [],
    ],
    ["accepts that one is made mandatory", { "replaceable-cluster-name": { level: "mandatory" } }, []],
    [
      "tells of a parameter that asks for less",
      { "supported-cluster-version": { extendedSupport: true } },
      [
        told(
          "supported-cluster-version.extendedSupport",
          "true (a boolean), which asks for less",
          "the default, or what asks for more",
          steps,
        ),
      ],
    ],
    [
      "tells of a namespace that is left out beside the system's own",
      { "namespace-pod-security": { exempt: ["kube-system", "shop"] } },
      [
        told(
          "namespace-pod-security.exempt",
          "a list of 2, which asks for less",
          "the default, or what asks for more",
          steps,
        ),
      ],
    ],
    [
      "accepts that only some of the system's own are left out",
      { "namespace-pod-security": { exempt: ["kube-system"] } },
      [],
    ],
    ["accepts one that asks for more", { "supported-cluster-version": { minimum: "1.40" } }, []],
    [
      "accepts an exception that is in force",
      excepted(exception("kubernetes:helm.sh/v3:Release::agent")),
      [],
    ],
    [
      "accepts one by URN",
      excepted(exception("urn:pulumi:test::basalt::kubernetes:helm.sh/v3:Release::agent")),
      [],
    ],
    [
      "tells of an exception for what the stack does not have",
      excepted(exception("kubernetes:helm.sh/v3:Release::agents")),
      [
        stale(
          `an exception for "kubernetes:helm.sh/v3:Release::agents", which the stack does not have (${reason})`,
        ),
      ],
    ],
    [
      "tells of one that has ended, once",
      excepted(
        exception("kubernetes:helm.sh/v3:Release::agent"),
        exception("kubernetes:helm.sh/v3:Release::gone", "2020-02-29"),
      ),
      [
        ended(
          1,
          `an exception for "kubernetes:helm.sh/v3:Release::gone" that ended on 2020-02-29 (${reason})`,
        ),
      ],
    ],
  ];
  for (const [title, configuration, expected] of cases)
    it(title, async () => assert.deepEqual(await judgeStack([release, cluster()], configuration), expected));

  it("accepts one for an object of a chart that has no objects yet, and of no other chart", async () => {
    const chart = { type: "kubernetes:helm.sh/v4:Chart", name: "agent", properties: {} };
    const type = "kubernetes:apps/v1:Deployment";
    const urn = `urn:pulumi:test::basalt::${chart.type}$${type}::agent:shop/web`;
    const parent = `urn:pulumi:test::basalt::${chart.type}::agent`;
    const rendered = { type, urn, name: "agent:shop/web", properties: {}, options: { parent } };
    const found = async (name: string, ...resources: Parameters<typeof judgeStack>[0][number][]) =>
      (await judgeStack([chart, ...resources], excepted(exception(`${type}::${name}`)))).filter((verdict) =>
        verdict.includes("no-weakened-rule"),
      );
    const absent = (name: string) => [
      stale(`an exception for "${type}::${name}", which the stack does not have (${reason})`),
    ];
    assert.deepEqual(await found("agent:shop/web"), []);
    assert.deepEqual(await found("agents:shop/web"), absent("agents:shop/web"));
    assert.deepEqual(await found("agent:shop/web", rendered), []);
    assert.deepEqual(await found("agent:shop/api", rendered), absent("agent:shop/api"));
  });

  it("lets an exception stand on its last day, and ends it on the next", () => {
    const on = (day: string): number => {
      const analyzer = new Analyzer([noOpaqueRelease, noWeakenedRule], () => new Date(day));
      analyzer.configure(
        new Map([
          [
            "no-opaque-release",
            {
              enforcementLevel: "mandatory",
              properties: { exceptions: [exception("kubernetes:helm.sh/v3:Release::agent", "2026-11-22")] },
            },
          ],
        ]),
      );
      const options = { protect: false, ignoreChanges: [] };
      return analyzer.analyzeStack([
        { ...release, urn: `urn:pulumi:test::basalt::${release.type}::agent`, options },
      ]).length;
    };
    assert.equal(on("2026-11-22T23:59:59Z"), 0);
    assert.equal(on("2026-11-23T00:00:00Z"), 1);
  });

  it("is as grave as an environment says", async () =>
    assert.deepEqual(
      await judgeStack([release], {
        "no-weakened-rule": { level: "mandatory" },
        "no-opaque-release": { level: "disabled" },
      }),
      [lowered("no-opaque-release", "disabled").replace("[advisory]", "[mandatory]")],
    ));
});
