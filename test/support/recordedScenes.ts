import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { readFileSync, writeFileSync } from "node:fs";
import { fixturePath } from "./fixture.js";
import { completed, withBase, without } from "./trimmedEvents.js";

/*
 * Previews of the base project as the real engine told them, trimmed: test/engine/previewCommand.test.ts makes them
 * anew (UPDATE_FIXTURES=1). What the engine tells of resources that stay as they are is kept once, in `unchanged`.
 */

/** Scenes that are kept whole. */
const whole: ReadonlySet<string> = new Set(["unchanged", "fresh", "mistake"]);

const pathOf = (name: string) => fixturePath(`consequences/${name}.jsonl`);

/** What the engine told of a scene. */
export function recordedScene(name: string): EngineEvent[] {
  const events = readFileSync(pathOf(name), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as EngineEvent);
  const all = whole.has(name) ? events : withBase(kept("unchanged"), events);
  return all.map(completed);
}

/** Keeps what the engine told. */
export function keepScene(name: string, events: readonly EngineEvent[]): void {
  const own = whole.has(name) ? events : without(kept("unchanged"), events);
  writeFileSync(pathOf(name), own.map((event) => `${JSON.stringify(event)}\n`).join(""));
}

function kept(name: string): EngineEvent[] {
  return readFileSync(pathOf(name), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as EngineEvent);
}
