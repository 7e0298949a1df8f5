import assert from "node:assert/strict";
import type { Selector } from "../../../../reachability/model/selector.js";
import { holdsForNoLabels } from "../../../../reachability/read/calico/holdsForNoLabels.js";

const all: Selector = { op: "all" };
const has: Selector = { op: "has", key: "a" };
const hasNot: Selector = { op: "not", operand: has };

describe("what has no labels fulfils a selector", () => {
  const cases: readonly (readonly [says: string, selector: Selector, fulfilled: boolean])[] = [
    ["that asks for a label", has, false],
    ["that asks for a value", { op: "in", key: "a", values: ["x"] }, false],
    ["that asks for a part of a value", { op: "contains", key: "a", text: "" }, false],
    ["that asks how a value starts", { op: "startsWith", key: "a", text: "" }, false],
    ["that asks how a value ends", { op: "endsWith", key: "a", text: "" }, false],
    ["that asks for no such label", hasNot, true],
    ["that asks for no such label, and for no other", { op: "and", operands: [hasNot, hasNot] }, true],
    ["that asks for no such label, and for another", { op: "and", operands: [hasNot, has] }, false],
    ["that asks for no such label, or for another", { op: "or", operands: [has, hasNot] }, true],
    ["that asks for one label or another", { op: "or", operands: [has, has] }, false],
  ];
  for (const [says, selector, fulfilled] of cases)
    it(`${says}: ${fulfilled ? "yes" : "no"}`, () => {
      assert.equal(holdsForNoLabels(selector, false), fulfilled);
      assert.equal(holdsForNoLabels(selector, true), fulfilled);
    });

  it("that is all(), or a part of it is, where that is told", () => {
    for (const told of [true, false]) {
      assert.equal(holdsForNoLabels(all, told), told);
      assert.equal(holdsForNoLabels({ op: "and", operands: [all, hasNot] }, told), told);
      assert.equal(holdsForNoLabels({ op: "or", operands: [all, has] }, told), told);
      assert.equal(holdsForNoLabels({ op: "not", operand: all }, told), !told);
    }
  });
});
