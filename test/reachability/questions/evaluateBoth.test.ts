import assert from "node:assert/strict";
import { diff } from "../../../reachability/questions/diff/diff.js";
import { evaluateBoth } from "../../../reachability/questions/diff/evaluateBoth.js";
import { matrixOf } from "../../../reachability/questions/matrix.js";
import { app, clusterOf, deployment, namespace, networkPolicy } from "../support/cluster.js";

describe("two versions of a cluster, in the same address families", () => {
  const pods = [namespace("shop"), deployment("shop", "web"), deployment("shop", "cart")];
  // Where nobody said where pods are, they may have IPv6 as soon as anything has.
  const anywhere = (objects: readonly object[]) => clusterOf(objects, { pods: undefined });
  const ipv6 = networkPolicy("shop", "web", {
    ...app("web"),
    policyTypes: ["Egress"],
    egress: [{ to: [{ ipBlock: { cidr: "2001:db8::/32" } }] }],
  });

  for (const [title, base, head] of [
    ["its first mention", [], [ipv6]],
    ["its last mention, gone", [ipv6], []],
  ] as const)
    it(`does not take ${title} of IPv6 for an opening to pods that it is not about`, () => {
      const both = evaluateBoth(anywhere([...pods, ...base]), anywhere([...pods, ...head]));
      const changed = diff(matrixOf(both.base), matrixOf(both.head)).connections;
      assert.ok(changed.length > 0);
      for (const { from } of changed) assert.equal(from, "shop/web");
    });

  it("evaluates once where neither has IPv6", () => {
    const { base, head } = evaluateBoth(anywhere(pods), anywhere(pods));
    assert.deepEqual([base.universe.space.families, head.universe.space.families], [[4], [4]]);
  });
});
