import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { startPreviews } from "../engine/support/deployment.js";
import { declarationIn } from "../engine/support/engineProject.js";
import { missingTools } from "../engine/support/pulumiTools.js";
import { compare, root } from "./measure.js";

/*
 * What `basalt preview` of the sample takes on the real engine, with a fake AWS behind it, against the `pulumi preview`
 * with the same policy pack that it runs. The limit is the project's own; the command fails when it is passed.
 */

// Frozen, so that figures stay comparable whatever the project declares.
const sample = join(root, "test/fixtures/sample");
const stack = "dev";
const runs = 3;
const limit = 1.2;

/** Seconds of one run; throws unless it ends well. The fake AWS answers meanwhile. */
async function seconds(
  command: string,
  words: readonly string[],
  directory: string,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const started = process.hrtime.bigint();
  await promisify(execFile)(command, words, { cwd: directory, env, maxBuffer: 1 << 26 });
  return Number(process.hrtime.bigint() - started) / 1e9;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function main(): Promise<void> {
  const missing = missingTools();
  if (missing !== undefined) {
    console.log(`basalt preview: not measured, ${missing}`);
    return;
  }
  const { engine, stop } = await startPreviews({ files: declarationIn(sample), stack });
  try {
    const { directory } = engine;
    const env = { ...process.env, ...engine.environment };
    const configuration = join(directory, `policies/environments/${stack}.json`);
    const pack = ["--policy-pack", join(root, "policies")];
    const configured = existsSync(configuration) ? ["--policy-pack-config", configuration] : [];
    const bare = () =>
      seconds(
        "pulumi",
        ["preview", "--non-interactive", "--stack", stack, ...pack, ...configured],
        directory,
        env,
      );
    const whole = () =>
      seconds(process.execPath, [join(root, "cli/basalt.js"), "preview", "--stack", stack], directory, env);
    // The first of each fills caches.
    await bare();
    await whole();
    const times = { bare: [] as number[], whole: [] as number[] };
    // In turn, so that a machine that is slow for a while is slow for both.
    for (let run = 0; run < runs; run++) {
      times.bare.push(await bare());
      times.whole.push(await whole());
    }
    console.log(`pulumi preview with the policy pack  ${median(times.bare).toFixed(2)} s`);
    console.log(`basalt preview                       ${median(times.whole).toFixed(2)} s`);
    compare(
      "basalt preview against pulumi preview, wall time",
      median(times.whole) / median(times.bare),
      limit,
    );
  } finally {
    await stop();
  }
}

void main();
