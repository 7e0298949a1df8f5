import { delimiter } from "node:path";
import { driftWith } from "../../../cli/commands/drift.js";
import { previewConsequences } from "../../../cli/consequences/previewConsequences.js";
import { connectCluster } from "../../../cli/drift/cluster/connectCluster.js";
import type { DriftReport } from "../../../cli/drift/report.js";
import { openStack } from "../../../cli/engine/openStack.js";
import { runCommand } from "../../support/io.js";
import type { TestDeployment } from "./deployment.js";

/** What a run of the command did. */
interface DriftRun {
  readonly code: number;
  readonly report: DriftReport;
  readonly err: string;
}

/** Gives this process the environment of a deployment, where the command looks for its cluster; answers the way back. */
export function enterDeployment({ engine, cli }: TestDeployment): () => void {
  const environment = {
    ...engine.environment,
    PATH: [cli.folder, process.env["PATH"] ?? ""].join(delimiter),
  };
  const kept = Object.keys(environment).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, environment);
  return () => {
    for (const [name, value] of kept)
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
  };
}

/** `basalt drift --json` on a deployment that this process is in; nobody is there to answer. */
export async function driftOf(
  { engine }: TestDeployment,
  stack: string,
  ...args: readonly string[]
): Promise<DriftRun> {
  const times = { patienceSeconds: 60, pollSeconds: 0.2 };
  const command = driftWith(() => Promise.resolve({ openStack, connectCluster, previewConsequences, times }));
  const { code, out, err } = await runCommand(
    command,
    ["--stack", stack, "--json", ...args],
    engine.directory,
    {
      env: process.env,
    },
  );
  return { code, report: JSON.parse(out) as DriftReport, err };
}
