import assert from "node:assert/strict";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { changedOutputs } from "../../../cli/consequences/outputChanges.js";
import { readReport } from "../../../cli/consequences/readReport.js";
import { consequencesMarkdown } from "../../../cli/reporters/consequences/consequencesMarkdown.js";
import { consequencesText } from "../../../cli/reporters/consequences/consequencesText.js";
import { style } from "../../../cli/style.js";
import { sceneReport } from "./scenes.js";

type Outputs = Record<string, unknown>;

/** A preview that leaves every resource as it is, in which the stack tells something else of itself. */
const withOutputs = (change: (outputs: Outputs) => Outputs) =>
  sceneReport("unchanged", (events) => events.map((event) => changed(event, change)));

function changed(event: EngineEvent, change: (outputs: Outputs) => Outputs): EngineEvent {
  const told = event.resOutputsEvent;
  if (told?.metadata.type !== "pulumi:pulumi:Stack" || !told.metadata.old) return event;
  const { old } = told.metadata;
  return {
    ...event,
    resOutputsEvent: {
      ...told,
      metadata: { ...told.metadata, new: { ...old, outputs: change(old.outputs) } },
    },
  };
}

const newPin = (outputs: Outputs): Outputs => ({
  ...outputs,
  pins: { ...(outputs["pins"] as Outputs), "images/unused": "registry.example.com/unused:2" },
});

describe("outputs that change", () => {
  const versions: readonly (readonly [string, Parameters<typeof changedOutputs>[0], readonly string[]])[] = [
    [
      "those that are others, come and go",
      { before: { a: 1, b: [1], c: 1 }, after: { b: [2], c: 1, d: 1 } },
      ["a", "b", "d"],
    ],
    ["none where all are the same", { before: { a: { b: 1 } }, after: { a: { b: 1 } } }, []],
    ["none of a new stack, whose resources are all new", { after: { a: 1 } }, []],
    ["none where nobody knows what they will be", { before: { a: 1 } }, []],
  ];
  for (const [title, given, names] of versions)
    it(`are ${title}`, () => {
      assert.deepEqual(changedOutputs(given), names);
    });

  it("are a change, though no resource is another, and the pins among them are told", () => {
    const report = withOutputs(newPin);
    assert.deepEqual(
      [report.verdict, report.changes, report.outputs, report.pins],
      ["changes", [], ["pins"], [{ name: "images/unused", to: "registry.example.com/unused:2" }]],
    );
  });

  it("are told by name, never by value, where they are no pins", () => {
    const report = withOutputs((outputs) => ({ ...outputs, kubeconfigCommand: "other-value" }));
    assert.deepEqual([report.verdict, report.outputs, report.pins], ["changes", ["kubeconfigCommand"], []]);
    assert.doesNotMatch(JSON.stringify(report), /other-value/);
  });

  it("are none where a preview changes nothing", () => {
    const report = withOutputs((outputs) => outputs);
    assert.deepEqual([report.verdict, report.outputs], ["unchanged", []]);
  });

  it("are in the first line of a comment, and in the last at a terminal", () => {
    const report = withOutputs(newPin);
    assert.match(
      consequencesMarkdown(report),
      /^\*\*Changes\*\*: `test`: no resource changes, only what the stack tells of itself: `pins`\.\n/,
    );
    assert.match(
      consequencesText(report, style(false), 200),
      /\nChanges: no resource changes, only what the stack tells of itself: pins\. Only previewed\.\n$/,
    );
  });

  it("are not denied by a report that somebody else wrote", () => {
    const report = withOutputs(newPin);
    assert.deepEqual(readReport(JSON.parse(JSON.stringify(report)), "r.json"), report);
    for (const own of [report, { ...report, outputs: undefined }, { ...report, pins: [] }])
      assert.throws(
        () => readReport({ ...own, verdict: "unchanged" }, "r.json"),
        /^UsageError: r\.json: found what is no report \(verdict: found unchanged, and what makes it changes\)/,
      );
  });
});
