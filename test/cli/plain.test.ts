import assert from "node:assert/strict";
import { plain } from "../../cli/plan/plain.js";

const signature = "4dabf18193072939515e22adb298388d";
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secret = (value: unknown) => ({ [signature]: "1b47061264138c4ac30d75fd1eb44270", value });

describe("plain", () => {
  for (const [what, value, shown] of [
    ["a text", "a", "a"],
    ["a number", 0, 0],
    ["nothing", null, null],
    ["an absent value", undefined, undefined],
    ["a flag", false, false],
    ["an unknown value", unknownValue, "[known after deployment]"],
    ["a secret", secret("hunter2"), "[secret]"],
    ["a secret mapping", secret({ a: ["hunter2"] }), "[secret]"],
    [
      "a reference to a resource",
      { [signature]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:x", id: "i" },
      "urn:x",
    ],
    ["an asset", { [signature]: "c44067f5952c0a294b673a41bacd8c17", text: "hunter2" }, "[asset]"],
    [
      "what is inside lists and mappings",
      { a: [unknownValue, secret("hunter2"), { b: unknownValue }] },
      { a: ["[known after deployment]", "[secret]", { b: "[known after deployment]" }] },
    ],
  ] as const) {
    it(`shows ${what}`, () => {
      assert.deepEqual(plain(value), shown);
    });
  }
});
