import { loadDeclaration } from "../../config/load.js";
import type { Command } from "../command.js";
import { exitCodes, UsageError, type Io } from "../io.js";
import { readOptions } from "../options.js";
import { planReport } from "../plan/report.js";
import { findProject } from "../project.js";
import { projectName } from "../projectName.js";
import { planText } from "../reporters/planText.js";
import { style } from "../style.js";

const help = `basalt plan: run the program for a stack offline, and show what it would make

Usage: basalt plan [--stack NAME] [--cwd DIR] [--json]

Options:
  --stack NAME   the stack, by its file Pulumi.NAME.yaml (default: dev)
  --cwd DIR      the project's folder (default: the nearest above with a Pulumi.yaml, else Basalt's own)
  --json         print the plan as JSON; docs/plan-json.md describes it
  --help         print this

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
    const declaration = loadDeclaration({ directory, stack });
    progress(io, `planning ${stack} of ${directory}`);
    // The SDKs take most of a plan's time to load: a mistake in a file is told before.
    const { runProgram } = await import("../plan/runProgram.js");
    const recording = await runProgram(declaration, directory, projectName(directory));
    const report = planReport(declaration, recording);
    io.out(
      json ? `${JSON.stringify(report, undefined, 2)}\n` : planText(report, style(io.colour), io.columns),
    );
    return report.findings.length > 0 ? exitCodes.findings : exitCodes.clean;
  },
};

function options(args: readonly string[]): { stack: string; cwd?: string; json: boolean } {
  const values = readOptions(args, {
    stack: { type: "string", value: "NAME", default: "dev" },
    cwd: { type: "string", value: "DIR" },
    json: { type: "boolean", default: false },
  });
  if (/^[\w.-]{1,100}$/.test(values.stack)) return values;
  throw new UsageError(
    `--stack: found ${JSON.stringify(values.stack)}; allowed: letters, digits, hyphens, underscores and dots`,
  );
}

function progress(io: Io, text: string): void {
  if (io.interactive) io.err(`${text}\n`);
}
