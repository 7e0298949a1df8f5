import assert from "node:assert/strict";
import { z } from "zod";
import { configurationFileSchema } from "../../../policies/configuration/fileSchema.js";
import { rules } from "../../../policies/index.js";

const rule = "no-privileged-container";
const parameterised = "allowed-registries";
const exceptions = [{ resource: "a:b:C::d", reason: "it is replaced next month", expires: "2027-01-31" }];

describe("the file that configures the rules", () => {
  let schema: ReturnType<typeof configurationFileSchema>;
  beforeEach(() => {
    schema = configurationFileSchema(rules);
  });

  const accepted: readonly (readonly [string, object])[] = [
    ["say nothing", {}],
    ...["mandatory", "advisory", "disabled"].flatMap((level): [string, object][] => [
      [`make a rule ${level}`, { [rule]: level }],
      [`make a rule ${level} in a mapping`, { [rule]: { enforcementLevel: level } }],
      [`make all rules ${level}`, { all: level }],
      [`make all rules ${level} in a mapping`, { all: { enforcementLevel: level } }],
    ]),
    ["leave a rule as it is", { [rule]: {} }],
    ["except a resource, with a level and without", { [rule]: { enforcementLevel: "advisory", exceptions } }],
    ["except a resource of a rule that stays as it is", { [rule]: { exceptions } }],
    ["give a rule's parameters", { [parameterised]: { registries: ["registry.example.com"] } }],
  ];
  for (const [title, file] of accepted)
    it(`may ${title}`, () => {
      assert.deepEqual(schema.safeParse(file).error?.issues, undefined);
    });

  const refused: readonly (readonly [string, object])[] = [
    ["name a rule that there is not", { "no-such-rule": "mandatory" }],
    ["have what is mended by itself", { [rule]: "remediate" }],
    ["have it in a mapping", { [rule]: { enforcementLevel: "remediate" } }],
    ["have it for all rules", { all: "remediate" }],
    ["have an empty level", { [rule]: "" }],
    ["give a parameter that the rule has not", { [rule]: { registries: ["registry.example.com"] } }],
    [
      "give all rules a parameter, which the engine leaves out",
      { all: { enforcementLevel: "advisory", exceptions } },
    ],
    ["say of all rules nothing", { all: {} }],
    [
      "except a resource without a reason",
      { [rule]: { exceptions: [{ resource: "a:b:C::d", expires: "2027-01-31" }] } },
    ],
  ];
  for (const [title, file] of refused)
    it(`must not ${title}`, () => {
      assert.equal(schema.safeParse(file).success, false);
    });

  it("is described to editors: every rule with its default, and what the levels mean", () => {
    const json = z.toJSONSchema(schema, { io: "input" }) as unknown as {
      properties: Record<string, { description: string; anyOf: { description?: string; enum?: string[] }[] }>;
    };
    assert.deepEqual(
      Object.entries(json.properties).map(([name, { description }]) => [name, description]),
      [
        ["all", "Every rule that has no level of its own here"],
        ...rules.map(({ name, description, enforcementLevel }) => [
          name,
          `${description} (default: ${enforcementLevel})`,
        ]),
      ],
    );
    for (const { anyOf } of Object.values(json.properties))
      assert.deepEqual(anyOf[0], {
        type: "string",
        enum: ["mandatory", "advisory", "disabled"],
        description:
          "mandatory: nothing is deployed where it is broken; advisory: that is told; disabled: not asked",
      });
  });
});
