import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { valueAt } from "../../config/lookUp.js";
import { runGit } from "../git/runGit.js";
import type { HistoryEntry } from "../history/historyEntry.js";
import { projectName } from "../projectName.js";
import { lockedPackages } from "./installPackages.js";
import { backendRefusals } from "./backendEnvironment.js";
import { stayInside } from "./insideTree.js";
import { changedValues, uncheckedValues } from "./plainValues.js";
import { secretKeys, withPresentSecrets } from "./presentSecrets.js";
import type { Refusal } from "./refusal.js";
import type { TargetFacts } from "./stateRefusals.js";

/** A checked out version, its stack file as it will be deployed. */
export interface TargetTree {
  /** The stack file, read; secrets are ciphertext. */
  readonly file: unknown;
  readonly facts: TargetFacts;
  readonly refusals: readonly Refusal[];
  readonly remarks: readonly string[];
}

/** What a version is prepared by. */
export interface Preparation {
  /** The folder of the work tree, all of which may be written to. */
  readonly root: string;
  /** The checked out project, and the present one. */
  readonly directory: string;
  readonly present: string;
  readonly stack: string;
  readonly target: HistoryEntry;
  readonly oldSecrets: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Makes a checked out version ready: its stack file gets the present secrets. What it is, and why it cannot be deployed
 * as it is.
 *
 * @throws UsageError where its stack file is a link to what is not its own
 */
export function prepareTree({
  root,
  directory,
  present,
  stack,
  target,
  oldSecrets,
  env,
}: Preparation): TargetTree {
  const name = `Pulumi.${stack}.yaml`;
  const refused = (refusal: Refusal, file?: unknown): TargetTree => ({
    file,
    facts: { locked: {}, mentions: () => true },
    refusals: [refusal],
    remarks: [],
  });
  stayInside(root, directory, name, "file");
  const instead = "choose another version; what it should be can be deployed as a commit of its own";
  if (!existsSync(join(directory, "Pulumi.yaml")) || !existsSync(join(directory, name)))
    return refused({
      reason: "no-such-stack",
      found: `number ${target.number}: that commit has no ${name} in this folder`,
      todo: instead,
    });
  const [then, now] = [projectName(directory), projectName(present)];
  if (then !== now)
    return refused({
      reason: "other-project",
      found: `number ${target.number}: its Pulumi.yaml names the project ${JSON.stringify(then)}, and the stack's state is of ${JSON.stringify(now)}`,
      todo: instead,
    });
  const text = readFileSync(join(directory, name), "utf8");
  const file: unknown = parse(text, { logLevel: "silent" });
  const version = valueAt(file, ["config", "basalt:cluster", "version"]);
  const facts: TargetFacts = {
    locked: lockedPackages(join(directory, "package-lock.json")) ?? {},
    ...(typeof version === "string" ? { controlPlane: version } : {}),
    mentions: (hook) => mentions(directory, hook),
  };
  const wrong = [
    ...backendRefusals(directory, present, env),
    ...changedValues(file, target.configuration, name),
  ];
  const unchecked = uncheckedValues(file, target.configuration);
  if (oldSecrets)
    return {
      file,
      facts,
      refusals: wrong,
      remarks: ["its own secrets, not the present ones", ...unchecked],
    };
  const own = join(present, name);
  // A version without secrets needs no present file; one with secrets is refused for each.
  const secrets = withPresentSecrets(text, existsSync(own) ? readFileSync(own, "utf8") : keysOf(file));
  if (!secrets.ok) return { file, facts, refusals: [...wrong, ...secrets.refusals], remarks: unchecked };
  if (secrets.text !== text) writeFileSync(join(directory, name), secrets.text);
  const taken =
    secrets.taken.length === 0 ? [] : [`secrets of the present stack file: ${secrets.taken.join(", ")}`];
  return { file, facts, refusals: wrong, remarks: [...taken, ...unchecked] };
}

/** A stack file with nothing but what another one's secrets are encrypted with. */
function keysOf(file: unknown): string {
  return JSON.stringify(
    Object.fromEntries(secretKeys.map((key) => [key, valueAt(file, [key])]).filter(([, value]) => value)),
  );
}

/** Whether any source of the program has a text. */
function mentions(directory: string, text: string): boolean {
  const patterns = ["*.ts", "*.js", "*.cjs", "*.mjs"].map((glob) => `:(glob)**/${glob}`);
  const run = runGit(directory, [
    ...["grep", "--quiet", "--fixed-strings", "-e", text, "--", ...patterns],
    ":(exclude)test",
  ]);
  // Where git cannot say, the preview does.
  return run.status !== 1;
}
