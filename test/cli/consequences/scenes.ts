import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { rules } from "../../../policies/index.js";
import { consequencesOf } from "../../../cli/consequences/consequencesOf.js";
import type { ConsequencesReport } from "../../../cli/consequences/report.js";
import { engineRun } from "../../../cli/engine/engineRun.js";
import { readPolicyEnvironment } from "../../../cli/pack/policyEnvironment.js";
import { eksProject, inProject, stack } from "../../support/project.js";
import { recordedScene } from "../../support/recordedScenes.js";

/** The day on which the recorded previews are looked at. */
export const today = new Date("2026-11-23T12:00:00Z");

/** When the pins of the recorded previews first stood in the stack's file. */
const first = new Map([
  ["bottlerocket 1.66.0-1ad6b4a4", new Date("2026-09-01T08:00:00Z")],
  ["bottlerocket 1.67.0-9f8e7d6c", new Date("2026-11-20T08:00:00Z")],
]);

const environment = inProject(eksProject, (directory) => {
  const read = readPolicyEnvironment(directory, stack, rules);
  if (!read.ok) throw new Error("the base project's policies have to be right");
  return read.value;
});

/** How a run ended, where it did not end well. */
const failures: Readonly<Record<string, string>> = { blocked: "preview failed", mistake: "preview failed" };

/** The report of a recorded preview. */
export function sceneReport(
  name: string,
  change: (events: EngineEvent[]) => readonly EngineEvent[] = (events) => events,
): ConsequencesReport {
  return consequencesOf(engineRun(change(recordedScene(name)), failures[name]), {
    stack,
    commit: { id: "177fe7a0b1c2d3e4f5061728394a5b6c7d8e9f00", clean: true },
    environment,
    first,
    today,
  });
}
