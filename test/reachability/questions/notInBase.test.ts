import assert from "node:assert/strict";
import { notInBase } from "../../../reachability/questions/diff/notInBase.js";

const ends = { from: "shop/web", fromKind: "Deployment", to: "shop/db", toKind: "StatefulSet" };
const workload = { workload: "shop/web", kind: "Deployment" };
const told = { change: "added", because: "family-not-in-base" };
const allow = { TCP: [[80, 80]] } as const;

describe("what gets through in families that the first version does not tell about", () => {
  const cases = [
    ["ports", { allow }],
    ["ICMP and other protocols, where it says them", { allow, icmp: ["8"], protocols: [[47, 47]] }],
    ["that there is none of them, where it says so", { allow, icmp: [], protocols: [] }],
  ] as const;
  for (const [says, traffic] of cases)
    it(`counts as added: ${says}`, () => {
      assert.deepEqual(
        notInBase({
          version: 1,
          connections: [{ ...ends, ...traffic, uncertain: true }],
          within: [{ ...workload, ...traffic }],
        }),
        {
          connections: [{ ...ends, ...told, added: traffic }],
          within: [{ ...workload, ...told, added: traffic }],
        },
      );
    });
});
