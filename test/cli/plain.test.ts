import assert from "node:assert/strict";
import { plain } from "../../cli/plan/plain.js";

const signature = "4dabf18193072939515e22adb298388d";
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secret = (value: unknown) => ({ [signature]: "1b47061264138c4ac30d75fd1eb44270", value });
const output = (more: object) => ({ [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", ...more });

describe("plain", () => {
  for (const [what, value, shown] of [
    ["a text as it is", "a", "a"],
    ["a number as it is", 0, 0],
    ["null as it is", null, null],
    ["an absent value as absent", undefined, undefined],
    ["a flag as it is", false, false],
    ["an unknown value as known after deployment", unknownValue, "[known after deployment]"],
    ["a secret without its value", secret("hunter2"), "[secret]"],
    ["a secret mapping without its values", secret({ a: ["hunter2"] }), "[secret]"],
    [
      "a reference to a resource as its URN",
      { [signature]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:x", id: "i" },
      "urn:x",
    ],
    [
      "an output that is known by its value",
      output({ value: ["a", unknownValue] }),
      ["a", "[known after deployment]"],
    ],
    ["an output that is not as known after deployment", output({}), "[known after deployment]"],
    ["an output that is secret without its value", output({ value: "hunter2", secret: true }), "[secret]"],
    [
      "a number that is unknown as known after deployment",
      "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
      "[known after deployment]",
    ],
    [
      "an asset without its content",
      { [signature]: "c44067f5952c0a294b673a41bacd8c17", text: "hunter2" },
      "[asset]",
    ],
    [
      "values inside lists and mappings by the same rules",
      { a: [unknownValue, secret("hunter2"), { b: unknownValue }] },
      { a: ["[known after deployment]", "[secret]", { b: "[known after deployment]" }] },
    ],
  ] as const) {
    it(`shows ${what}`, () => {
      assert.deepEqual(plain(value), shown);
    });
  }
});
