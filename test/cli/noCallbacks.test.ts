import assert from "node:assert/strict";
import { mock } from "node:test";
import { Server } from "@grpc/grpc-js";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { record, refusingMocks, type ReplaceableMonitor } from "../../cli/plan/monitor.js";
import { withoutCallbacks } from "../../cli/plan/noCallbacks.js";
import type { RecordedResource } from "../../cli/plan/record.js";
import { recorded } from "../support/recorded.js";

describe("a plan's callbacks", () => {
  it("need no server: none is started, whatever hooks and transforms the program has", async () => {
    const run = await withServers(recorded);
    assert.equal(run.servers, 0);
    assert.ok(run.result.resources.some(({ options }) => options.hooks.length > 0));
  });

  it("are recorded by name and never called", async () => {
    const calls: string[] = [];
    const { servers, result } = await withServers(async () => {
      const resources: RecordedResource[] = [];
      await pulumi.runtime.setMocks(refusingMocks, "proj", "dev", true);
      withoutCallbacks();
      record(pulumi.runtime.getMonitor() as unknown as ReplaceableMonitor, "proj", "dev", resources);
      await pulumi.runtime.runInPulumiStack(() => {
        const hook = new pulumi.ResourceHook("before", () => void calls.push("hook"));
        new kubernetes.core.v1.ConfigMap(
          "map",
          { data: {} },
          {
            hooks: { beforeCreate: [hook], beforeDelete: [hook] },
            transforms: [() => void calls.push("transform")],
          },
        );
        return Promise.resolve();
      });
      await pulumi.runtime.disconnect();
      return resources;
    });
    assert.deepEqual([servers, calls], [0, []]);
    assert.deepEqual(result.find(({ name }) => name === "map")?.options.hooks, ["before"]);
  });
});

/** How many servers `use` started. */
async function withServers<Result>(use: () => Promise<Result>): Promise<{ servers: number; result: Result }> {
  const { mock: starts } = mock.method(Server.prototype, "bindAsync");
  try {
    return { result: await use(), servers: starts.callCount() };
  } finally {
    starts.restore();
  }
}
