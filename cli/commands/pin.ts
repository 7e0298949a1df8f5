import { setTimeout as wait } from "node:timers/promises";
import { awsIn } from "../aws/clients.js";
import type { Command } from "../command.js";
import { exitCodes, type Io } from "../io.js";
import { readOptions } from "../options.js";
import { editScalars } from "../pins/editScalars.js";
import { findUpdates, type PinSources } from "../pins/findUpdates.js";
import { pinReport } from "../pins/pinReport.js";
import { pinsOf } from "../pins/pinsOf.js";
import { readStack } from "../pins/readStack.js";
import { dockerLogin } from "../pins/registry/dockerLogin.js";
import { selectPins } from "../pins/selectPins.js";
import { checkResult, writeStack } from "../pins/writeStack.js";
import { findProject } from "../project.js";
import { pinText } from "../reporters/pins/pinText.js";
import { checkStackName } from "../stackName.js";
import { style } from "../style.js";

const help = `basalt pin: write the newest versions of everything that a stack file pins

Usage: basalt pin [--stack NAME] [--check] [--next] [--only GLOB]... [--cwd DIR] [--json]

Options:
  --stack NAME   the stack, by its file Pulumi.NAME.yaml (default: dev)
  --check        write nothing; exit 1 where something is newer
  --next         cross lines too: Kubernetes' and Calico's next minor, images' next major version
  --only GLOB    only these pins: kubernetes, nodes/NAME, addons/NAME, calico, images/NAME; may be repeated
  --cwd DIR      the project's folder (default: the nearest above with a Pulumi.yaml, else Basalt's own)
  --json         print the report as JSON; docs/pin-json.md describes it
  --help         print this

Looks up AMI releases of the nodes' own Kubernetes version, the newest add-on versions that AWS declares compatible, patch
releases of Calico with their charts and images, and images' newer tags and digests. Nothing is deployed. The file keeps
its comments and its order; when any pin cannot be looked up, it is not written at all.
Needs AWS credentials that may do ssm:GetParameter, eks:DescribeAddonVersions and eks:DescribeClusterVersions; images of
private registries need a login that docker has kept.
Exit codes: 0 written or nothing newer, 1 something is newer (--check), 2 could not look up everything.

Examples:
  basalt pin
  basalt pin --stack prod --check
  basalt pin --only 'nodes/*' --only 'addons/*'
  basalt pin --next --only kubernetes --only 'nodes/*' --only 'addons/*'
  basalt pin --check --json | jq '.updates[] | {pin, from, to, ageDays}'
`;

/** `basalt pin`. */
export const pin = pinWith((io) => ({
  aws: awsIn,
  http: { fetch, wait },
  login: (registry) => dockerLogin(registry, io.env),
  today: new Date(),
}));

/** `basalt pin`, looking elsewhere. */
export function pinWith(sourcesOf: (io: Io) => PinSources): Command {
  return {
    help,
    async run(args, io) {
      const options = readOptions(args, {
        stack: { type: "string", value: "NAME", default: "dev" },
        check: { type: "boolean", default: false },
        next: { type: "boolean", default: false },
        only: { type: "string", value: "GLOB", multiple: true, default: [] },
        cwd: { type: "string", value: "DIR" },
        json: { type: "boolean", default: false },
      });
      const directory = findProject(io.directory, options.cwd);
      const file = readStack(directory, checkStackName(options.stack));
      const { environment } = file;
      const pins = selectPins(pinsOf(environment), options.only);
      const sources = sourcesOf(io);
      if (io.interactive) io.err(`looking up ${pins.length} pins of ${file.stack}\n`);
      const findings = await findUpdates(sources, { environment, pins, directory, next: options.next });
      const { updates, failures } = findings;
      const written = !options.check && failures.length === 0 && updates.length > 0;
      if (failures.length === 0) {
        const edits = updates.flatMap((update) => update.edits);
        const edited = editScalars(file.text, edits, file.file);
        // What --check says must be what the command would do.
        if (written) writeStack(file, edited);
        else checkResult(file.stack, edited, file.file);
      }
      const report = pinReport(file, findings, written, sources.today);
      io.out(
        options.json
          ? `${JSON.stringify(report, undefined, 2)}\n`
          : pinText(report, style(io.colour), io.columns),
      );
      if (failures.length > 0) return exitCodes.couldNotRun;
      return options.check && updates.length > 0 ? exitCodes.findings : exitCodes.clean;
    },
  };
}
