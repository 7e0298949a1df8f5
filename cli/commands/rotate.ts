import { awsIn, type Aws } from "../aws/clients.js";
import type { Command } from "../command.js";
import { exitCodes, UsageError } from "../io.js";
import { answered } from "../lookUpError.js";
import { readOptions } from "../options.js";
import { dayOf } from "../pins/days.js";
import { readStack } from "../pins/readStack.js";
import { writeStack } from "../pins/writeStack.js";
import { findProject } from "../project.js";
import { rotationText } from "../reporters/pins/rotationText.js";
import { liveGroups } from "../rotation/liveGroups.js";
import { rotationOf } from "../rotation/rotationOf.js";
import type { RotationReport } from "../rotation/rotationReport.js";
import { writeDate } from "../rotation/writeDate.js";
import { checkStackName } from "../stackName.js";
import { style } from "../style.js";

/** Allowed age of nodes unless told otherwise, in days: about as often as AMIs get the fixes of a month. */
const defaultMaxAge = "30";

const help = `basalt rotate: have nodes replaced that are older than they may be

Usage: basalt rotate [--stack NAME] [--max-age DAYS] [--check] [--cwd DIR] [--json]

Options:
  --stack NAME     the stack, by its file Pulumi.NAME.yaml (default: dev)
  --max-age DAYS   how old nodes may get (default: ${defaultMaxAge}); 0 replaces every node, once a day at most
  --check          write nothing; exit 1 where nodes are older
  --cwd DIR        the project's folder (default: the nearest above with a Pulumi.yaml, else Basalt's own)
  --json           print the report as JSON; docs/pin-json.md describes it
  --help           print this

Asks EKS how old the node groups are, and writes today's date as "rotated" to the stack file's groups that are older. The
date is part of what the nodes are: the next deployment replaces them, new before old, though no pin changed.
Needs AWS credentials of the cluster's account that may do sts:GetCallerIdentity, eks:ListNodegroups and
eks:DescribeNodegroup. Nothing is deployed.
Exit codes: 0 written or nothing to rotate, 1 nodes are older, or a date waits for a deployment (--check), 2 could not tell.

Examples:
  basalt rotate
  basalt rotate --stack prod --max-age 14 --check
`;

/** What {@link rotateWith} asks. */
export interface RotationSources {
  readonly aws: (region: string) => Aws;
  readonly today: Date;
}

/** `basalt rotate`. */
export const rotate = rotateWith(() => ({ aws: awsIn, today: new Date() }));

/** `basalt rotate`, asking elsewhere. */
export function rotateWith(sourcesOf: () => RotationSources): Command {
  return {
    help,
    async run(args, io) {
      const options = readOptions(args, {
        stack: { type: "string", value: "NAME", default: "dev" },
        "max-age": { type: "string", value: "DAYS", default: defaultMaxAge },
        check: { type: "boolean", default: false },
        cwd: { type: "string", value: "DIR" },
        json: { type: "boolean", default: false },
      });
      const maxAgeDays = maxAge(options["max-age"]);
      const file = readStack(findProject(io.directory, options.cwd), checkStackName(options.stack));
      const { cluster, nodes = [] } = file.environment;
      if (cluster.kind !== "eks")
        throw new UsageError(
          `--stack: found ${JSON.stringify(file.stack)}, whose nodes somebody else runs; allowed: a stack on EKS`,
        );
      const { aws, today } = sourcesOf();
      if (io.interactive) io.err(`asking EKS for the nodes of ${cluster.name}\n`);
      const live = await answered(liveGroups(aws(cluster.region), cluster));
      if (!live.ok) throw new UsageError(live.problem);
      const groups = nodes.map((group) =>
        rotationOf(group, live.value.get(group.name) ?? [], maxAgeDays, today),
      );
      const due = groups.flatMap(({ state }, index) => (state === "due" ? [index] : []));
      const date = dayOf(today)!;
      const written = !options.check && due.length > 0;
      if (written) writeStack(file, writeDate(file.text, due, date, file.file));
      const report: RotationReport = {
        version: 1,
        stack: file.stack,
        file: file.file,
        maxAgeDays,
        date,
        written,
        groups,
      };
      io.out(
        options.json
          ? `${JSON.stringify(report, undefined, 2)}\n`
          : rotationText(report, style(io.colour), io.columns),
      );
      const old = groups.some(({ state }) => state === "due" || state === "declared");
      return options.check && old ? exitCodes.findings : exitCodes.clean;
    },
  };
}

function maxAge(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new UsageError(
    `--max-age: found ${JSON.stringify(text)}; allowed: whole days, such as ${defaultMaxAge}`,
  );
}
