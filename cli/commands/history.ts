import type { EngineStack, OpenStack } from "../engine/engineStack.js";
import { openStack } from "../engine/openStack.js";
import { readState, type StateFacts } from "../engine/stateFacts.js";
import { backSteps } from "../history/backSteps.js";
import { historyEntries } from "../history/historyEntry.js";
import { historyReport } from "../history/historyReport.js";
import { readHistory } from "../history/readHistory.js";
import { repositoryOf } from "../history/repositoryOf.js";
import type { Command } from "../command.js";
import { exitCodes, UsageError } from "../io.js";
import { readOptions } from "../options.js";
import { findProject } from "../project.js";
import { projectName } from "../projectName.js";
import { historyText } from "../reporters/history/historyText.js";
import { terminalJson } from "../reporters/reach/escape.js";
import { backendOf, lockHolders } from "../rollback/lockHolder.js";
import { journalOf } from "../history/journal.js";
import { unsettled } from "../history/unsettled.js";
import { checkStackName } from "../stackName.js";
import { style } from "../style.js";

const help = `basalt history: what was deployed, and what can be returned to

Usage: basalt history [--stack NAME] [--cwd DIR] [--limit COUNT] [--json]

Options:
  --stack NAME   the stack, by its file Pulumi.NAME.yaml (default: dev)
  --cwd DIR      the project's folder (default: the nearest above with a Pulumi.yaml, else Basalt's own)
  --limit COUNT  the newest so many (default: 20 as text, all as JSON)
  --json         print it as JSON; docs/rollback-json.md describes it
  --help         print this

Newest first: number, time, commit, who, result, pins and resources that changed, whether the commit is still in the
repository and was deployed without other changes. The number is what basalt rollback --to takes; what --to -1 names is
marked: the version before the deployed one, or the deployed one itself where an update has failed or was stopped since.
The oldest and the deployed one are told with all their pins. Asks the backend, changes nothing and shows no secret.
Needs the Pulumi CLI.
Exit codes: 0 told, 2 could not run.

Examples:
  basalt history --stack prod
  basalt history --stack prod --limit 5
  basalt history --stack prod --json | jq '.entries[] | select(.deployed) | .pins'
`;

/** `basalt history` on an engine. */
export function historyWith(open: OpenStack): Command {
  return {
    help,
    async run(args, io) {
      const { stack, cwd, limit, json } = options(args);
      const directory = findProject(io.directory, cwd);
      const repository = repositoryOf(directory);
      const opened = await open({ directory, stack });
      const entries = historyEntries(await readHistory(opened));
      const interrupted = unsettled(journalOf(repository, stack), entries);
      const [facts, backend] = await Promise.all([stateOf(opened), backendOf(opened)]);
      const held = (lockHolders(backend, projectName(directory), stack) ?? []).length > 0;
      const back = facts ? backSteps(entries, { facts, interrupted, held }) : undefined;
      const previous = back?.isCertain ? back.versions[0] : undefined;
      const most = limit ?? (json ? Infinity : 20);
      const report = historyReport(stack, entries, interrupted, repository, previous, most);
      io.out(
        json
          ? `${terminalJson(JSON.stringify(report, undefined, 2))}\n`
          : historyText(report, style(io.colour), io.columns),
      );
      return exitCodes.clean;
    },
  };
}

/** `basalt history`. */
export const history = historyWith(openStack);

/** A history is there to be read where the state is not: what -1 names is left out then. */
async function stateOf(stack: EngineStack): Promise<StateFacts | undefined> {
  try {
    return await readState(stack);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function options(args: readonly string[]): { stack: string; cwd?: string; limit?: number; json: boolean } {
  const { limit, ...values } = readOptions(args, {
    stack: { type: "string", value: "NAME", default: "dev" },
    cwd: { type: "string", value: "DIR" },
    limit: { type: "string", value: "COUNT" },
    json: { type: "boolean", default: false },
  });
  checkStackName(values.stack);
  if (limit === undefined) return values;
  if (!/^[1-9]\d{0,5}$/.test(limit))
    throw new UsageError(`--limit: found ${JSON.stringify(limit)}; allowed: a number from 1`);
  return { ...values, limit: Number(limit) };
}
