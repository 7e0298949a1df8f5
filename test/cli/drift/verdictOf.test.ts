import assert from "node:assert/strict";
import type { DriftFinding, NetworkDrift } from "../../../cli/drift/report.js";
import { verdictOf } from "../../../cli/drift/verdictOf.js";

const difference = (widened: boolean, connections: number, within = 0) =>
  ({
    difference: { widened, connections: Array(connections).fill({}), within: Array(within).fill({}) },
  }) as unknown as NetworkDrift;
const same = difference(false, 0);
const finding = {} as DriftFinding;
const unread = [{ what: "x", reason: "y" }];

describe("the verdict on drift", () => {
  for (const [verdict, title, report] of [
    ["clean", "nothing differs", { network: same, findings: [], unread: [] }],
    ["incomplete", "something was not read", { network: same, findings: [], unread }],
    ["drifted", "an object differs", { network: same, findings: [finding], unread }],
    [
      "drifted",
      "a connection is closed, by whatever",
      { network: difference(false, 1), findings: [], unread: [] },
    ],
    [
      "drifted",
      "pods of one workload are cut off",
      { network: difference(false, 0, 1), findings: [], unread: [] },
    ],
    ["opens", "something gets through", { network: difference(true, 1), findings: [], unread }],
    ["incomplete", "nobody can tell", { network: { unknown: "z" }, findings: [], unread }],
  ] as const)
    it(`is ${verdict} where ${title}`, () => {
      assert.equal(verdictOf(report), verdict);
    });
});
