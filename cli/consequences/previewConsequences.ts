import { existsSync } from "node:fs";
import { join } from "node:path";
import { DeclarationError } from "../../config/declarationError.js";
import { rules } from "../../policies/index.js";
import type { EngineStack } from "../engine/engineStack.js";
import { runPreview } from "../engine/runPreview.js";
import type { Io } from "../io.js";
import { ownFolder } from "../ownFolder.js";
import { readPolicyFile } from "../pack/policyEnvironment.js";
import { advisoryConfiguration } from "./advisoryConfiguration.js";
import { commitOf } from "./commitOf.js";
import { progressOf } from "./progress.js";
import type { ConsequencesReport } from "./report.js";

/** What is previewed, and what judges it. */
export interface PreviewedProject {
  /** The project's folder. */
  readonly directory: string;
  readonly stack: string;
  /** The folder of the policy pack. Default: the one that this command came with. */
  readonly pack?: string;
  /** The file that configures it. Default: the project's `policies/environments/<stack>.json`, where there is one. */
  readonly packConfiguration?: string;
  /** Rules that only advise here, whatever the configuration says. */
  readonly advisoryRules?: readonly string[];
  /** Default: now. */
  readonly today?: Date;
}

/**
 * What a deployment of a project would do to its stack. One preview of the engine, and no other call of it.
 *
 * @throws DeclarationError where the pack's configuration has a mistake; UsageError where the engine cannot begin
 */
export async function previewConsequences(
  stack: EngineStack,
  project: PreviewedProject,
  io: Pick<Io, "err">,
): Promise<ConsequencesReport> {
  const { directory, pack = join(ownFolder, "policies"), advisoryRules = [], today = new Date() } = project;
  const named = `policies/environments/${project.stack}.json`;
  const own = join(directory, named);
  const configuration = advisoryConfiguration(
    project.packConfiguration ?? (existsSync(own) ? own : undefined),
    advisoryRules,
  );
  try {
    const environment = readPolicyFile(configuration.file, project.packConfiguration ?? named, rules);
    if (!environment.ok) throw new DeclarationError(environment.problems);
    const preview = runPreview(stack, {
      pack,
      ...(configuration.file === undefined ? {} : { packConfiguration: configuration.file }),
      onEvent: progressOf(io),
    });
    // Its failure is told below, once what is loaded meanwhile is there.
    preview.catch(() => undefined);
    const [{ consequencesOf }, { changedPins, pinVersions }, { firstPinned }] = await Promise.all([
      import("./consequencesOf.js"),
      import("./pinChanges.js"),
      import("./firstPinned.js"),
    ]);
    const commit = commitOf(directory);
    const run = await preview;
    const values = changedPins(pinVersions(run)).flatMap(({ from, to }) =>
      [from, to].filter((value) => value !== undefined),
    );
    return consequencesOf(run, {
      stack: project.stack,
      ...(commit ? { commit } : {}),
      environment: environment.value,
      first: firstPinned(directory, project.stack, values),
      today,
    });
  } finally {
    configuration.remove();
  }
}
