import { join } from "node:path";
import type { Declaration } from "../../config/declaration.js";
import { DeclarationError } from "../../config/declarationError.js";
import { loadDeclaration } from "../../config/load.js";
import { rules } from "../../policies/index.js";
import type { Command } from "../command.js";
import { exitCodes, type Io } from "../io.js";
import { readOptions } from "../options.js";
import { ownFolder } from "../ownFolder.js";
import { spawnPack } from "../pack/packChild.js";
import { readPolicyEnvironment, type PolicyEnvironment } from "../pack/policyEnvironment.js";
import { planReport, withPolicies, type PlanReport } from "../plan/report.js";
import { findProject } from "../project.js";
import { projectName } from "../projectName.js";
import { planText } from "../reporters/planText.js";
import { checkStackName } from "../stackName.js";
import { style } from "../style.js";

const help = `basalt plan: run the program for a stack offline, and show what it would make

Usage: basalt plan [--stack NAME] [--cwd DIR] [--json]

Options:
  --stack NAME   the stack, by its file Pulumi.NAME.yaml (default: dev)
  --cwd DIR      the project's folder (default: the nearest above with a Pulumi.yaml, else Basalt's own)
  --json         print the plan as JSON; docs/plan-json.md describes it
  --help         print this

The policy pack judges what the program makes, as configured by the project's policies/environments/NAME.json.
Needs no cloud account, no cluster and no Pulumi CLI, and changes nothing.
Exit codes: 0 clean, 1 findings (a deployment would be refused), 2 could not run (a mistake in a file).

Examples:
  basalt plan
  basalt plan --stack prod
  basalt plan --stack prod --json | jq '.pins'
`;

/** `basalt plan`. */
export const plan: Command = {
  help,
  async run(args, io) {
    const { stack, cwd, json } = options(args);
    const directory = findProject(io.directory, cwd);
    const report = await judgedPlan(directory, stack, io);
    io.out(
      json ? `${JSON.stringify(report, undefined, 2)}\n` : planText(report, style(io.colour), io.columns),
    );
    return report.findings.length > 0 ? exitCodes.findings : exitCodes.clean;
  },
};

/** The pack that a plan is judged by: the one that this command came with. */
const packFolder = join(ownFolder, "policies");

/** Runs the program and, beside it, the policy pack. */
async function judgedPlan(directory: string, stack: string, io: Io): Promise<PlanReport> {
  const run = { stack, project: projectName(directory) };
  // It takes as long to start as the program does to be loaded.
  const pack = spawnPack(packFolder, run);
  try {
    const { declaration, environment } = readFiles(directory, stack);
    progress(io, `planning ${stack} of ${directory}`);
    // The SDKs take most of a plan's time to load: a mistake in a file is told before.
    const [{ runProgram }, { judge }] = await Promise.all([
      import("../plan/runProgram.js"),
      import("../pack/judge.js"),
    ]);
    const { recording, policies } = await judge(pack, packFolder, run, environment, (listener) =>
      runProgram(declaration, directory, run.project, listener),
    );
    return withPolicies(planReport(declaration, recording), policies);
  } finally {
    pack.kill();
  }
}

/** The declaration, and how its rules are enforced; or the mistakes in both. */
function readFiles(
  directory: string,
  stack: string,
): { declaration: Declaration; environment: PolicyEnvironment } {
  const environment = readPolicyEnvironment(directory, stack, rules);
  const problems = environment.ok ? [] : environment.problems;
  let declaration: Declaration;
  try {
    declaration = loadDeclaration({ directory, stack });
  } catch (error) {
    throw error instanceof DeclarationError ? new DeclarationError([...error.problems, ...problems]) : error;
  }
  if (environment.ok) return { declaration, environment: environment.value };
  throw new DeclarationError(problems);
}

function options(args: readonly string[]): { stack: string; cwd?: string; json: boolean } {
  const values = readOptions(args, {
    stack: { type: "string", value: "NAME", default: "dev" },
    cwd: { type: "string", value: "DIR" },
    json: { type: "boolean", default: false },
  });
  checkStackName(values.stack);
  return values;
}

function progress(io: Io, text: string): void {
  if (io.interactive) io.err(`${text}\n`);
}
