import { printable } from "../../problems/problem.js";
import type { Command } from "../command.js";
import { openStack } from "../engine/openStack.js";
import type { OpenStack } from "../engine/engineStack.js";
import { exitCodes, UsageError } from "../io.js";
import { readOptions } from "../options.js";
import { findProject } from "../project.js";
import { consequencesText } from "../reporters/consequences/consequencesText.js";
import { terminalJson } from "../reporters/reach/escape.js";
import { rollbackMarkdown } from "../reporters/rollback/rollbackMarkdown.js";
import { rollbackHeading, rollbackOutcome } from "../reporters/rollback/rollbackText.js";
import { availabilityFrom, type Availability } from "../rollback/availability.js";
import { findInAws, type ClusterPlace, type FindExisting } from "../rollback/existingResource.js";
import { holderText, parseDeadHolder, type DeadHolder } from "../rollback/lockHolder.js";
import { readReviewedRollback } from "../rollback/reviewedRollback.js";
import { rollBack, type RollbackTools } from "../rollback/rollBack.js";
import type { RollbackOutcome } from "../rollback/rollbackReport.js";
import { checkStackName } from "../stackName.js";
import { style } from "../style.js";
import { writeMarkdown } from "../writeMarkdown.js";

const help = `basalt rollback: deploy a version again that the stack has had

Usage: basalt rollback --to VERSION [--stack NAME] [--yes] [--reviewed FILE] [options]
       basalt rollback --to VERSION [--stack NAME] --preview [--json] [--markdown FILE] [options]

Options:
  --to VERSION               a number of basalt history; -1 for the version before the deployed one (for the deployed one
                             itself where an update has failed or was stopped since); a commit, tag or branch that was
                             deployed; or a time, for what was deployed then
  --stack NAME               the stack, by its file Pulumi.NAME.yaml (default: dev)
  --preview                  show what it would do, and change nothing
  --reviewed FILE            what --preview --json printed and somebody approved; refuses what differs from it in kind
  --yes                      do not ask
  --old-secrets              that version's own secrets (default: those of the present stack file)
  --declaration-only         that version's stack file and namespaces, with the program of HEAD
  --resume                   deal with what a killed update has left, first: its lock, what was pending
  --holder-is-dead HOST:PID@SINCE
                             with --resume: take this holder's lock away without a question. Only once it is known that
                             the process PID of HOST, another machine or container, is dead; as the refusal names it
  --cwd DIR                  the project's folder (default: the nearest above with a Pulumi.yaml, else Basalt's own)
  --json                     print what happened as JSON; docs/rollback-json.md describes it. Asks nothing: needs --yes
                             or --preview
  --markdown FILE            with --preview: write it as a pull request's comment, too
  --help                     print this

Takes the commit in a work tree of its own, with its own packages, previews it with the present policies, shows what it
would do, asks, and runs pulumi up. The working tree stays as it is. Ctrl-C, or a signal, lets what has begun end and
begins nothing else. Needs git, npm and the Pulumi CLI.
Exit codes: 0 it runs that version (with --preview: it could), 1 refused, declined or broken off, 2 could not run.

Examples:
  basalt rollback --stack prod --to -1
  basalt rollback --stack prod --to 2026-05-01T12:00:00Z --preview
  mkdir -p .basalt && basalt rollback --stack prod --to 41 --preview --json > .basalt/prod.json
  basalt rollback --stack prod --to 41 --yes --reviewed .basalt/prod.json
  basalt rollback --stack prod --to -1 --resume
`;

/** What a rollback is tried with in a test. */
export interface RollbackSurroundings {
  readonly open: OpenStack;
  readonly availability?: Availability;
  readonly find?: (place: ClusterPlace | undefined) => FindExisting;
}

