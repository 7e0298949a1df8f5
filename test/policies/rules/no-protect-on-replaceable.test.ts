import assert from "node:assert/strict";
import { replaceableTypes } from "../../../policies/program/replaceableTypes.js";
import { noProtectOnReplaceable } from "../../../policies/rules/no-protect-on-replaceable.js";
import { cluster } from "../support/clusters.js";
import { judge } from "../support/judge.js";
import { nodeGroup } from "../support/nodes.js";
import { judges } from "../support/table.js";
import { Verdicts } from "../support/verdicts.js";

describe("no-protect-on-replaceable", () => {
  const says = new Verdicts(
    "no-protect-on-replaceable",
    "what changes by being replaced is not protected",
    "Take off the option protect, which children inherit from their parents. Protect what must not be lost: the cluster, keys, buckets.",
  );
  const options = { protect: true };
  const refused = (type: string) => [says.refused({ type }, "", "the option protect", "no protection")];
  const types = (...names: string[]) => ({ "no-protect-on-replaceable": { types: names } });

  judges([
    ["accepts a node group", nodeGroup(), []],
    ["refuses to protect it", { ...nodeGroup(), options }, refused(nodeGroup().type)],
    ["accepts that a cluster is protected", { ...cluster(), options }, []],
    [
      "refuses what its configuration names",
      { ...cluster(), options },
      refused(cluster().type),
      types(cluster().type),
    ],
    ["accepts what it does not", { ...nodeGroup(), options }, [], types(cluster().type)],
  ]);

  it("refuses it for each of its types", async () => {
    for (const type of replaceableTypes)
      assert.deepEqual(says.among(await judge([{ type, properties: {}, options }])), refused(type));
  });

  it("asks for less where one of its types is left out", () => {
    const weakenedBy = (...names: readonly string[]) => noProtectOnReplaceable.weakenedBy!({ types: names });
    assert.deepEqual(weakenedBy("a:b:C", ...replaceableTypes), []);
    assert.deepEqual(weakenedBy(...replaceableTypes.slice(1)), ["types"]);
  });
});
