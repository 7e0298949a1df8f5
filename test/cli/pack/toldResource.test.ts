import assert from "node:assert/strict";
import { AnalyzeRequest, AnalyzeStackRequest } from "@pulumi/pulumi/proto/analyzer_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { alone, besides, together, type PackResource } from "../../../cli/pack/toldResource.js";

const resource: PackResource = {
  urn: "urn:pulumi:dev::basalt::a:b:C::d",
  type: "a:b:C",
  name: "d",
  properties: Struct.fromJavaScript({ size: 3, tags: ["x"] }),
  options: { protect: true, ignoreChanges: ["size"], deleteBeforeReplace: false, parent: "urn:of:parent" },
  propertyDependencies: { size: ["urn:one", "urn:two"], tags: [] },
};
const bare: PackResource = { ...resource, options: { protect: false, ignoreChanges: [] } };

describe("a resource as a pack is told it", () => {
  it("is what the engine sends for one resource", () => {
    const request = AnalyzeRequest.deserializeBinary(alone(resource));
    assert.deepEqual(
      [request.getUrn(), request.getType(), request.getName(), request.getProperties()?.toJavaScript()],
      [resource.urn, "a:b:C", "d", { size: 3, tags: ["x"] }],
    );
    const options = request.getOptions()!;
    assert.deepEqual(
      [options.getProtect(), options.getIgnorechangesList(), options.getParent()],
      [true, ["size"], "urn:of:parent"],
    );
    assert.deepEqual(
      [options.getDeletebeforereplacedefined(), options.getDeletebeforereplace()],
      [true, false],
    );
  });

  it("leaves to the provider what the program leaves to it", () => {
    const options = AnalyzeRequest.deserializeBinary(alone(bare)).getOptions()!;
    assert.deepEqual([options.getDeletebeforereplacedefined(), options.getParent()], [false, ""]);
  });

  it("is in a stack with its parent, and with those dependencies that there are", () => {
    const [told] = AnalyzeStackRequest.deserializeBinary(
      together([[alone(resource), besides(resource)]]),
    ).getResourcesList();
    assert.deepEqual(
      [told!.getUrn(), told!.getParent(), told!.getProperties()?.toJavaScript()],
      [resource.urn, "urn:of:parent", { size: 3, tags: ["x"] }],
    );
    assert.deepEqual(
      [...told!.getPropertydependenciesMap().entries()].map(([key, value]) => [key, value.getUrnsList()]),
      [["size", ["urn:one", "urn:two"]]],
    );
  });

  for (const length of [0, 1, 90, 100, 127, 128, 16_000, 16_383, 16_384, 2_200_000])
    it(`keeps its bounds in a stack with ${length} more characters`, () => {
      const long = { ...bare, name: "x".repeat(length) };
      const stack = AnalyzeStackRequest.deserializeBinary(
        together([[alone(long), besides(long)], [alone(resource)], []]),
      );
      assert.deepEqual(
        stack.getResourcesList().map((told) => told.getName().length),
        [length, 1, 0],
      );
    });
});
