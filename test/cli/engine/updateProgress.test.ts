import assert from "node:assert/strict";
import type { EngineEvent, OpType } from "@pulumi/pulumi/automation/index.js";
import { updateProgress } from "../../../cli/engine/updateProgress.js";

const event = (more: Partial<EngineEvent>) => ({ sequence: 1, timestamp: 1, ...more });
const metadata = (op: OpType, name = "general-zone-a") =>
  ({
    op,
    urn: `urn:pulumi:test::base::aws:eks/nodeGroup:NodeGroup::${name}`,
    type: "aws:eks/nodeGroup:NodeGroup",
  }) as never;
const begins = (op: OpType) => updateProgress(event({ resourcePreEvent: { metadata: metadata(op) } }));
const ends = (op: OpType) => updateProgress(event({ resOutputsEvent: { metadata: metadata(op) } }));
const says = (severity: "error" | "warning" | "info" | "debug", message: string) =>
  updateProgress(event({ diagnosticEvent: { severity, message, color: "never" } as never }));

describe("updateProgress", () => {
  it("tells when a change begins, ends and fails", () => {
    const subject = "aws:eks/nodeGroup:NodeGroup general-zone-a\n";
    assert.deepEqual(
      [begins("create-replacement"), ends("create-replacement"), begins("delete-replaced")],
      [
        `  creating in place of its predecessor: ${subject}`,
        `  created in place of its predecessor: ${subject}`,
        `  deleting the predecessor: ${subject}`,
      ],
    );
    assert.equal(
      updateProgress(event({ resOpFailedEvent: { metadata: metadata("create"), status: 1, steps: 1 } })),
      `  FAILED ${subject}`,
    );
  });

  it("says nothing of what stays, is read or is only marked", () =>
    assert.deepEqual(
      [begins("same"), ends("same"), begins("replace"), begins("read")],
      Array(4).fill(undefined),
    ));

  it("passes errors and warnings on, not what is for information", () => {
    assert.equal(says("error", "<{%fg 1%}>no such release<{%reset%}>\n"), "  error: no such release\n");
    assert.equal(says("warning", "old"), "  warning: old\n");
    assert.deepEqual([says("info", "x"), says("debug", "x"), says("error", " \n")], Array(3).fill(undefined));
  });

  it("lets nothing that is reported begin a line, or hide in one", () => {
    assert.equal(
      says("error", "a\n::add-mask::b\r\n\u001b[2Jc\u202ed"),
      "  error: a\n  error: ::add-mask::b\n  error: \\u001b[2Jc\\u202ed\n",
    );
    const hostile = updateProgress(
      event({ resourcePreEvent: { metadata: metadata("create", "x\n::stop-commands::y") } }),
    );
    assert.equal(hostile, "  creating: aws:eks/nodeGroup:NodeGroup x\\u000a::stop-commands::y\n");
  });
});
