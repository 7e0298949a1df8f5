import { join } from "node:path";
import { existsSync } from "node:fs";
import { pinsOf } from "../../components/stackOutputs.js";
import type { Declaration } from "../../config/declaration.js";
import { declaredNetwork } from "../../config/declaredNetwork.js";
import { DeclarationError } from "../../config/declarationError.js";
import { loadDeclaration } from "../../config/load.js";
import { rules } from "../../policies/index.js";
import { UsageError, type Io } from "../io.js";
import { ownFolder } from "../ownFolder.js";
import { judge } from "../pack/judge.js";
import { spawnPack } from "../pack/packChild.js";
import { readPolicyEnvironment } from "../pack/policyEnvironment.js";
import type { PolicyReport } from "../pack/policyReport.js";
import type { Recording } from "../plan/record.js";
import { runProgram } from "../plan/runProgram.js";
import { projectName } from "../projectName.js";
import { inRevision } from "../reach/stackAt.js";
import { commitOf } from "./commitOf.js";
import { firstPinned } from "./firstPinned.js";
import { networkConsequences } from "./networkConsequences.js";
import { nothing, plannedVersion } from "./networkVersions.js";
import { changedOutputs } from "./outputChanges.js";
import { changedPins, pinChanges } from "./pinChanges.js";
import { planChanges } from "./planChanges.js";
import type { ConsequencesReport } from "./report.js";
import { verdictOf } from "./verdict.js";

/** What is compared. */
export interface PlannedProject {
  readonly directory: string;
  readonly stack: string;
  /** The revision whose plan it is compared with. */
  readonly base: string;
  /** Default: now. */
  readonly today?: Date;
}

interface Plan {
  readonly declaration: Declaration;
  readonly recording: Recording;
}

/**
 * What differs between the plan of a project and that of one of its revisions, as today's program makes both. Nobody is
 * asked what is deployed.
 *
 * @throws DeclarationError with every mistake in the project's files; UsageError where the revision is none
 */
export async function planConsequences(
  { directory, stack, base: revision, today = new Date() }: PlannedProject,
  io: Pick<Io, "err">,
): Promise<ConsequencesReport> {
  io.err(`planning ${stack}, and ${stack} at ${revision}\n`);
  const { base, head, policies } = await plans(directory, stack, revision);
  const pins = {
    ...(base ? { before: pinsOf(base.declaration) } : {}),
    after: pinsOf(head.declaration),
  };
  const values = changedPins(pins).flatMap(({ from, to }) =>
    [from, to].filter((value) => value !== undefined),
  );
  const { changes, unchanged } = planChanges(base?.recording, head.recording);
  const network = networkConsequences(
    { before: base ? versionOf(base) : nothing, after: versionOf(head) },
    { base: revision, head: stack },
  );
  const changed = pinChanges(pins, firstPinned(directory, stack, values), today);
  const outputs = changedOutputs({
    ...(base ? { before: base.recording.outputs } : {}),
    after: head.recording.outputs,
  });
  const commit = commitOf(directory);
  return {
    version: 1,
    stack,
    source: "plan",
    ...(commit ? { commit } : {}),
    base: revision,
    verdict: verdictOf({ failures: [], changes, policies, network, pins: changed, outputs }),
    failures: [],
    changes,
    unchanged,
    policies: { findings: policies.findings, exceptions: policies.exceptions },
    network,
    pins: changed,
    outputs,
  };
}

function versionOf({ declaration, recording }: Plan): ReturnType<typeof plannedVersion> {
  return plannedVersion(recording, declaredNetwork(declaration));
}

/** Both plans, the project's own judged. One after the other: Pulumi keeps the stack in global state. */
async function plans(
  directory: string,
  stack: string,
  revision: string,
): Promise<{ readonly base: Plan | undefined; readonly head: Plan; readonly policies: PolicyReport }> {
  const declaration = loadDeclaration({ directory, stack });
  const environment = readPolicyEnvironment(directory, stack, rules);
  if (!environment.ok) throw new DeclarationError(environment.problems);
  const folder = join(ownFolder, "policies");
  const run = { stack, project: projectName(directory) };
  // It starts while the base is planned.
  const pack = spawnPack(folder, run);
  try {
    const base = await planAt(directory, stack, revision);
    const { recording, policies } = await judge(pack, folder, run, environment.value, (listener) =>
      runProgram(declaration, directory, run.project, listener),
    );
    return { base, head: { declaration, recording }, policies };
  } finally {
    pack.kill();
  }
}

/** The plan of a revision; undefined where it does not have the stack. */
async function planAt(project: string, stack: string, revision: string): Promise<Plan | undefined> {
  try {
    return await inRevision(project, revision, async (directory) => {
      if (!existsSync(join(directory, `Pulumi.${stack}.yaml`))) return undefined;
      const declaration = loadDeclaration({ directory, stack });
      return { declaration, recording: await runProgram(declaration, directory, projectName(directory)) };
    });
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(baseMistake(error.message), { cause: error });
    if (error instanceof DeclarationError)
      throw new UsageError(`--base: found ${revision}, which cannot be planned: ${error.message}`, {
        cause: error,
      });
    throw error;
  }
}

/** What `basalt reach --diff` would say; here nothing but a revision is compared. */
function baseMistake(message: string): string {
  return message
    .replaceAll(/^--diff/gm, "--base")
    .replace(
      "which is no folder or file, and no revision of the repository",
      "which is no revision of the repository",
    )
    .replace(
      "DIR, FILE, what --json wrote, or a git revision such as main or HEAD~1",
      "a git revision such as main or HEAD~1, fetched with its history",
    );
}
