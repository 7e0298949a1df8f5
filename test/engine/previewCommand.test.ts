import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { previewWith } from "../../cli/commands/preview.js";
import type { ConsequencesReport, Verdict } from "../../cli/consequences/report.js";
import { openStack } from "../../cli/engine/openStack.js";
import type { EngineStack, OpenStack } from "../../cli/engine/engineStack.js";
import { updateVariable } from "../support/fixture.js";
import { keptIo } from "../support/io.js";
import { stack } from "../support/project.js";
import { keepScene, recordedScene } from "../support/recordedScenes.js";
import { trimmed } from "../support/trimmedEvents.js";
import { deployedProject, scenes } from "./support/consequencesScenes.js";
import { startDeployment, type TestDeployment } from "./support/deployment.js";
import { needsEngine } from "./support/pulumiTools.js";

/** What one run of the command gave, and what the engine told meanwhile. */
interface Previewed {
  readonly code: number;
  readonly err: string;
  readonly report: ConsequencesReport;
  readonly events: readonly EngineEvent[];
  /** Calls of the engine. */
  readonly previews: number;
}

describe("basalt preview on the real engine", () => {
  needsEngine();
  const results = new Map<string, Previewed>();
  let started: TestDeployment | undefined;
  let told: Previewed | undefined;

  before(async function () {
    this.timeout(600_000);
    const deployment = (started = await startDeployment({ files: deployedProject, stack }));
    const { engine } = deployment;
    results.set("fresh", await preview(deployment));
    const up = await engine.up();
    assert.equal(up.failure, undefined);
    for (const [name, changes] of Object.entries(scenes)) {
      engine.write(changes.reduce((files, change) => change(files), deployedProject));
      results.set(name, await preview(deployment));
    }
    engine.write(deployedProject);
    const index = join(engine.directory, "index.ts");
    appendFileSync(
      index,
      'void import("@pulumi/pulumi").then(({ log }) => log.error("the token is hunter2"));\n',
    );
    told = await preview(deployment);
    if (!process.env[updateVariable]) return;
    // What the others are kept as differences of comes first.
    for (const name of ["unchanged", ...results.keys()]) keepScene(name, trimmed(results.get(name)!.events));
  });
  after(async () => {
    await started?.stop();
  });

  const verdicts: Readonly<Record<string, readonly [Verdict, number]>> = {
    fresh: ["changes", 0],
    unchanged: ["unchanged", 0],
    release: ["changes", 0],
    "type-changed": ["changes", 0],
    flows: ["changes", 0],
    "namespace-gone": ["changes", 0],
    blocked: ["blocked", 1],
    mistake: ["failed", 2],
  };
  for (const [name, [verdict, code]] of Object.entries(verdicts)) {
    it(`answers ${code} and "${verdict}" to ${name}, by one call of the engine`, () => {
      const { report, previews, ...result } = results.get(name)!;
      assert.deepEqual([report.verdict, result.code, previews], [verdict, code, 1], result.err);
    });

    it(`is told of ${name} what was recorded`, () => {
      assert.deepEqual(shapeOf(trimmed(results.get(name)!.events)), shapeOf(recordedScene(name)));
    });
  }

  it("masks a secret that the program itself tells", () => {
    assert.deepEqual([told!.report.verdict, told!.report.failures], ["failed", ["the token is [secret]"]]);
    assert.doesNotMatch(JSON.stringify(told!.report) + told!.err, /hunter2/);
  });

  it("shows no secret", () => {
    for (const { report, err } of results.values())
      assert.doesNotMatch(JSON.stringify(report) + err, /hunter2/);
  });

  it("tells how old what comes is by the repository, and nothing where there is none", () => {
    assert.deepEqual(results.get("release")!.report.pins, [
      { name: "nodes/general", from: "bottlerocket 1.66.0-1ad6b4a4", to: "bottlerocket 1.67.0-9f8e7d6c" },
    ]);
  });

  it("says what it does while it does it", () => {
    assert.match(
      results.get("release")!.err,
      /^ {2}replace aws:eks\/nodeGroup:NodeGroup general-eu-central-1a$/m,
    );
  });
});

async function preview({ engine }: TestDeployment): Promise<Previewed> {
  const events: EngineEvent[] = [];
  let previews = 0;
  const open: OpenStack = async (place) => {
    const opened = await openStack({ ...place, env: engine.environment });
    const told: Pick<EngineStack, "preview"> = {
      preview: (options) => {
        previews += 1;
        const onEvent = (event: EngineEvent) => {
          events.push(event);
          options?.onEvent?.(event);
        };
        return opened.preview({ ...options, onEvent });
      },
    };
    // Whatever else would be asked of the stack is missed.
    return Object.assign(told as EngineStack, { name: opened.name });
  };
  const { io, written } = keptIo(engine.directory);
  const command = previewWith(() => Promise.resolve({ openStack: open }));
  const code = await command.run(["--stack", stack, "--json"], io);
  return { code, err: written.err, report: JSON.parse(written.out) as ConsequencesReport, events, previews };
}

/** What is the same each time: which resources there are, what becomes of them and why, and what is said. */
function shapeOf(events: readonly EngineEvent[]): string[] {
  const texts = events.flatMap(({ resourcePreEvent, policyEvent, diagnosticEvent }) => {
    if (resourcePreEvent) {
      const { op, urn, keys, diffs } = resourcePreEvent.metadata;
      return [[op, urn, ...(keys ?? []), ...(diffs ?? [])].join(" ")];
    }
    if (policyEvent)
      return [`${policyEvent.policyName} ${policyEvent.enforcementLevel} ${policyEvent.resourceUrn ?? ""}`];
    return diagnosticEvent ? [`${diagnosticEvent.severity} ${diagnosticEvent.message}`] : [];
  });
  return texts.sort();
}
