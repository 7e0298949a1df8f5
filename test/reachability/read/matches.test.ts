import assert from "node:assert/strict";
import { everything, type Selector } from "../../../reachability/model/selector.js";
import { matches } from "../../../reachability/read/workloads/matches.js";

const labels = { app: "web", tier: "front" };
const is = (key: string, ...values: string[]): Selector => ({ op: "in", key, values });
const web = is("app", "web");
const api = is("app", "api");

describe("labels fulfil a selector", () => {
  const cases: readonly (readonly [says: string, selector: Selector, fulfilled: boolean])[] = [
    ["that asks for nothing", everything, true],
    ["that asks for a label they have", { op: "has", key: "app" }, true],
    ["that asks for a label they have not", { op: "has", key: "zone" }, false],
    ["that asks for what every object has in JavaScript", { op: "has", key: "constructor" }, false],
    ["that asks for the value", web, true],
    ["that asks for one of several values", is("app", "api", "web"), true],
    ["that asks for another value", api, false],
    ["that asks for the value of a label they have not", is("zone", "web"), false],
    ["that asks for a part of the value", { op: "contains", key: "tier", text: "ron" }, true],
    ["that asks for what is no part of it", { op: "contains", key: "tier", text: "back" }, false],
    ["that asks for a part of a label they have not", { op: "contains", key: "zone", text: "" }, false],
    ["that asks for how the value starts", { op: "startsWith", key: "tier", text: "fr" }, true],
    ["that asks for how it does not start", { op: "startsWith", key: "tier", text: "nt" }, false],
    ["that asks how a label they have not starts", { op: "startsWith", key: "zone", text: "" }, false],
    ["that asks for how the value ends", { op: "endsWith", key: "tier", text: "nt" }, true],
    ["that asks for how it does not end", { op: "endsWith", key: "tier", text: "fr" }, false],
    ["that asks how a label they have not ends", { op: "endsWith", key: "zone", text: "" }, false],
    ["that excludes another value", { op: "not", operand: api }, true],
    ["that excludes the value", { op: "not", operand: web }, false],
    ["of which all parts are fulfilled", { op: "and", operands: [web, is("tier", "front")] }, true],
    ["of which one of two parts is not", { op: "and", operands: [web, is("tier", "back")] }, false],
    ["of which any part may be, and one is", { op: "or", operands: [api, web] }, true],
    ["of which any part may be, and none is", { op: "or", operands: [api, is("tier", "back")] }, false],
  ];
  for (const [says, selector, fulfilled] of cases)
    it(`${says}: ${fulfilled ? "yes" : "no"}`, () => {
      assert.equal(matches(selector, labels), fulfilled);
    });
});
