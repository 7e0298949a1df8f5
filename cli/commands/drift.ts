import { loadDeclaration } from "../../config/load.js";
import type { Command } from "../command.js";
import type { ConsequencesReport } from "../consequences/report.js";
import type { ConnectCluster } from "../drift/cluster/connectCluster.js";
import type { DriftReport } from "../drift/report.js";
import type { RepairTimes } from "../drift/repair/repairCluster.js";
import type { EngineStack, OpenStack } from "../engine/engineStack.js";
import { exitCodes, UsageError, type Io } from "../io.js";
import { readOptions } from "../options.js";
import { findProject } from "../project.js";
import { terminalJson } from "../reporters/reach/escape.js";
import { checkStackName } from "../stackName.js";
import { style } from "../style.js";

const help = `basalt drift: what the account and the cluster have that the declaration does not

Usage: basalt drift [--stack NAME] [--repair [--yes]] [--issue] [--json] [--cwd DIR]

Compares the stack's state with what exists (\`pulumi refresh --preview-only\`), and what the cluster has with what the
declaration makes: network policies of every kind, namespaces, pod templates and pods, Services. What somebody added,
the engine does not see; this does. Where it is about the network, tells which connections it opens.

Options:
  --stack NAME   the stack, by its file Pulumi.NAME.yaml (default: dev)
  --repair       write back what differs, delete what nobody declared, then read what exists into the state, update
                 the stack and compare again; lists what it will do and asks first, and again where the update would
                 do more than was listed
  --yes          do not ask; an update that would replace or delete the control plane is refused all the same
  --issue        open or update one issue for the stack on GitHub, and close it when all is clean
                 (GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL)
  --json         print the report as JSON; docs/drift-json.md describes it
  --cwd DIR      the project's folder (default: the nearest above with a Pulumi.yaml, else Basalt's own)
  --help         print this

Without --repair it reads only. Needs the credentials of a preview, and may list what it compares in the cluster; what
it may not read it names, and then nothing is called clean. A repair deploys nothing: it refuses where the declaration
is not what was deployed last.
Exit codes: 0 clean (with --repair: clean again), 1 findings, something that could not be read, or a repair that did not
come to its end, 2 could not run.

Examples:
  basalt drift --stack prod
  basalt drift --stack prod --json | jq '.findings[] | select(.effect == "opens")'
  basalt drift --stack prod --repair
`;

/** What drift is found and repaired with. */
export interface DriftTools {
  readonly openStack: OpenStack;
  readonly connectCluster: ConnectCluster;
  readonly previewConsequences: (
    stack: EngineStack,
    project: { readonly directory: string; readonly stack: string },
    io: Pick<Io, "err">,
  ) => Promise<ConsequencesReport>;
  readonly times?: RepairTimes;
}

/** `basalt drift`, with an engine and a cluster. */
export function driftWith(loadTools: () => Promise<DriftTools>): Command {
  return {
    help,
    async run(args, io) {
      const options = readDriftOptions(args);
      const directory = findProject(io.directory, options.cwd);
      const place = { directory, stack: options.stack };
      const declaration = loadDeclaration(place);
      // What is missing for the issue is told before anything takes its time.
      const github = options.issue ? (await import("../github/gitHub.js")).gitHubFrom(io.env) : undefined;
      const { openStack, connectCluster, previewConsequences, times } = await loadTools();
      const [{ driftReport }, { withState }, { readHistory }] = await Promise.all([
        import("../drift/driftReport.js"),
        import("../drift/withState.js"),
        import("../history/readHistory.js"),
      ]);
      const stack = await openStack(place);
      progress(io, `comparing ${options.stack} with what exists`);
      const client = await connectCluster(declaration, directory);
      const compare = async () => {
        const drift = await driftReport(stack, client, place);
        return { ...drift, report: withState(drift.report, await readHistory(stack)) };
      };
      const found = await compare();
      let { report } = found;
      if (options.repair && report.findings.length > 0) {
        const { driftText } = await import("../reporters/drift/driftText.js");
        io.err(driftText(report, style(false), io.columns));
        const { repair } = await import("../drift/repair/repair.js");
        const preview = () => previewConsequences(stack, place, io);
        const tools = { stack, client, preview, ...(times ? { times } : {}) };
        const { begun, failure } = await repair(found, place, tools, options.yes, io);
        if (failure !== undefined) io.err(`${failure}\n`);
        if (begun) {
          progress(io, "comparing again");
          const { report: now } = await compare();
          report = failure === undefined ? now : { ...now, failure };
        }
      }
      await print(report, options.json, io);
      if (github) await (await import("../drift/driftIssue.js")).tellDrift(report, github, io);
      const isClean = report.verdict === "clean" && report.failure === undefined;
      return isClean ? exitCodes.clean : exitCodes.findings;
    },
  };
}

/** `basalt drift`. */
export const drift: Command = driftWith(async () => {
  const [{ openStack }, { connectCluster }, { previewConsequences }] = await Promise.all([
    import("../engine/openStack.js"),
    import("../drift/cluster/connectCluster.js"),
    import("../consequences/previewConsequences.js"),
  ]);
  return { openStack, connectCluster, previewConsequences };
});

async function print(report: DriftReport, json: boolean, io: Io): Promise<void> {
  if (json) {
    io.out(`${terminalJson(JSON.stringify(report, undefined, 2))}\n`);
    return;
  }
  const { driftText } = await import("../reporters/drift/driftText.js");
  io.out(driftText(report, style(io.colour), io.columns));
}

function readDriftOptions(args: readonly string[]) {
  const values = readOptions(args, {
    stack: { type: "string", value: "NAME", default: "dev" },
    repair: { type: "boolean", default: false },
    yes: { type: "boolean", default: false },
    issue: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    cwd: { type: "string", value: "DIR" },
  });
  if (values.yes && !values.repair)
    throw new UsageError("--yes: found without --repair; allowed: with --repair, which asks otherwise");
  return { ...values, stack: checkStackName(values.stack) };
}

function progress(io: Io, text: string): void {
  if (io.interactive) io.err(`${text}\n`);
}