/** `basalt rollback` on an engine. */
export function rollbackWith({ open, availability, find = findInAws }: RollbackSurroundings): Command {
  return {
    help,
    async run(args, io) {
      const { to, stack, cwd, yes, json, markdown, reviewed, ...how } = options(args);
      const directory = findProject(io.directory, cwd);
      const look = style(io.colour);
      const tools: RollbackTools = {
        open,
        availability: availability ?? availabilityFrom(io.env),
        find,
        show(consequences, report) {
          if (json) return;
          io.out(
            `${rollbackHeading(report, look, io.columns)}\n${consequencesText(consequences, look, io.columns)}\n`,
          );
        },
        async confirm() {
          if (yes || json) return yes ? true : undefined;
          return isYes(await io.ask(`Roll ${stack} back to ${to}? Type yes: `));
        },
        // Not by --yes: a pipeline that always says it would stop a live update of another machine.
        confirmRelease: async (holder) =>
          isYes(
            await io.ask(
              `${printable(holderText(holder))} has the stack. Is that known to be dead? Type yes: `,
            ),
          ) === true,
      };
      const request = {
        ...{ directory, stack, to },
        ...how,
        ...(reviewed === undefined ? {} : { reviewed: readReviewedRollback(io.directory, reviewed) }),
      };
      const report = await rollBack(request, tools, io);
      const code = codes[report.outcome];
      if (json) io.out(`${terminalJson(JSON.stringify(report, undefined, 2))}\n`);
      else (code === exitCodes.clean ? io.out : io.err)(rollbackOutcome(report, look, io.columns));
      if (markdown !== undefined) writeMarkdown("--markdown", markdown, rollbackMarkdown(report), io);
      return code;
    },
  };
}

/** `basalt rollback`. */
export const rollback = rollbackWith({ open: openStack });

const codes: Readonly<Record<RollbackOutcome, number>> = {
  previewed: exitCodes.clean,
  "rolled-back": exitCodes.clean,
  "already-deployed": exitCodes.clean,
  declined: exitCodes.findings,
  failed: exitCodes.findings,
  refused: exitCodes.findings,
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
    preview: { type: "boolean", default: false },
    reviewed: { type: "string", value: "FILE" },
    "old-secrets": { type: "boolean", default: false },
    "declaration-only": { type: "boolean", default: false },
    resume: { type: "boolean", default: false },
    "holder-is-dead": { type: "string", value: "HOST:PID@SINCE" },
    json: { type: "boolean", default: false },
    markdown: { type: "string", value: "FILE" },
  });
  const {
    to,
    "old-secrets": oldSecrets,
    "declaration-only": declarationOnly,
    "holder-is-dead": holder,
    ...rest
  } = values;
  checkStackName(rest.stack);
  const { yes, preview, reviewed, resume, markdown } = rest;
  const mistakes = [
    ...(to === undefined
      ? ["--to: found nothing; allowed: --to VERSION, of those that `basalt history` lists"]
      : []),
    ...(preview && (yes || reviewed !== undefined)
      ? ["--preview: found --yes or --reviewed with it; allowed: one of both, the preview first"]
      : []),
    ...(markdown !== undefined && !preview
      ? ["--markdown: found it without --preview; allowed: --preview --markdown FILE"]
      : []),
    ...(holder !== undefined && !resume
      ? ["--holder-is-dead: found it without --resume; allowed: --resume --holder-is-dead HOST:PID@SINCE"]
      : []),
  ];
  if (to === undefined || mistakes.length > 0) throw new UsageError(mistakes.join("\n"));
  return {
    ...rest,
    ...{ to, oldSecrets, declarationOnly },
    ...(holder === undefined ? {} : { deadHolder: deadHolder(holder) }),
  };
}

function deadHolder(text: string): DeadHolder {
  const holder = parseDeadHolder(text);
  if (!holder)
    throw new UsageError(
      `--holder-is-dead: found ${JSON.stringify(text)}; allowed: HOST:PID@SINCE, as the refusal names it`,
    );
  return holder;
}

/** `--to -1` looks like two options to every reader of arguments. */
function withBackSteps(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const isStep = /^-\d+$/.test(arg) && args[index - 1] === "--to";
    if (isStep) return [`--to=${arg}`];
    return arg === "--to" && /^-\d+$/.test(args[index + 1] ?? "") ? [] : [arg];
  });
}
