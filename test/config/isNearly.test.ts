import assert from "node:assert/strict";
import { isNearly } from "../../config/isNearly.js";

describe("isNearly", () => {
  for (const [text, nearly] of [
    ["selector", false],
    ["selecter", true],
    ["select", true],
    ["selectorss", true],
    ["elektro", false],
    ["slector", true],
    ["seelctor", true],
    ["", false],
    ["s".repeat(100_000), false],
  ] as const) {
    it(`${nearly ? "takes" : "does not take"} ${JSON.stringify(text.slice(0, 12))} for a misspelt "selector"`, () => {
      assert.equal(isNearly(text, "selector"), nearly);
    });
  }
});
