import type { Command } from "../command.js";
import { exitCodes, UsageError } from "../io.js";
import { readOptions } from "../options.js";
import { editScalars } from "../pins/editScalars.js";
import { pinsOf } from "../pins/pinsOf.js";
import { promotion } from "../pins/promotion.js";
import { promotionReport } from "../pins/promotionReport.js";
import { readStack } from "../pins/readStack.js";
import { selectPins } from "../pins/selectPins.js";
import { checkResult, writeStack } from "../pins/writeStack.js";
import { findProject } from "../project.js";
import { promotionText } from "../reporters/pins/promotionText.js";
import { checkStackName } from "../stackName.js";
import { style } from "../style.js";

const help = `basalt promote: copy the pins of one stack to another

Usage: basalt promote --from NAME --to NAME [--check] [--only GLOB]... [--cwd DIR] [--json]

Options:
  --from NAME    the stack whose pins are copied, by its file Pulumi.NAME.yaml
  --to NAME      the stack whose file is written
  --check        write nothing; exit 1 where pins differ
  --only GLOB    only these pins: kubernetes, nodes/NAME, addons/NAME, calico, images/NAME; may be repeated
  --cwd DIR      the project's folder (default: the nearest above with a Pulumi.yaml, else Basalt's own)
  --json         print the report as JSON; docs/pin-json.md describes it
  --help         print this

Copies versions, releases and digests; sizes, names, accounts, secrets, registries and comments stay as they are. Refuses
what the other file does not have, and a Kubernetes version that would go back or skip one; then nothing is written.
Needs no credentials, and nothing is deployed.
Exit codes: 0 written or nothing to copy, 1 pins differ (--check), 2 refused.

Examples:
  basalt promote --from dev --to staging
  basalt promote --from staging --to prod --check
  basalt promote --from dev --to staging --only 'images/*'
`;

/** `basalt promote`. */
export const promote: Command = {
  help,
  run(args, io) {
    const options = readOptions(args, {
      from: { type: "string", value: "NAME" },
      to: { type: "string", value: "NAME" },
      check: { type: "boolean", default: false },
      only: { type: "string", value: "GLOB", multiple: true, default: [] },
      cwd: { type: "string", value: "DIR" },
      json: { type: "boolean", default: false },
    });
    const [from, to] = stacksOf(options.from, options.to);
    const directory = findProject(io.directory, options.cwd);
    const source = readStack(directory, from);
    const target = readStack(directory, to);
    const pins = selectPins(pinsOf(source.environment), options.only);
    const found = promotion({ from, to }, pins, target.environment);
    const written = !options.check && found.refusals.length === 0 && found.updates.length > 0;
    if (found.refusals.length === 0) {
      const edits = found.updates.flatMap((update) => update.edits);
      const edited = editScalars(target.text, edits, target.file);
      // What --check says must be what the command would do.
      if (written) writeStack(target, edited);
      else checkResult(to, edited, target.file);
    }
    const report = promotionReport({ from, to, file: target.file }, found, written);
    io.out(
      options.json
        ? `${JSON.stringify(report, undefined, 2)}\n`
        : promotionText(report, style(io.colour), io.columns),
    );
    if (found.refusals.length > 0) return Promise.resolve(exitCodes.couldNotRun);
    return Promise.resolve(options.check && found.updates.length > 0 ? exitCodes.findings : exitCodes.clean);
  },
};

function stacksOf(from: string | undefined, to: string | undefined): [string, string] {
  if (from === undefined || to === undefined)
    throw new UsageError(
      `found no ${[from === undefined ? "--from" : [], to === undefined ? "--to" : []].flat().join(" and no ")}; allowed: --from NAME --to NAME`,
    );
  const names = [checkStackName(from, "--from"), checkStackName(to, "--to")] as [string, string];
  if (from === to) throw new UsageError(`--to: found ${JSON.stringify(to)} again; allowed: another stack`);
  return names;
}
