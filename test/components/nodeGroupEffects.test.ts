import assert from "node:assert/strict";
import { nodeGroupEffects, propertiesThat, type Effect } from "../../components/nodeGroupEffects.js";

type Table = Record<keyof typeof nodeGroupEffects, Effect>;

describe("nodeGroupEffects", () => {
  it("sorts every property of the resource into one of three effects", () => {
    const effects = ["replaces", "in-place", "unused"] as const;
    assert.deepEqual(
      effects.flatMap((effect) => propertiesThat(effect)).sort(),
      Object.keys(nodeGroupEffects).sort(),
    );
  });

  it("changes capacity and how nodes are run in place, and nothing else", () => {
    assert.deepEqual(propertiesThat("in-place"), [
      "nodeRepairConfig",
      "scalingConfig",
      "tags",
      "updateConfig",
      "warmPoolConfig",
    ]);
  });

  it("never sets a fixed name, remote access, or what the launch template says", () => {
    assert.deepEqual(propertiesThat("unused"), [
      "diskSize",
      "forceUpdateVersion",
      "nodeGroupName",
      "nodeGroupNamePrefix",
      "remoteAccess",
    ]);
  });

  it("does not compile without a property that the SDK has (checked by the type check)", () => {
    const { version: _, ...others } = nodeGroupEffects;
    // @ts-expect-error version is missing
    const incomplete: Table = others;
    // @ts-expect-error a property that the SDK does not have
    const excessive: Table = { ...nodeGroupEffects, colour: "replaces" };
    // @ts-expect-error an effect that there is not
    const unknownEffect: Table = { ...nodeGroupEffects, version: "sometimes" };
    assert.notEqual(incomplete, excessive);
    assert.notEqual(incomplete, unknownEffect);
  });
});
