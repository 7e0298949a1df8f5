import assert from "node:assert/strict";
import {
  maxSelectorDepth,
  maxSelectorLength,
  parseSelector,
} from "../../../../reachability/read/calico/parseSelector.js";
import { maxLabelLength } from "../../../../reachability/read/calico/selectorTokens.js";
import type { Selector } from "../../../../reachability/model/selector.js";

const all: Selector = { op: "all" };
const has = (key: string): Selector => ({ op: "has", key });
const is = (key: string, ...values: string[]): Selector => ({ op: "in", key, values });
const not = (operand: Selector): Selector => ({ op: "not", operand });
const and = (...operands: Selector[]): Selector => ({ op: "and", operands });
const or = (...operands: Selector[]): Selector => ({ op: "or", operands });

// SEMANTICS.md: "Selector language: `==`, `!=`, `in`, `not in`, `has()`, `!has()`, `contains`, `starts with`, `ends with`,
// `&&`, `||`, `!`, parentheses, `all()`. `!=` and `not in` match absent keys." Every text below was put to Calico 3.32's
// own parser, libcalico-go/lib/selector, which takes the first table and refuses the second.
describe("a selector of Calico", () => {
  const meanings: readonly (readonly [text: string, meaning: Selector])[] = [
    ["", all],
    [" \t ", all],
    ["all()", all],
    ["all( \t)", all],
    ["global()", all],
    ["a == 'x'", is("a", "x")],
    ['a=="x"', is("a", "x")],
    ["a == ''", is("a", "")],
    [`a == "it's"`, is("a", "it's")],
    [`a == '"'`, is("a", '"')],
    ["a == '\\'", is("a", "\\")],
    ["a == 'é\n😀'", is("a", "é\n😀")],
    ["a != 'x'", not(is("a", "x"))],
    ["a in {'x', \"y\"}", is("a", "x", "y")],
    ["a in{'x','x'}", is("a", "x")],
    ["a in {}", is("a")],
    ["a in {'x',}", is("a", "x")],
    ["a not in {'x'}", not(is("a", "x"))],
    ["a notin {'x'}", not(is("a", "x"))],
    ["a not \t in{'x'}", not(is("a", "x"))],
    ["a not in {}", not(is("a"))],
    ["a contains'x'", { op: "contains", key: "a", text: "x" }],
    ["a starts with 'x'", { op: "startsWith", key: "a", text: "x" }],
    ["a startswith 'x'", { op: "startsWith", key: "a", text: "x" }],
    ['a ends with "x"', { op: "endsWith", key: "a", text: "x" }],
    ["a endswith'x'", { op: "endsWith", key: "a", text: "x" }],
    ["has(a)", has("a")],
    ["has( a )", has("a")],
    ["!has(a)", not(has("a"))],
    ["! has(a)", not(has("a"))],
    ["!!has(a)", has("a")],
    ["! ! !has(a)", not(has("a"))],
    ["!a == 'x'", not(is("a", "x"))],
    ["!a != 'x'", is("a", "x")],
    ["has(projectcalico.org/name-_X9)", has("projectcalico.org/name-_X9")],
    ["-/._ == 'x'", is("-/._", "x")],
    ["in in {'in'}", is("in", "in")],
    ["not not in {'x'}", not(is("not", "x"))],
    ["has == 'x'", is("has", "x")],
    ["all != 'x'", not(is("all", "x"))],
    ["contains contains 'x'", { op: "contains", key: "contains", text: "x" }],
    ["a == 'x' && b == 'y' && c == 'z'", and(is("a", "x"), is("b", "y"), is("c", "z"))],
    ["a == 'x' || b == 'y' && c == 'z'", or(is("a", "x"), and(is("b", "y"), is("c", "z")))],
    ["(a == 'x' || b == 'y') && c == 'z'", and(or(is("a", "x"), is("b", "y")), is("c", "z"))],
    ["!(a == 'x' || has(b))", not(or(is("a", "x"), has("b")))],
    ["((all()))", all],
    ["a=='x'&&b=='y'||c=='z'", or(and(is("a", "x"), is("b", "y")), is("c", "z"))],
    [`has(${"x".repeat(maxLabelLength)})`, has("x".repeat(maxLabelLength))],
    [`${"(".repeat(maxSelectorDepth)}all()${")".repeat(maxSelectorDepth)}`, all],
    [`${"!".repeat(9_999)}all()`, not(all)],
  ];
  for (const [text, meaning] of meanings)
    it(`reads ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.deepEqual(parseSelector(text), meaning);
    });

  const operators = '"==", "!=", "in", "not in", "contains", "starts with" or "ends with"';
  const operand = 'a label, "has(", "all()", "!" or "("';
  const refusals: readonly (readonly [text: string, message: string])[] = [
    ["\n", "a label at character 1"],
    ["a", `${operators} at character 2`],
    ["a = 'x'", '"==" at character 3'],
    ["a == x", "a text in quotes at character 6"],
    ["a == 'x", "the closing ' of the text that begins at character 6"],
    ["a == 'x\"", "the closing ' of the text that begins at character 6"],
    ["a == 'x' & b == 'y'", '"&&" at character 10'],
    ["a == 'x' | b == 'y'", '"||" at character 10'],
    ["a == 'x' && ", `${operand} at character 13`],
    ["a == 'x' b == 'y'", '"&&", "||" or the end at character 10'],
    ["a == 'x')", '"&&", "||" or the end at character 9'],
    ["(a == 'x'", '"&&", "||" or ")" at character 10'],
    ["()", `${operand} at character 2`],
    ["!", `${operand} at character 2`],
    ["&& all()", `${operand} at character 1`],
    ["a && b", `${operators} at character 3`],
    ["a ! in {'x'}", `${operators} at character 3`],
    ["a !in {'x'}", `${operators} at character 3`],
    ["a! ='x'", '"==" at character 4'],
    ["a in 'x'", '"{" at character 6'],
    ["a in {'x'", '"," or "}" at character 10'],
    ["a in {,}", 'a text in quotes or "}" at character 7'],
    ["a in {x}", 'a text in quotes or "}" at character 7'],
    ["a in {'x' 'y'}", '"," or "}" at character 11'],
    ["a inx {'x'}", `${operators} at character 3`],
    ["a starts with b", `${operators} at character 3`],
    ["a starts 'x'", `${operators} at character 3`],
    ["a contains x", "a text in quotes at character 12"],
    ["a contains {'x'}", "a text in quotes at character 12"],
    ["A EQUALS 'x'", `${operators} at character 3`],
    ["has(a", '")" after "has(" at character 6'],
    ["has()", "a label at character 5"],
    ["has('a')", "a label at character 5"],
    ["has (a)", `${operators} at character 5`],
    ["all ()", `${operators} at character 5`],
    ["all(a)", '")" after "all(" at character 5'],
    ["global(", '")" after "global(" at character 8'],
    ["é == 'x'", "a label at character 1"],
    ["a\u00a0== 'x'", `${operators} at character 2`],
    ["a == 'x' # comment", "a label at character 10"],
    [
      `has(${"x".repeat(maxLabelLength + 1)})`,
      `a label of at most ${maxLabelLength} characters at character 5`,
    ],
  ];
  for (const [text, message] of refusals)
    it(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.throws(() => parseSelector(text), { message });
    });

  it("is read to a depth that no stack minds", () => {
    const deeper = maxSelectorDepth + 1;
    const message = `no more than ${maxSelectorDepth} parentheses in each other at character ${deeper}`;
    assert.throws(() => parseSelector(`${"(".repeat(deeper)}all()${")".repeat(deeper)}`), { message });
    assert.throws(() => parseSelector("(".repeat(maxSelectorLength)), { message });
  });

  it("is read to a length that nobody writes", () => {
    const message = `no more than ${maxSelectorLength} characters at character ${maxSelectorLength + 1}`;
    assert.throws(() => parseSelector(" ".repeat(maxSelectorLength + 1)), { message });
    assert.deepEqual(parseSelector(" ".repeat(maxSelectorLength)), all);
  });

  it("is read in time that grows as its length, whatever it is", () => {
    const hostile = ["!", "a ", "'", "(a == 'x' || ", "has(", "a in {'x',", "a == 'x' && ", "starts ", "\t"];
    const started = process.cpuUsage();
    for (const piece of hostile) {
      const text = piece.repeat(Math.floor(maxSelectorLength / piece.length));
      try {
        parseSelector(text);
      } catch (error) {
        assert.match((error as Error).message, / at character \d+$/);
      }
    }
    assert.ok(process.cpuUsage(started).user < 2_000_000, "2 s of processor time");
  });
});
