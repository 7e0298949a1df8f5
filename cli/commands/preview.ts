import type { Command } from "../command.js";
import { changedStacks, stacksOf, type ChangedStacks } from "../consequences/changedStacks.js";
import { failedReport } from "../consequences/failedReport.js";
import type { ConsequencesReport } from "../consequences/report.js";
import { isRemoved, removedReport } from "../consequences/removedReport.js";
import type { OpenStack } from "../engine/engineStack.js";
import { exitCodes, UsageError, type Io } from "../io.js";
import { readOptions } from "../options.js";
import { findProject } from "../project.js";
import { terminalJson } from "../reporters/reach/escape.js";
import { checkStackName } from "../stackName.js";
import { style } from "../style.js";
import { writeMarkdown } from "../writeMarkdown.js";

const help = `basalt preview: what a deployment would do: what is replaced, who could newly talk to whom, which policies refuse it

Usage: basalt preview [--stack NAME]... [options]
       basalt preview --offline --base REV [--stack NAME]... [options]
       basalt preview --list --changed-since REV [--json]

Options:
  --stack NAME         the stack, by its file Pulumi.NAME.yaml (repeatable; default: dev)
  --changed-since REV  the stacks that something was changed for since this branch left REV, and those whose file is gone
  --list               print these stacks, and preview nothing
  --offline            compare two plans instead, where there are no credentials: what is deployed is not asked
  --base REV           with --offline: the git revision whose plan is compared
  --markdown FILE      write the consequences as a pull request's comment, too
  --whole FILE         write the same with nothing left out, however long it is
  --json               print the report as JSON; docs/preview-json.md describes it. Of several stacks a list
  --cwd DIR            the project's folder (default: the nearest above with a Pulumi.yaml, else Basalt's own)
  --help               print this

Runs \`pulumi preview\` with the policy pack that came with this command, as configured by the project's
policies/environments/NAME.json, and changes nothing. Progress goes to standard error.
Exit codes: 0 clean, 1 findings (a policy refuses it, a declared flow breaks, or something opens that no flow
declares), 2 could not run, or not to the end.

Examples:
  basalt preview --stack prod
  basalt preview --changed-since origin/main --markdown comment.md
  basalt preview --list --changed-since origin/main --json | jq -c .stacks
  basalt preview --offline --base origin/main --stack prod --json > prod.json
`;

/** What a preview is made with: the engine, or the two plans. */
export interface PreviewTools {
  readonly openStack: OpenStack;
}

/** `basalt preview`, with an engine. */
export function previewWith(loadTools: () => Promise<PreviewTools>): Command {
  return {
    help,
    async run(args, io) {
      const options = readPreviewOptions(args);
      const directory = findProject(io.directory, options.cwd);
      const chosen = selected(options, directory);
      if (options.list) {
        list(chosen, options.json, io);
        return exitCodes.clean;
      }
      const { since = "" } = options;
      const reports = chosen.removed.map((stack) => removedReport(directory, stack, since));
      for (const stack of chosen.stacks)
        reports.push(await reportOn(stack, directory, options, loadTools, io));
      await write(reports, options, io);
      return worst(reports);
    },
  };
}

/** `basalt preview`. */
export const preview: Command = previewWith(async () => await import("../engine/openStack.js"));

type PreviewOptions = ReturnType<typeof readPreviewOptions>;

