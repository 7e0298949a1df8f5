import assert from "node:assert/strict";
import { z } from "zod";
import { Analyzer, type Diagnostic } from "../../policies/analyzer/analyzer.js";
import {
  propertySchemas,
  settingsOf,
  type RuleConfiguration,
} from "../../policies/configuration/configuration.js";
import { finding } from "../../policies/model/finding.js";
import { resourceRule, stackRule } from "../../policies/model/rule.js";
import { unknown } from "./support/judge.js";

const about = {
  severity: "low",
  why: "Why.",
  url: "https://example.com",
  frameworks: [],
  examples: { complies: [], violates: [] },
} as const;

const limited = resourceRule({
  ...about,
  name: "limited",
  area: "pods",
  description: "there is little",
  enforcementLevel: "mandatory",
  remediationSteps: "Take less.",
  parameters: z.strictObject({ most: z.number().default(3).describe("The most") }),
  appliesTo: (type) => type === "a:b:C",
  check: ({ properties }, { most }) => {
    const count = properties.at("count");
    const sum = (count.number() ?? 0) + (properties.at("other").number() ?? 0);
    return sum > most ? [finding(count, { allowed: `at most ${most}` })] : [];
  },
});

const whole = stackRule({
  ...about,
  name: "whole",
  area: "stack",
  description: "all are named",
  enforcementLevel: "advisory",
  remediationSteps: "Name it.",
  check: ({ resources, rules }) => [
    ...resources
      .filter(({ properties }) => properties.at("title").text() === "")
      .map(({ urn, properties }) => ({ ...finding(properties.at("title"), { allowed: "a name" }), urn })),
    ...(resources.length > 2
      ? [{ path: "", found: `${resources.length} resources, ${rules.size} rules`, allowed: "2", fix: "Go" }]
      : []),
  ],
});

/** Reads all that there is, and finds nothing wrong. */
const curious = resourceRule({
  ...about,
  name: "curious",
  area: "pods",
  description: "all is told",
  enforcementLevel: "mandatory",
  remediationSteps: "Wait.",
  appliesTo: () => true,
  check: ({ properties }) => {
    properties.entries().forEach(([, value]) => value.text());
    return [];
  },
});

