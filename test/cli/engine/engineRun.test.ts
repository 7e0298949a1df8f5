import assert from "node:assert/strict";
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { engineRun } from "../../../cli/engine/engineRun.js";

const urn = "urn:pulumi:dev::basalt::aws:eks/nodeGroup:NodeGroup::general";

function event(what: Partial<EngineEvent>): EngineEvent {
  return { sequence: 0, timestamp: 0, ...what };
}

function metadata(what: Partial<StepEventMetadata>): StepEventMetadata {
  return { op: "update", urn, type: "aws:eks/nodeGroup:NodeGroup", provider: "", ...what };
}

function state(outputs: Record<string, unknown>) {
  return { type: "t", urn, id: "i", parent: "", provider: "", inputs: { a: 1 }, outputs };
}

describe("what a run of the engine told", () => {
  it("has each step once, with the outputs that a resource has at its end", () => {
    const run = engineRun([
      event({ resourcePreEvent: { metadata: metadata({ keys: ["a"], diffs: ["a", "b"], new: state({}) }) } }),
      event({
        resOutputsEvent: { metadata: metadata({ keys: ["a"], diffs: ["a", "b"], new: state({ pins: 1 }) }) },
      }),
    ]);
    assert.deepEqual(run.steps, [
      {
        op: "update",
        urn,
        type: "aws:eks/nodeGroup:NodeGroup",
        diffs: ["a", "b"],
        replacedBy: ["a"],
        details: {},
        new: { id: "i", inputs: { a: 1 }, outputs: { pins: 1 }, parent: "", protect: false, custom: false },
      },
    ]);
  });

  it("keeps the steps of a replacement apart, in their order", () => {
    const ops = ["create-replacement", "replace", "delete-replaced"] as const;
    const run = engineRun(ops.map((op) => event({ resourcePreEvent: { metadata: metadata({ op }) } })));
    assert.deepEqual(
      run.steps.map(({ op }) => op),
      ops,
    );
  });

  it("leaves progress and debugging output out, and marks for colours", () => {
    const said = (severity: string, message: string, ephemeral = false) =>
      event({ diagnosticEvent: { severity: severity as "info", message, color: "never", ephemeral } });
    const run = engineRun([
      said("debug", "Registering resource"),
      said("info", "waiting…", true),
      said("error", "<{%fg 1%}>error: <{%reset%}>no\n"),
    ]);
    assert.deepEqual(run.diagnostics, [{ severity: "error", message: "error: no" }]);
  });

  it("takes what a policy says, about a resource or the stack, and what is no mandatory verdict for advice", () => {
    const said = (level: string, resourceUrn: string) =>
      event({
        policyEvent: {
          resourceUrn,
          message: " found x ",
          color: "never",
          policyName: "image-digest",
          policyPackName: "basalt",
          policyPackVersion: "1",
          policyPackVersionTag: "1",
          enforcementLevel: level as "mandatory",
        },
      });
    assert.deepEqual(engineRun([said("mandatory", urn), said("warning", "")]).verdicts, [
      { pack: "basalt", rule: "image-digest", level: "mandatory", urn, message: "found x" },
      { pack: "basalt", rule: "image-digest", level: "advisory", message: "found x" },
    ]);
  });

  it("names the resources whose step failed, and why the run did", () => {
    const run = engineRun(
      [event({ resOpFailedEvent: { metadata: metadata({}), status: 0, steps: 1 } })],
      "update failed",
    );
    assert.deepEqual([run.failed, run.failure], [[urn], "update failed"]);
  });
});
