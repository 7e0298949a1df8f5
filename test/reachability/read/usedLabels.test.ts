import assert from "node:assert/strict";
import type { Selector } from "../../../reachability/model/selector.js";
import { findUsedLabels } from "../../../reachability/read/usedLabels.js";
import { clusterOf, networkPolicy } from "./reading.js";

const has = (key: string): Selector => ({ op: "has", key });

describe("labels that decide something", () => {
  const cases: readonly (readonly [says: string, selector: Selector, keys: readonly string[]])[] = [
    ["none of a selector of everything", { op: "all" }, []],
    ["that of a label that must be there", has("a"), ["a"]],
    ["that of a value", { op: "in", key: "a", values: ["x"] }, ["a"]],
    ["that of a part of a value", { op: "contains", key: "a", text: "x" }, ["a"]],
    ["that of how a value starts", { op: "startsWith", key: "a", text: "x" }, ["a"]],
    ["that of how a value ends", { op: "endsWith", key: "a", text: "x" }, ["a"]],
    ["that of what must not be", { op: "not", operand: has("a") }, ["a"]],
    ["those of all parts", { op: "and", operands: [has("a"), { op: "not", operand: has("b") }] }, ["a", "b"]],
    [
      "those of any part",
      { op: "or", operands: [has("a"), { op: "and", operands: [has("b")] }] },
      ["a", "b"],
    ],
  ];
  for (const [says, labels, keys] of cases)
    it(`are ${says}`, () => {
      const [policy] = clusterOf([networkPolicy({})]).policies;
      const used = (subject: object) =>
        findUsedLabels([{ ...policy!, subject: { ...policy!.subject, ...subject } }], []);
      assert.deepEqual([...used({ labels }).pods].sort(), keys);
      const inNamespaces = used({ namespaces: { kind: "labelled", labels } });
      assert.deepEqual([[...inNamespaces.pods], [...inNamespaces.namespaces].sort()], [[], keys]);
      const ofAccounts = used({ serviceAccounts: { labels } });
      assert.deepEqual([[...ofAccounts.pods], [...ofAccounts.serviceAccounts].sort()], [[], keys]);
    });
});
