import type { Command } from "../command.js";
import { openStack } from "../engine/openStack.js";
import type { OpenStack } from "../engine/engineStack.js";
import { exitCodes, UsageError } from "../io.js";
import { readOptions } from "../options.js";
import { findProject } from "../project.js";
import { consequencesText } from "../reporters/consequences/consequencesText.js";
import { rollbackHeading, rollbackOutcome } from "../reporters/rollback/rollbackText.js";
import { availabilityFrom, type Availability } from "../rollback/availability.js";
import { findInAws, type FindExisting } from "../rollback/existingResource.js";
import { holderText } from "../rollback/lockHolder.js";
import { rollBack, type RollbackTools } from "../rollback/rollBack.js";
import type { RollbackOutcome } from "../rollback/rollbackReport.js";
import { checkStackName } from "../stackName.js";
import { style } from "../style.js";

const help = `basalt rollback: deploy a version again that the stack has had

Usage: basalt rollback --to VERSION [--stack NAME] [--cwd DIR] [--yes] [--old-secrets] [--declaration-only] [--resume]
                       [--json]

Options:
  --to VERSION        a number of basalt history; -1 for the version before the deployed one; a commit, tag or branch
                      that was deployed; or a time, for what was deployed then
  --stack NAME        the stack, by its file Pulumi.NAME.yaml (default: dev)
  --cwd DIR           the project's folder (default: the nearest above with a Pulumi.yaml, else Basalt's own)
  --yes               do not ask
  --old-secrets       that version's own secrets (default: those of the present stack file)
  --declaration-only  that version's stack file and namespaces, with the program of HEAD
  --resume            deal with what a killed update has left, first: its lock, what was pending
  --json              print what happened as JSON; docs/rollback-json.md describes it. Asks nothing: needs --yes
  --help              print this

Takes the commit in a work tree of its own, with its own packages, previews it with the present policies, shows what it
would do, asks, and runs pulumi up. The working tree stays as it is. Needs git, npm and the Pulumi CLI.
Exit codes: 0 it runs that version, 1 refused by a policy, declined or broken off, 2 could not run.

Examples:
  basalt rollback --stack prod --to -1
  basalt rollback --stack prod --to 41 --yes
  basalt rollback --stack prod --to 2026-05-01T12:00:00Z
  basalt rollback --stack prod --to -1 --resume
`;

/** What a rollback is tried with in a test. */
export interface RollbackSurroundings {
  readonly open: OpenStack;
  readonly availability?: Availability;
  readonly find?: (region: string | undefined) => FindExisting;
}

/** `basalt rollback` on an engine. */
export function rollbackWith({ open, availability, find = findInAws }: RollbackSurroundings): Command {
  return {
    help,
    async run(args, io) {
      const { to, stack, cwd, yes, json, ...how } = options(args);
      const directory = findProject(io.directory, cwd);
      const look = style(io.colour);
      const tools: RollbackTools = {
        open,
        availability: availability ?? availabilityFrom(io.env),
        find,
        async confirm(consequences, report) {
          if (!json)
            io.out(
              `${rollbackHeading(report, look, io.columns)}\n${consequencesText(consequences, look, io.columns)}\n`,
            );
          if (yes || json) return yes ? true : undefined;
          return isYes(await io.ask(`Roll ${stack} back to ${to}? Type yes: `));
        },
        // Not by --yes: a pipeline that always says it would stop a live update of another machine.
        confirmRelease: async (holder) =>
          isYes(await io.ask(`${holderText(holder)} has the stack. Is that known to be dead? Type yes: `)) ===
          true,
      };
      const report = await rollBack({ directory, stack, to, ...how }, tools, io);
      if (json) io.out(`${JSON.stringify(report, undefined, 2)}\n`);
      else
        (codes[report.outcome] === exitCodes.clean ? io.out : io.err)(
          rollbackOutcome(report, look, io.columns),
        );
      const isBlocked = report.outcome === "refused" && report.consequences?.verdict === "blocked";
      return isBlocked ? exitCodes.findings : codes[report.outcome];
    },
  };
}

/** `basalt rollback`. */
export const rollback = rollbackWith({ open: openStack });

const codes: Readonly<Record<RollbackOutcome, number>> = {
  "rolled-back": exitCodes.clean,
  "already-deployed": exitCodes.clean,
  declined: exitCodes.findings,
  failed: exitCodes.findings,
  refused: exitCodes.couldNotRun,
  unanswered: exitCodes.couldNotRun,
};

function isYes(answer: string | undefined): boolean | undefined {
  return answer === undefined ? undefined : /^y(es)?$/i.test(answer.trim());
}

function options(args: readonly string[]) {
  const values = readOptions(withBackSteps(args), {
    to: { type: "string", value: "VERSION" },
    stack: { type: "string", value: "NAME", default: "dev" },
    cwd: { type: "string", value: "DIR" },
    yes: { type: "boolean", default: false },
    "old-secrets": { type: "boolean", default: false },
    "declaration-only": { type: "boolean", default: false },
    resume: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  const { to, "old-secrets": oldSecrets, "declaration-only": declarationOnly, ...rest } = values;
  checkStackName(rest.stack);
  if (to === undefined)
    throw new UsageError("--to: found nothing; allowed: --to VERSION, of those that `basalt history` lists");
  return { ...rest, to, oldSecrets, declarationOnly };
}

/** `--to -1` looks like two options to every reader of arguments. */
function withBackSteps(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const isStep = /^-\d+$/.test(arg) && args[index - 1] === "--to";
    if (isStep) return [`--to=${arg}`];
    return arg === "--to" && /^-\d+$/.test(args[index + 1] ?? "") ? [] : [arg];
  });
}
