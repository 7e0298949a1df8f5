import assert from "node:assert/strict";
import { Analyzer } from "../../policies/analyzer/analyzer.js";
import { finding } from "../../policies/model/finding.js";
import { stackRule } from "../../policies/model/rule.js";
import { pinnedNodeImage } from "../../policies/rules/pinned-node-image.js";

/** Tells every property of every resource. */
const tellAll = stackRule({
  name: "tell-all",
  area: "stack",
  description: "",
  severity: "low",
  enforcementLevel: "advisory",
  why: "",
  remediationSteps: "",
  url: "",
  frameworks: [],
  check: ({ resources }) =>
    resources.flatMap(({ properties }) =>
      properties.entries().map(([, value]) => finding(value, { allowed: "x" })),
    ),
  examples: { complies: [], violates: [] },
});

describe("a rule about a whole stack", () => {
  const resource = <Properties>(properties: Properties, urn = "urn:it") => ({
    urn,
    type: "a:b:C",
    name: "it",
    properties,
    options: { protect: false, ignoreChanges: [] },
  });
  const cases: readonly (readonly [string, unknown, unknown, readonly string[]])[] = [
    ["reads what went in where nothing came out yet", { a: "in" }, {}, ['a: found "in"']],
    ["reads what came out where both are there", { a: "in" }, { a: "out" }, ['a: found "out"']],
    [
      "reads what went in beside what came out",
      { a: "in", b: "in" },
      { a: "out", c: "out" },
      ['a: found "out"', 'b: found "in"', 'c: found "out"'],
    ],
    ["reads no more than came out where it is no mapping", { a: "in" }, "text", []],
  ];
  const told = (analyzer: Analyzer, properties: unknown, urn?: string) =>
    analyzer
      .analyzeStack([resource(properties, urn)])
      .map(({ message }) => message.split(";")[0]!)
      .sort();
  for (const [title, given, made, expected] of cases)
    it(title, () => {
      const analyzer = new Analyzer([tellAll]);
      analyzer.analyze(resource(given));
      assert.deepEqual(told(analyzer, made), expected);
    });

  it("tells what the program gave from what the provider filled in, as far as it was told", () => {
    const tellGiven = stackRule({
      ...tellAll,
      check: ({ resources }) =>
        resources.flatMap(({ given }) =>
          given.entries().map(([, value]) => finding(value, { allowed: "x" })),
        ),
    });
    const analyzer = new Analyzer([tellGiven]);
    analyzer.analyze(resource({ a: "in" }));
    assert.deepEqual(told(analyzer, { a: "out", b: "out" }), ['a: found "in"']);
    assert.deepEqual(told(analyzer, { a: "out", b: "out" }), ['a: found "out"', 'b: found "out"']);
  });

  it("refuses a node group whose release is the provider's choice, though it is an output of it", () => {
    const group = {
      ...resource(
        { amiType: "AL2023_x86_64_STANDARD", launchTemplate: { id: "lt-1", version: "1" } },
        "urn:group",
      ),
      type: "aws:eks/nodeGroup:NodeGroup",
    };
    const template = {
      ...resource({ id: "lt-1" }, "urn:template"),
      type: "aws:ec2/launchTemplate:LaunchTemplate",
    };
    const analyzer = new Analyzer([pinnedNodeImage]);
    analyzer.analyze(group);
    const made = { ...group, properties: { ...group.properties, releaseVersion: "1.35.0-20260101" } };
    assert.deepEqual(
      analyzer.analyzeStack([made, template]).map(({ urn, level }) => [urn, level]),
      [["urn:group", "mandatory"]],
    );
  });

  it("reads of each resource its own, once, and nothing from before a new configuration", () => {
    const analyzer = new Analyzer([tellAll]);
    analyzer.analyze(resource({ a: "in" }));
    assert.deepEqual(told(analyzer, {}, "urn:other"), []);
    assert.deepEqual(told(analyzer, {}), []);
    analyzer.analyze(resource({ a: "in" }));
    analyzer.configure(new Map());
    assert.deepEqual(told(analyzer, {}), []);
  });
});