function readPreviewOptions(args: readonly string[]) {
  const { "changed-since": since, ...values } = readOptions(args, {
    stack: { type: "string", value: "NAME", multiple: true },
    "changed-since": { type: "string", value: "REV" },
    list: { type: "boolean", default: false },
    offline: { type: "boolean", default: false },
    base: { type: "string", value: "REV" },
    markdown: { type: "string", value: "FILE" },
    whole: { type: "string", value: "FILE" },
    json: { type: "boolean", default: false },
    cwd: { type: "string", value: "DIR" },
  });
  const mistakes = [
    ...(values.offline && values.base === undefined && !values.list
      ? ["--offline: found no --base; allowed: --offline --base REV"]
      : []),
    ...(values.base !== undefined && !values.offline
      ? ["--base: found it without --offline; allowed: --offline --base REV"]
      : []),
    ...(values.stack && values.list
      ? ["--list: found it with --stack; allowed: --list, with --changed-since where only those are meant"]
      : []),
    ...(values.stack && since !== undefined
      ? ["--changed-since: found it with --stack; allowed: one of both"]
      : []),
  ];
  if (mistakes.length > 0) throw new UsageError(mistakes.join("\n"));
  return { ...values, since, stack: values.stack?.map((name) => checkStackName(name)) };
}

function selected(options: PreviewOptions, directory: string): ChangedStacks {
  if (options.since !== undefined) return changedStacks(directory, options.since);
  if (options.stack) return { stacks: [...new Set(options.stack)], removed: [] };
  return { stacks: options.list ? stacksOf(directory) : ["dev"], removed: [] };
}

function list({ stacks, removed }: ChangedStacks, json: boolean, { out, err }: Io): void {
  if (json) out(`${JSON.stringify({ version: 1, stacks, removed })}\n`);
  else out(stacks.map((name) => `${name}\n`).join(""));
  // Who previews what is listed would fail with these.
  for (const name of removed)
    err(`basalt preview: Pulumi.${name}.yaml is gone: nothing deploys ${name} any more\n`);
}

/** A report in any case: that a stack could not be previewed belongs to a pull request, too. */
async function reportOn(
  stack: string,
  directory: string,
  { offline, base = "" }: PreviewOptions,
  loadTools: () => Promise<PreviewTools>,
  io: Io,
): Promise<ConsequencesReport> {
  try {
    if (offline) {
      if (isRemoved(directory, stack, base)) return removedReport(directory, stack, base);
      const { planConsequences } = await import("../consequences/planConsequences.js");
      return await planConsequences({ directory, stack, base }, io);
    }
    io.err(`previewing ${stack} of ${directory}\n`);
    const [{ openStack }, { previewConsequences }] = await Promise.all([
      loadTools(),
      import("../consequences/previewConsequences.js"),
    ]);
    return await previewConsequences(await openStack({ directory, stack }), { directory, stack }, io);
  } catch (error) {
    const report = failedReport(error, {
      directory,
      stack,
      source: offline ? "plan" : "engine",
      base: offline ? base : "deployed",
    });
    io.err(`basalt preview: ${report.failures.join("\n")}\n`);
    return report;
  }
}

async function write(
  reports: readonly ConsequencesReport[],
  { json, markdown, whole }: PreviewOptions,
  io: Io,
): Promise<void> {
  if (json) {
    const told: unknown = reports.length === 1 ? reports[0] : reports;
    io.out(`${terminalJson(JSON.stringify(told, undefined, 2))}\n`);
  } else {
    const { consequencesText } = await import("../reporters/consequences/consequencesText.js");
    const texts = reports.map((report) => consequencesText(report, style(io.colour), io.columns));
    io.out(texts.length === 0 ? "No stack has changed.\n" : texts.join("\n"));
  }
  // Last: what took minutes is told even where there is no place for the file.
  if (markdown === undefined && whole === undefined) return;
  const { commentMarkdown } = await import("../reporters/consequences/commentMarkdown.js");
  if (markdown !== undefined) writeMarkdown("--markdown", markdown, commentMarkdown(reports), io);
  if (whole !== undefined) writeMarkdown("--whole", whole, commentMarkdown(reports, Infinity), io);
}

function worst(reports: readonly ConsequencesReport[]): number {
  if (reports.some(({ verdict }) => verdict === "failed")) return exitCodes.couldNotRun;
  const isFinding = ({ verdict }: ConsequencesReport) => verdict === "blocked" || verdict === "opens";
  return reports.some(isFinding) ? exitCodes.findings : exitCodes.clean;
}
