import assert from "node:assert/strict";
import { LabelIndex } from "../../../reachability/evaluate/labelIndex.js";
import type { Labels } from "../../../reachability/model/cluster.js";
import { everything, type Selector } from "../../../reachability/model/selector.js";
import { membersOf } from "../../../reachability/sets/intervals.js";

const items: readonly Labels[] = [
  { app: "web", tier: "front" },
  { app: "worker" },
  { app: "web" },
  { tier: "back" },
  {},
];

const inApp = (...values: string[]): Selector => ({ op: "in", key: "app", values });
const hasTier: Selector = { op: "has", key: "tier" };

describe("the items that a selector selects", () => {
  const cases: [says: string, selector: Selector, numbers: number[]][] = [
    ["everything", everything, [0, 1, 2, 3, 4]],
    ["what has a label", { op: "has", key: "app" }, [0, 1, 2]],
    ["nothing by a label that none has", { op: "has", key: "zone" }, []],
    ["what has one value", inApp("web"), [0, 2]],
    ["what has one of several values", inApp("web", "worker", "other"), [0, 1, 2]],
    ["nothing by no value", inApp(), []],
    ["nothing by the value of another label", inApp("front"), []],
    ["what contains a text", { op: "contains", key: "app", text: "o" }, [1]],
    ["what starts with a text", { op: "startsWith", key: "app", text: "w" }, [0, 1, 2]],
    ["what starts with a text, not what contains it", { op: "startsWith", key: "app", text: "e" }, []],
    ["what ends with a text", { op: "endsWith", key: "app", text: "b" }, [0, 2]],
    ["what ends with a text, not what contains it", { op: "endsWith", key: "app", text: "w" }, []],
    [
      "what another selector does not, without the label too",
      { op: "not", operand: inApp("web") },
      [1, 3, 4],
    ],
    ["what every one of some selects", { op: "and", operands: [hasTier, inApp("web")] }, [0]],
    ["everything by none of them", { op: "and", operands: [] }, [0, 1, 2, 3, 4]],
    ["what any of some selects", { op: "or", operands: [hasTier, inApp("worker")] }, [0, 1, 3]],
    ["nothing by none of those", { op: "or", operands: [] }, []],
  ];
  for (const [says, selector, numbers] of cases)
    it(`are ${says}`, () => {
      const index = new LabelIndex(items);
      assert.deepEqual([...membersOf(index.select(selector))], numbers);
      assert.deepEqual([...membersOf(index.select(selector))], numbers, "the second time");
    });

  it("are none of none", () => {
    assert.deepEqual(new LabelIndex([]).select(everything), []);
  });
});
