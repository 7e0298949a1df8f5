import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { startPreviews } from "../engine/support/deployment.js";
import { declarationIn } from "../engine/support/engineProject.js";
import { missingTools } from "../engine/support/pulumiTools.js";

/*
 * What `pulumi preview` of the sample costs on the real engine, with a fake AWS behind it: the program as it ships,
 * against the same program loaded as Pulumi loads TypeScript by default, which is ts-node with a type check at every
 * preview. Limits are the project's own; the command fails when one is passed.
 *
 * Time is the whole command's, memory that of the process which runs the program: the engine and the providers are the
 * same in both. Beside it stands the sum over all processes of the command. Both are the most that `ps` saw.
 */

const root = resolve(__dirname, "../..");
// Frozen, so that figures stay comparable whatever the project declares.
const sample = join(root, "test/fixtures/sample");
const runs = 3;
const limit = 0.5;

/** Between two looks at the processes, in milliseconds. */
const pollInterval = 100;

/** The Node process that runs a Pulumi program, by its arguments. */
const languageHost = "@pulumi/pulumi/cmd/run";

interface Cost {
  readonly seconds: number;
  /** Of the process that runs the program. */
  readonly megabytes: number;
  /** Of the command with all its processes. */
  readonly totalMegabytes: number;
}

interface Memory {
  readonly program: number;
  readonly total: number;
}

/** Largest resident sets below this process, in MB, until `stop` is called. */
function watchMemory(): { stop(): Promise<Memory> } {
  let watching = true;
  let program = 0;
  let total = 0;
  const watch = async () => {
    while (watching) {
      const processes = await descendants();
      total = Math.max(
        total,
        processes.reduce((sum, { megabytes }) => sum + megabytes, 0),
      );
      for (const { megabytes, command } of processes)
        if (command.includes(languageHost)) program = Math.max(program, megabytes);
      await wait(pollInterval);
    }
  };
  const ended = watch();
  return {
    async stop() {
      watching = false;
      await ended;
      return { program, total };
    },
  };
}

/** All that came from this process, but for this process and `ps`. */
async function descendants(): Promise<{ megabytes: number; command: string }[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "pid=,ppid=,rss=,args="], {
    maxBuffer: 1 << 26,
  });
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => {
      const [pid, parent, kilobytes, ...words] = line.trim().split(/\s+/);
      return {
        pid: Number(pid),
        parent: Number(parent),
        megabytes: Number(kilobytes) / 1024,
        command: words.join(" "),
      };
    });
  const found = rows.filter(({ parent, command }) => parent === process.pid && !command.startsWith("ps "));
  for (const { pid } of found) found.push(...rows.filter(({ parent }) => parent === pid));
  return found;
}

/** Whether Pulumi.yaml says how to load the program, or leaves it to Pulumi. */
type Loading = "as shipped" | "by default";

/** One preview of a new stack. */
async function measure(loading: Loading): Promise<Cost> {
  const { engine, stop } = await startPreviews({ files: declarationIn(sample), stack: "dev" });
  try {
    if (loading === "by default") loadByDefault(engine.directory);
    const memory = watchMemory();
    const run = await engine.preview();
    const { program, total } = await memory.stop();
    if (run.failure !== undefined) throw new Error(`${loading}: ${run.failure}`);
    return { seconds: run.seconds, megabytes: program, totalMegabytes: total };
  } finally {
    await stop();
  }
}

/**
 * Takes the loader out of a copy of the program. The ts-node that Pulumi brings finds no `.ts` file behind an import of
 * `.js`: here imports and compiler options are as Pulumi's templates have them.
 */
function loadByDefault(directory: string): void {
  const project = join(directory, "Pulumi.yaml");
  writeFileSync(
    project,
    readFileSync(project, "utf8").replace(/^runtime:\n(?: .*\n)+/m, "runtime: nodejs\n"),
  );
  const options = join(directory, "tsconfig.json");
  const config = JSON.parse(readFileSync(options, "utf8")) as { compilerOptions: object };
  const compilerOptions = { ...config.compilerOptions, module: "commonjs", moduleResolution: "bundler" };
  writeFileSync(options, JSON.stringify({ ...config, compilerOptions }));
  for (const path of readdirSync(directory, { recursive: true }) as string[]) {
    if (!path.endsWith(".ts") || path.startsWith("node_modules")) continue;
    const file = join(directory, path);
    writeFileSync(file, readFileSync(file, "utf8").replace(/(from "\.{1,2}\/[^"]+)\.js"/g, '$1"'));
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function medians(costs: readonly Cost[]): Cost {
  return {
    seconds: median(costs.map(({ seconds }) => seconds)),
    megabytes: median(costs.map(({ megabytes }) => megabytes)),
    totalMegabytes: median(costs.map(({ totalMegabytes }) => totalMegabytes)),
  };
}

function show(label: string, { seconds, megabytes, totalMegabytes }: Cost): void {
  const figures = `${seconds.toFixed(2).padStart(6)} s ${megabytes.toFixed(0).padStart(6)} MB`;
  console.log(`${label.padEnd(52)} ${figures}   (all processes ${totalMegabytes.toFixed(0)} MB)`);
}

function compare(label: string, ratio: number, atMost?: number): void {
  const note = atMost === undefined ? "(no limit)" : `(at most ${atMost}x)`;
  console.log(`${label.padEnd(52)} ${ratio.toFixed(2).padStart(6)}x   ${note}`);
  if (atMost !== undefined && ratio > atMost) process.exitCode = 1;
}

async function main(): Promise<void> {
  const missing = missingTools();
  if (missing !== undefined) {
    console.log(`pulumi preview: not measured, ${missing}`);
    return;
  }
  const costs = { shipped: [] as Cost[], default: [] as Cost[] };
  // In turn, so that a machine that is slow for a while is slow for both.
  for (let run = 0; run < runs; run++) {
    costs.shipped.push(await measure("as shipped"));
    costs.default.push(await measure("by default"));
  }
  const [shipped, byDefault] = [medians(costs.shipped), medians(costs.default)];
  show("pulumi preview, as shipped", shipped);
  show("pulumi preview, loaded by default (type check)", byDefault);
  compare("as shipped against default, wall time", shipped.seconds / byDefault.seconds, limit);
  compare("as shipped against default, memory", shipped.megabytes / byDefault.megabytes, limit);
  compare(
    "as shipped against default, memory of all processes",
    shipped.totalMegabytes / byDefault.totalMegabytes,
  );
}

void main();
