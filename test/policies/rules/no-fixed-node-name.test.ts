import assert from "node:assert/strict";
import { judge, secret, unknown } from "../support/judge.js";
import {
  approvedImages,
  autoScalingGroup,
  launchConfiguration,
  launchTemplate,
  nodeGroup,
} from "../support/nodes.js";
import { Verdicts } from "../support/verdicts.js";

describe("no-fixed-node-name", () => {
  const verdicts = new Verdicts(
    "no-fixed-node-name",
    "what makes nodes has a generated name, so that its successor can be there at the same time",
    "Leave the name out; put it into a tag, or use nodeGroupNamePrefix or namePrefix.",
  );
  const allowed = "nothing, or a name that Pulumi generates";

  const names: readonly (readonly [unknown, string | undefined])[] = [
    [null, undefined],
    ["it-0a1b2c3", undefined],
    ["it0a1b2c3", undefined],
    [secret("it-0a1b2c3"), undefined],
    ["it", '"it"'],
    ["", "an empty text"],
    ["general", '"general"'],
    ["general-0a1b2c3", '"general-0a1b2c3"'],
    ["it-0a1b2c", '"it-0a1b2c"'],
    ["it-0a1b2c3d", '"it-0a1b2c3d"'],
    ["it-0a1b2cx", '"it-0a1b2cx"'],
    ["it-v1-0a1b2c3", '"it-v1-0a1b2c3"'],
    [7, "7 (a number)"],
    [secret("general"), "a secret"],
  ];
  for (const [name, found] of names)
    it(`${found === undefined ? "accepts" : "refuses"} ${JSON.stringify(name)}`, async () => {
      const group = nodeGroup({ nodeGroupName: name });
      assert.deepEqual(
        await judge([group]),
        found === undefined ? [] : [verdicts.refused(group, "nodeGroupName", found, allowed)],
      );
    });

  it("accepts a prefix", async () =>
    assert.deepEqual(
      await judge([
        nodeGroup({ nodeGroupNamePrefix: "general-" }),
        launchTemplate({ namePrefix: "general-" }),
      ]),
      [],
    ));

  it("judges launch templates, launch configurations and auto-scaling groups", async () => {
    for (const make of [launchTemplate, launchConfiguration, autoScalingGroup]) {
      const resource = make({ name: "general" });
      assert.deepEqual(await judge([resource], approvedImages), [
        verdicts.refused(resource, "name", '"general"', allowed),
      ]);
    }
  });

  it("is undecided where only a deployment can tell the name", async () => {
    const group = nodeGroup({ nodeGroupName: unknown });
    assert.deepEqual(await judge([group]), [verdicts.undecided(group, "nodeGroupName")]);
  });

  it("says nothing of other names", async () =>
    assert.deepEqual(
      verdicts.among(await judge([{ type: "aws:iam/role:Role", properties: { name: "nodes" } }])),
      [],
    ));
});
