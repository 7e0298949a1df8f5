import * as pulumi from "@pulumi/pulumi";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type { PackResource } from "../../cli/pack/toldResource.js";
import { record, refusingMocks, type ReplaceableMonitor } from "../../cli/plan/monitor.js";
import type { RecordedResource } from "../../cli/plan/record.js";

/** What a program registers, and what of it a policy pack is told. */
export interface Told {
  readonly recorded: readonly RecordedResource[];
  /** Each resource as it is registered. */
  readonly registered: readonly PackResource[];
  /** What became of them, by URN. */
  readonly settled: ReadonlyMap<string, Struct>;
}

/** Runs any program as the plan runs Basalt's own. */
export async function toldBy(program: () => unknown, project = "proj", stack = "dev"): Promise<Told> {
  const recorded: RecordedResource[] = [];
  const registered: PackResource[] = [];
  const settled = new Map<string, Struct>();
  await pulumi.runtime.setMocks(refusingMocks, project, stack, true);
  record(pulumi.runtime.getMonitor() as unknown as ReplaceableMonitor, project, stack, recorded, {
    registered: (resource) => registered.push(resource),
    settled: (urn, outputs) => settled.set(urn, outputs),
  });
  await pulumi.runtime.runInPulumiStack(async () => {
    await program();
  });
  await pulumi.runtime.disconnect();
  return { recorded, registered, settled };
}
