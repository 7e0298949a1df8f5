import assert from "node:assert/strict";
import { isDnsLabel, isLabelKey, isLabelValue, isSubdomain } from "../../../reachability/read/labelSyntax.js";

const a = (count: number) => "a".repeat(count);
/** A DNS name of so many characters. */
const long = (count: number) => `${`${a(63)}.`.repeat(3)}${a(count - 3 * 64)}`;

describe("the syntax of", () => {
  const cases: readonly (readonly [
    what: string,
    holds: (text: string) => boolean,
    yes: readonly string[],
    no: readonly string[],
  ])[] = [
    [
      "a label's key",
      isLabelKey,
      ["a", "A", "9", "a-b_c.d", a(63), `a/${a(63)}`, `${long(253)}/a`],
      ["", "-a", "a-", a(64), `a/${a(64)}`, `${long(254)}/a`, "/a", "a/", "A/a", "a/b/c", "a b", "a\n"],
    ],
    ["a label's value", isLabelValue, ["", "a", "A_b.c-1", a(63)], [a(64), "-", "a b", "a/b", "a\n"]],
    [
      "an object's name",
      isSubdomain,
      ["a", "a.b", "a-1.b", long(253)],
      ["", long(254), "A", "a..b", ".a", "a.", "a_b", "-a", "a\n"],
    ],
    ["a namespace's name", isDnsLabel, ["a", "a-1", a(63)], ["", a(64), "a.b", "A", "-a", "a-", "a\n"]],
  ];
  for (const [what, holds, yes, no] of cases)
    it(what, () => {
      for (const text of yes) assert.equal(holds(text), true, text);
      for (const text of no) assert.equal(holds(text), false, text);
    });
});