describe("an analyzer", () => {
  const urn = (name: string) => `urn:pulumi:s::p::x:y:Z$a:b:C::${name}`;
  const resource = (name: string, properties: object, kind = "a:b:C") => ({
    urn: urn(name),
    type: kind,
    name,
    properties,
    options: { protect: false, ignoreChanges: [] },
  });
  const today = { now: new Date("2026-05-10T23:59:59Z") };
  const analyzer = (configuration: Readonly<Record<string, Partial<RuleConfiguration>>> = {}) => {
    const made = new Analyzer([limited, whole], () => today.now);
    made.configure(
      new Map(
        Object.entries(configuration).map(([name, { enforcementLevel = "mandatory", properties = {} }]) => [
          name,
          { enforcementLevel, properties },
        ]),
      ),
    );
    return made;
  };
  const told = (diagnostics: readonly Diagnostic[]) =>
    diagnostics.map(({ rule: of, level, message, urn: where }) => [
      of.name,
      level,
      message,
      where?.split("::").at(-1),
    ]);
  const ofOne = (properties: object, configuration = {}) =>
    told(analyzer(configuration).analyze(resource("one", properties)));

  it("fills in what the configuration leaves out, and takes what it says", () => {
    const message = (most: number, found: number) =>
      `count: found ${found} (a number); allowed: at most ${most}; fix: Take less.`;
    assert.deepEqual(ofOne({ count: 3 }), []);
    assert.deepEqual(ofOne({ count: 4 }), [["limited", "mandatory", message(3, 4), "one"]]);
    assert.deepEqual(ofOne({ count: 2 }, { limited: { properties: { most: 1 } } }), [
      ["limited", "mandatory", message(1, 2), "one"],
    ]);
  });

  it("asks a rule about its types only, and rules about stacks about stacks only", () => {
    assert.deepEqual(told(analyzer().analyze(resource("one", { count: 9 }, "a:b:D"))), []);
    assert.deepEqual(told(analyzer().analyzeStack([resource("one", { count: 9, title: "x" })])), []);
  });

  it("tells what is undecided once a place, as advice, unless what is known decides", () => {
    const undecided = (path: string) =>
      `undecided: ${path}: only a deployment can tell; required: there is little`;
    assert.deepEqual(ofOne({ count: unknown }), [["limited", "advisory", undecided("count"), "one"]]);
    assert.deepEqual(ofOne({ count: unknown, other: unknown }), [
      ["limited", "advisory", undecided("count, other"), "one"],
    ]);
    assert.deepEqual(ofOne({ count: 9, other: unknown }), [
      ["limited", "mandatory", "count: found 9 (a number); allowed: at most 3; fix: Take less.", "one"],
    ]);
  });

  it("tells of a stack what is wrong with which resource, and with the whole", () => {
    const resources = [
      resource("one", { title: "" }),
      resource("two", { title: unknown }),
      resource("three", { title: "x" }),
    ];
    assert.deepEqual(told(analyzer().analyzeStack(resources)), [
      ["whole", "advisory", "title: found an empty text; allowed: a name; fix: Name it.", "one"],
      ["whole", "advisory", "found 3 resources, 2 rules; allowed: 2; fix: Go", undefined],
      ["whole", "advisory", "undecided: title: only a deployment can tell; required: all are named", "two"],
    ]);
    assert.deepEqual(told(analyzer({ whole: { enforcementLevel: "disabled" } }).analyzeStack(resources)), []);
    assert.deepEqual(
      told(analyzer({ whole: {} }).analyzeStack(resources)).map(([, level]) => level),
      ["mandatory", "mandatory", "advisory"],
    );
  });

  it("tells of a stack in the order of its resources' names, in whichever order it hears of them", () => {
    const names = ["a", "c", "b", "e", "d"];
    const wrong = names.map((name) => resource(name, { title: "" }));
    const undecided = names.map((name) => resource(name, { title: unknown }));
    const order = (resources: typeof wrong) =>
      told(analyzer().analyzeStack(resources)).flatMap(([, , , where]) => where ?? []);
    for (const resources of [wrong, [...wrong].reverse(), undecided, [...undecided].reverse()])
      assert.deepEqual(order(resources), ["a", "b", "c", "d", "e"]);
  });

  it("tells apart why something is undecided", () => {
    const reasoned = resourceRule({
      ...about,
      name: "reasoned",
      area: "pods",
      description: "all is told",
      enforcementLevel: "mandatory",
      remediationSteps: "Wait.",
      appliesTo: () => true,
      check: ({ properties }) => {
        properties.at("a").leaveOpen("nobody knows");
        properties.at("b").leaveOpen();
        properties.at("c").leaveOpen("nobody knows");
        return [];
      },
    });
    assert.deepEqual(
      new Analyzer([reasoned]).analyze(resource("one", {})).map(({ level, message }) => [level, message]),
      [
        ["advisory", "undecided: a, c: nobody knows; required: all is told"],
        ["advisory", "undecided: b: only a deployment can tell; required: all is told"],
      ],
    );
  });

  it("says nothing of components whose type is no package's", () => {
    for (const name of ["constructor", "Part"])
      assert.deepEqual(
        new Analyzer([curious, whole]).analyzeStack([resource(name, { title: "" }, name)]),
        [],
      );
  });

  it("tells all mistakes of a configuration, one a line", () => {
    const wrong = { enforcementLevel: "mandatory", properties: { nonsense: 1 } } as const;
    assert.throws(
      () =>
        analyzer().configure(
          new Map([
            ["limited", wrong],
            ["whole", wrong],
          ]),
        ),
      ({ message }: Error) => {
        assert.deepEqual(
          message.split("\n").map((line) => line.split(":")[0]),
          ["policy configuration limited", "policy configuration whole"],
        );
        return true;
      },
    );
  });

  it("accepts an exception to the end of its day, by URN or by type and name", () => {
    for (const named of [urn("one"), "a:b:C::one"]) {
      const configuration = {
        limited: {
          properties: { exceptions: [{ resource: named, reason: "a long reason", expires: "2026-05-10" }] },
        },
      };
      today.now = new Date("2026-05-10T23:59:59Z");
      assert.deepEqual(ofOne({ count: 4 }, configuration), [
        [
          "limited",
          "advisory",
          "excepted until 2026-05-10 (a long reason): count: found 4 (a number); allowed: at most 3; fix: Take less.",
          "one",
        ],
      ]);
      today.now = new Date("2026-05-11T00:00:00Z");
      assert.deepEqual(ofOne({ count: 4 }, configuration), [
        [
          "limited",
          "mandatory",
          "count: found 4 (a number); allowed: at most 3; fix: Take less. (its exception ended on 2026-05-10: a long reason)",
          "one",
        ],
      ]);
    }
  });

  it("keeps its configuration where a new one has mistakes", () => {
    const made = analyzer({ limited: { properties: { most: 1 } } });
    assert.throws(
      () =>
        made.configure(new Map([["limited", { enforcementLevel: "disabled", properties: { most: "x" } }]])),
      {
        message:
          'policy configuration limited.most: found "x"; Invalid input: expected number, received string',
      },
    );
    assert.equal(made.analyze(resource("one", { count: 2 })).length, 1);
    made.configure(new Map([["limited", { enforcementLevel: "disabled", properties: {} }]]));
    assert.deepEqual(made.analyze(resource("one", { count: 9 })), []);
    made.configure(new Map());
    assert.equal(made.analyze(resource("one", { count: 9 })).length, 1);
  });

  it("names five undecided places and counts the others", () => {
    const messages = (properties: unknown) =>
      new Analyzer([curious]).analyze({ ...resource("one", {}), properties }).map(({ message }) => message);
    const required = "only a deployment can tell; required: all is told";
    const places = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, unknown]));
    assert.deepEqual(messages(places(5)), [`undecided: p0, p1, p2, p3, p4: ${required}`]);
    assert.deepEqual(messages(places(7)), [`undecided: p0, p1, p2, p3, p4 and 2 more: ${required}`]);
  });

  it("describes what may be configured: parameters and exceptions", () => {
    assert.deepEqual(Object.keys(propertySchemas(limited)), ["most", "exceptions"]);
    assert.deepEqual(propertySchemas(limited)["most"], {
      default: 3,
      description: "The most",
      type: "number",
    });
    assert.deepEqual(settingsOf(limited), { level: "mandatory", exceptions: [], parameters: { most: 3 } });
    assert.deepEqual(settingsOf(whole), { level: "advisory", exceptions: [], parameters: {} });
  });
});
