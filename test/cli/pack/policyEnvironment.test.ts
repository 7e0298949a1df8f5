import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { readPolicyEnvironment } from "../../../cli/pack/policyEnvironment.js";
import { resourceRule, type Rule } from "../../../policies/model/rule.js";
import { formatProblem } from "../../../problems/problem.js";

const ruleOf = (name: string, enforcementLevel: "advisory" | "mandatory", parameters?: z.ZodType): Rule =>
  resourceRule({
    name,
    area: "pods",
    description: "something holds",
    severity: "high",
    enforcementLevel,
    why: "",
    remediationSteps: "",
    url: "",
    frameworks: [],
    ...(parameters ? { parameters } : {}),
    appliesTo: () => true,
    check: () => [],
    examples: { complies: [], violates: [] },
  });

const strict = ruleOf("strict-rule", "mandatory");
const loose = ruleOf("loose-rule", "advisory");
const listed = ruleOf(
  "listed-rule",
  "mandatory",
  z.strictObject({
    names: z.array(z.string()).default([]),
    most: z.number().int().max(5).default(5),
    flag: z.boolean().default(false),
  }),
);
const rules = [strict, loose, listed];
const exception = { resource: "a:b:C::d", reason: "it is replaced next month", expires: "2027-01-31" };

describe("a stack's policy configuration", () => {
  /** What a file says, rule by rule; or its problems. */
  const read = (text: string | undefined) => {
    const directory = mkdtempSync(join(tmpdir(), "basalt-test-"));
    try {
      mkdirSync(join(directory, "policies/environments"), { recursive: true });
      if (text !== undefined) writeFileSync(join(directory, "policies/environments/dev.json"), text);
      const result = readPolicyEnvironment(directory, "dev", rules);
      if (!result.ok) return result.problems.map(formatProblem);
      const { file, rules: said } = result.value;
      return {
        file,
        ...Object.fromEntries(
          [...said].map(([{ name }, { enforcementLevel, properties }]) => [
            name,
            [enforcementLevel, properties],
          ]),
        ),
      };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  };
  const file = "policies/environments/dev.json";
  const defaults = {
    "strict-rule": ["mandatory", {}],
    "loose-rule": ["advisory", {}],
    "listed-rule": ["mandatory", {}],
  };

  it("has every rule's defaults where there is no file, and where it says nothing", () => {
    assert.deepEqual(read(undefined), { file: undefined, ...defaults });
    assert.deepEqual(read("{}"), { file, ...defaults });
  });

  const cases: readonly (readonly [string, object, object])[] = [
    ["takes a level as a text", { "loose-rule": "mandatory" }, { "loose-rule": ["mandatory", {}] }],
    [
      "takes a level with parameters and exceptions",
      { "listed-rule": { enforcementLevel: "advisory", names: ["x"], exceptions: [exception] } },
      { "listed-rule": ["advisory", { names: ["x"], exceptions: [exception] }] },
    ],
    [
      "takes parameters without a level",
      { "listed-rule": { most: 5 } },
      { "listed-rule": ["mandatory", { most: 5 }] },
    ],
    [
      "takes a level for all, but for rules that have their own",
      { all: "disabled", "listed-rule": { most: 1 }, "strict-rule": "mandatory" },
      {
        "strict-rule": ["mandatory", {}],
        "loose-rule": ["disabled", {}],
        "listed-rule": ["disabled", { most: 1 }],
      },
    ],
    [
      "takes a mapping for all",
      { all: { enforcementLevel: "advisory" } },
      {
        "strict-rule": ["advisory", {}],
        "loose-rule": ["advisory", {}],
        "listed-rule": ["advisory", {}],
      },
    ],
  ];
  for (const [title, written, expected] of cases)
    it(title, () => assert.deepEqual(read(JSON.stringify(written)), { file, ...defaults, ...expected }));

  it("tells every mistake at once, each with its line, what was found and what is allowed", () => {
    const text = `{
  "strict-rul": "mandatory",
  "something-else": "mandatory",
  "strict-rule": "remediate",
  "loose-rule": {
    "enforcementLevel": "mandatry",
    "names": []
  },
  "listed-rule": {
    "names": "x",
    "most": 6,
    "flag": "yes",
    "exceptions": [{ "resource": "a", "reason": "because", "expires": "soon", "by": "me" }]
  },
  "all": 3
}
`;
    assert.deepEqual((read(text) as string[]).sort(), [
      `${file}:10 listed-rule.names: found "x"; allowed: a list`,
      `${file}:11 listed-rule.most: found 6 (a number); allowed: at most 5`,
      `${file}:12 listed-rule.flag: found "yes"; allowed: true or false`,
      `${file}:13 listed-rule.exceptions[0].by: found an unknown key; allowed: resource, reason, expires`,
      `${file}:13 listed-rule.exceptions[0].expires: found "soon"; allowed: a day: YYYY-MM-DD`,
      `${file}:13 listed-rule.exceptions[0].reason: found "because"; allowed: at least 10 characters`,
      `${file}:13 listed-rule.exceptions[0].resource: found "a"; allowed: at least 3 characters`,
      `${file}:15 all: found 3 (a number); allowed: mandatory, advisory, disabled, or a mapping of enforcementLevel and parameters`,
      `${file}:2 strict-rul: found an unknown key; allowed: strict-rule`,
      `${file}:3 something-else: found an unknown key; allowed: names of rules (docs/rules.md has them), or all`,
      `${file}:4 strict-rule: found "remediate"; allowed: mandatory, advisory, disabled, or a mapping of enforcementLevel and parameters`,
      `${file}:6 loose-rule.enforcementLevel: found "mandatry"; allowed: mandatory, advisory, disabled`,
      `${file}:7 loose-rule.names: found an unknown key; allowed: enforcementLevel, exceptions`,
    ]);
  });

  const unreadable: readonly (readonly [string, string, RegExp])[] = [
    ["what is not JSON, though it is YAML", "strict-rule: advisory\n", /found text that is not JSON/],
    ["an empty file", "", /found text that is not JSON/],
    ["a list", "[]", /: found a list of 0; allowed: a mapping$/],
    ["a key twice", '{ "loose-rule": "mandatory", "loose-rule": "disabled" }', /loose-rule/],
    ["parameters for all", '{ "all": { "names": [] } }', /all/],
    [
      "what only Pulumi Cloud can read",
      '{ "environments": ["team/dev"] }',
      /environments: found an unknown key/,
    ],
  ];
  for (const [title, text, expected] of unreadable)
    it(`refuses ${title}`, () => assert.match((read(text) as string[]).join("\n"), expected));
});
