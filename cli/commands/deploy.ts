import { loadDeclaration } from "../../config/load.js";
import type { Command } from "../command.js";
import { deployStack, type DeployTools } from "../deploy/deployStack.js";
import { readReviewed } from "../deploy/readReviewed.js";
import { surroundings, type Surroundings } from "../deploy/surroundings.js";
import { openStack } from "../engine/openStack.js";
import { exitCodes, UsageError, type Io } from "../io.js";
import { readOptions } from "../options.js";
import { findProject } from "../project.js";
import { consequencesText } from "../reporters/consequences/consequencesText.js";
import { checksText } from "../reporters/deploy/checksText.js";
import { deployText } from "../reporters/deploy/deployText.js";
import { checkStackName } from "../stackName.js";
import { style } from "../style.js";

const help = `basalt deploy: preview the commit, show its consequences, ask, and update the stack

Usage: basalt deploy [--stack NAME] [--reviewed FILE] [--yes] [options]

Options:
  --stack NAME      the stack, by its file Pulumi.NAME.yaml (default: dev)
  --reviewed FILE   what basalt preview --json printed and somebody approved; refuses what differs from it in kind
  --yes             do not ask; what opens something that no flow declares then needs --reviewed
  --preflight       only see whether an update could run from here: commit, tools, credentials, endpoint, state
  --undo-rollback   deploy although the last update was a rollback, which this undoes
  --cwd DIR         the project's folder (default: the nearest above with a Pulumi.yaml, else Basalt's own)
  --json            print the result as JSON; docs/deploy-json.md describes it
  --help            print this

The commit, the pins that change and the commit's first line land in the stack's history. With basalt:deployment:
{ rollbackOnFailure: true } in the stack file, an update that fails is followed by a rollback to what ran before.
Needs the Pulumi CLI, and for EKS the AWS CLI; basalt preview shows the consequences and changes nothing.
Exit codes: 0 deployed (or ready, with --preflight), 1 refused, or the update failed, 2 could not run.

Examples:
  basalt deploy --stack dev
  basalt deploy --stack prod --preflight
  mkdir -p .basalt && basalt preview --stack prod --json > .basalt/prod.json
  basalt deploy --stack prod --reviewed .basalt/prod.json --yes
`;

/** What the command takes from outside. */
export interface DeploySurroundings extends Pick<DeployTools, "open" | "rollBack"> {
  readonly place: (env: Io["env"]) => Surroundings;
}

/** `basalt deploy` on an engine. */
export function deployWith({ open, rollBack, place }: DeploySurroundings): Command {
  return {
    help,
    async run(args, io) {
      const { stack, cwd, reviewed, json, ...flags } = options(args);
      const directory = findProject(io.directory, cwd);
      const declaration = loadDeclaration({ directory, stack });
      const own = style(io.colour);
      const report = await deployStack(
        declaration,
        {
          directory,
          stack,
          yes: flags.yes,
          preflight: flags.preflight,
          undoRollback: flags["undo-rollback"],
          ...(reviewed === undefined ? {} : { reviewed: readReviewed(io.directory, reviewed) }),
        },
        {
          open,
          rollBack,
          place: place(io.env),
          tell: {
            checks: (checks) => io.err(checksText(checks, own)),
            // Whoever is asked has to see it; with --json that is where results are not.
            consequences: (consequences) =>
              (json ? io.err : io.out)(consequencesText(consequences, own, io.columns)),
          },
        },
        io,
      );
      io.out(json ? `${JSON.stringify(report, undefined, 2)}\n` : deployText(report, own));
      const { outcome } = report;
      return outcome === "deployed" || outcome === "checked" ? exitCodes.clean : exitCodes.findings;
    },
  };
}

/** `basalt deploy`. */
export const deploy = deployWith({
  open: openStack,
  place: surroundings,
  rollBack: async (args, io) => (await import("../run.js")).run(["rollback", ...args], io),
});

function options(args: readonly string[]) {
  const values = readOptions(args, {
    stack: { type: "string", value: "NAME", default: "dev" },
    reviewed: { type: "string", value: "FILE" },
    yes: { type: "boolean", default: false },
    preflight: { type: "boolean", default: false },
    "undo-rollback": { type: "boolean", default: false },
    cwd: { type: "string", value: "DIR" },
    json: { type: "boolean", default: false },
  });
  checkStackName(values.stack);
  if (values.preflight && (values.reviewed !== undefined || values["undo-rollback"]))
    throw new UsageError(
      "--preflight: found --reviewed or --undo-rollback with it; allowed: --preflight alone",
    );
  return values;
}
