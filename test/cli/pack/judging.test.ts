import assert from "node:assert/strict";
import { AnalyzeRequest, AnalyzeStackRequest } from "@pulumi/pulumi/proto/analyzer_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { setTimeout as wait } from "node:timers/promises";
import { Judging } from "../../../cli/pack/judging.js";
import type { PackDiagnostic, PackProcess } from "../../../cli/pack/packProcess.js";
import { together } from "../../../cli/pack/toldResource.js";

const resource = (name: string, properties: Struct) => ({
  urn: `urn:${name}`,
  type: "a:b:C",
  name,
  properties,
  options: { protect: false, ignoreChanges: [] },
});
const struct = (value: Record<string, string>) => Struct.fromJavaScript(value);
const said = (name: string): PackDiagnostic => ({ rule: "r", level: "advisory", message: name });

/** A pack that answers late, and tells what it was asked. */
function slowPack() {
  const asked: string[] = [];
  const stacks: [string, unknown][][] = [];
  let open = 0;
  let most = 0;
  const pack = {
    async analyzeBytes(bytes: Uint8Array) {
      const name = AnalyzeRequest.deserializeBinary(bytes).getName();
      asked.push(name);
      most = Math.max(most, ++open);
      await wait(2);
      open--;
      if (name === "broken") throw new Error("the pack failed");
      return [said(name)];
    },
    analyzeStackBytes(parts: readonly (readonly Uint8Array[])[]) {
      const stack = AnalyzeStackRequest.deserializeBinary(together(parts)).getResourcesList();
      stacks.push(stack.map((told) => [told.getName(), told.getProperties()?.toJavaScript()]));
      return Promise.resolve([said("the stack")]);
    },
  } as unknown as PackProcess;
  return { pack, asked, stacks, most: () => most };
}

describe("a run that is judged while it goes on", () => {
  it("asks about each resource as it comes, a few at a time, and about the stack last", async () => {
    const { pack, asked, stacks, most } = slowPack();
    const judging = new Judging();
    const names = Array.from({ length: 100 }, (_, index) => `n${String(index).padStart(2, "0")}`);
    for (const name of names.slice(0, 50)) judging.registered(resource(name, struct({})));
    judging.begin(pack);
    assert.equal(asked.length, 16);
    for (const name of names.slice(50)) judging.registered(resource(name, struct({})));
    const { diagnostics, resources } = await judging.end();
    assert.deepEqual([asked, resources, most()], [names, 100, 16]);
    assert.deepEqual(diagnostics.map(({ message }) => message).sort(), [...names, "the stack"].sort());
    assert.deepEqual(stacks.length, 1);
  });

  it("tells the stack by what became of each resource, sorted by URN", async () => {
    const { pack, stacks } = slowPack();
    const judging = new Judging();
    judging.begin(pack);
    const same = struct({ in: "same" });
    judging.registered(resource("c", same));
    judging.settled("urn:c", same);
    judging.registered(resource("a", struct({ in: "given" })));
    judging.registered(resource("b", struct({ in: "given" })));
    judging.settled("urn:b", struct({ out: "made" }));
    judging.settled("urn:nobody", struct({}));
    await judging.end();
    assert.deepEqual(stacks, [
      [
        // A component that tells no outputs has none.
        ["a", {}],
        ["b", { out: "made" }],
        ["c", { in: "same" }],
      ],
    ]);
  });

  it("waits for a pack that is not there yet", async () => {
    const { pack } = slowPack();
    const judging = new Judging();
    const ended = judging.end();
    await wait(5);
    judging.begin(pack);
    assert.deepEqual((await ended).diagnostics, [said("the stack")]);
  });

  it("fails with the first failure, and asks no more", async () => {
    const { pack, asked, stacks } = slowPack();
    const judging = new Judging();
    judging.begin(pack);
    for (const name of ["broken", ...Array.from({ length: 40 }, (_, index) => `n${index}`)])
      judging.registered(resource(name, struct({})));
    await assert.rejects(judging.end(), { message: "the pack failed" });
    assert.ok(asked.length < 41);
    assert.deepEqual(stacks, []);
    judging.fail(new Error("another"));
    await assert.rejects(judging.end(), { message: "the pack failed" });
  });
});
