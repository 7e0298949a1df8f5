import assert from "node:assert/strict";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { progressOf } from "../../../cli/consequences/progress.js";
import { consequencesMarkdown } from "../../../cli/reporters/consequences/consequencesMarkdown.js";
import { consequencesText } from "../../../cli/reporters/consequences/consequencesText.js";
import { style } from "../../../cli/style.js";
import { recordedScene } from "../../support/recordedScenes.js";
import { sceneReport } from "./scenes.js";

const secret = "hunter2";

/** Puts a secret wherever a program has them, as an engine would tell it that masks nothing. */
function leaky(events: EngineEvent[]): EngineEvent[] {
  for (const { resourcePreEvent, resOutputsEvent } of events) {
    const metadata = (resourcePreEvent ?? resOutputsEvent)?.metadata;
    for (const state of [metadata?.old, metadata?.new]) {
      if (!state || state.type === "basalt:application:Applications") continue;
      const inputs = state.inputs as Record<string, unknown>;
      if (/^kubernetes:core\/v1:(Secret|ConfigMap)$/.test(state.type))
        Object.assign(inputs, { data: { token: secret }, stringData: { token: secret } });
      if (state.type.startsWith("aws:")) inputs["password"] = secret;
      Object.assign(state.outputs, { password: secret, kubeconfig: secret });
      const { metadata: named, spec } = inputs as {
        metadata?: object;
        spec?: { template?: { spec?: object } };
      };
      Object.assign(named ?? {}, { annotations: { token: secret } });
      Object.assign(spec?.template?.spec ?? {}, { volumes: [{ name: "a", csi: { token: secret } }] });
    }
  }
  return events;
}

const masked = {
  sequence: 0,
  timestamp: 0,
  diagnosticEvent: {
    severity: "error",
    message: "the token is [secret]\n",
    color: "never",
    prefix: "",
    ephemeral: false,
  },
} as EngineEvent;

describe("no secret is shown", () => {
  for (const scene of ["fresh", "unchanged", "release", "flows", "namespace-gone", "blocked"])
    it(`of what resources have: ${scene}`, () => {
      const report = sceneReport(scene, leaky);
      assert.equal(report.verdict, sceneReport(scene).verdict);
      const shown = [
        JSON.stringify(report),
        consequencesText(report, style(false), 110),
        consequencesMarkdown(report),
      ];
      for (const text of shown) assert.ok(!text.includes(secret), text.slice(0, 500));
    });

  it("by the progress of a run", () => {
    let told = "";
    const onEvent = progressOf({ err: (text) => void (told += text) });
    for (const event of leaky(recordedScene("flows"))) onEvent(event);
    assert.match(told, /create kubernetes/);
    assert.ok(!told.includes(secret), told);
  });

  it("where the engine has masked it: its mask stays", () => {
    const report = sceneReport("unchanged", (events) => [...events, masked]);
    assert.deepEqual([report.verdict, report.failures], ["failed", ["the token is [secret]"]]);
    assert.match(consequencesMarkdown(report), /`the token is \[secret\]`/);
  });
});
