import assert from "node:assert/strict";
import fc from "fast-check";
import { contentsOf } from "./support/observerContents.js";
import { anyScene } from "./support/observerRandom.js";
import { startObservedStack, type ObservedStack, type Scene } from "./support/observerStack.js";
import { needsEngine } from "./support/pulumiTools.js";

/** Each takes half a minute. */
const pairs = Number(process.env["BASALT_TEST_PAIRS"] ?? 4);

describe("random changes on the real engine, there and back", function () {
  this.timeout(180_000);
  needsEngine();
  let started: ObservedStack | undefined;
  afterEach(async () => {
    await started?.stop();
    started = undefined;
  });

  const drawn = fc.sample(fc.tuple(anyScene, anyScene), {
    seed: Number(process.env["SEED"] ?? 20261122),
    numRuns: pairs,
  });
  for (const [index, [first, second]] of drawn.entries())
    it(`keeps the laws, and ends as a fresh deployment would: pair ${index + 1}`, async () => {
      const test = (started = await startObservedStack(first));
      await test.up(first);
      const fresh = await contentsOf(test.deployment.kubernetes);
      if (changesKind(first, second)) {
        assert.match(await test.refusal(second), /kind: found \w+, but store runs as a/);
        return;
      }
      await test.up(second);
      await test.up(first);
      assert.deepEqual(await contentsOf(test.deployment.kubernetes), fresh);
    });
});

/** Whether a workload that both have would change its kind. */
function changesKind(first: Scene, second: Scene): boolean {
  return Object.entries(first).some(([namespace, { workloads }]) =>
    Object.entries(workloads).some(([name, workload]) => {
      const later = second[namespace]?.workloads[name] as { kind: string } | undefined;
      return later !== undefined && later.kind !== (workload as { kind: string }).kind;
    }),
  );
}
