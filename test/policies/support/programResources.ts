import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { tmpdir } from "node:os";
import type { PackResource } from "../../../cli/pack/toldResource.js";
import { runProgram } from "../../../cli/plan/runProgram.js";
import type { Declaration } from "../../../config/declaration.js";
import type { TestResource } from "./judge.js";

/** Resources of the real program as an engine tells them to a policy pack, secrets and unknown values marked. */
export interface ProgramResources {
  /** Each by what the program gave. */
  readonly registered: readonly TestResource[];
  /** All by what became of them before a deployment. */
  readonly settled: readonly TestResource[];
}

/** Runs the real program on a declaration. */
export async function programResources(declaration: Declaration): Promise<ProgramResources> {
  const told: PackResource[] = [];
  const outputs = new Map<string, Struct>();
  await runProgram(declaration, tmpdir(), "basalt", {
    registered: (resource) => told.push(resource),
    settled: (urn, properties) => outputs.set(urn, properties),
  });
  return {
    registered: told.map((resource) => ({ ...resource, properties: plain(resource.properties) })),
    settled: told.map((resource) => ({ ...resource, properties: plain(outputs.get(resource.urn)) })),
  };
}

function plain(properties: Struct | undefined): Record<string, unknown> {
  return properties?.toJavaScript() ?? {};
}
