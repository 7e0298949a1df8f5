import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { writeLargeProject } from "./largeProject.js";

/*
 * What a plan costs, as ratios: against a bare Node process that only loads the three provider SDKs that the
 * program uses, and for 1,000 workloads in 50 namespaces against the sample's twelve. The limits are the
 * project's own; the command fails when one is passed.
 */

const root = resolve(__dirname, "../..");
const bare = ["-e", 'require("@pulumi/aws"); require("@pulumi/eks"); require("@pulumi/kubernetes")'];
// Frozen, so that figures stay comparable whatever the project declares.
const sample = join(root, "test/fixtures/sample");
const plan = ["cli/basalt.js", "plan", "--cwd"];

interface Cost {
  readonly seconds: number;
  readonly megabytes: number;
}

/** Runs Node once, and takes its time and its largest resident set. */
function measure(args: readonly string[]): Cost {
  const started = process.hrtime.bigint();
  const result = spawnSync(process.execPath, ["--require", join(__dirname, "reportMemory.cjs"), ...args], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit", "pipe"],
    encoding: "utf8",
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (result.status !== 0)
    throw new Error(`node ${args.join(" ")} ended with ${String(result.status ?? result.signal)}`);
  return { seconds, megabytes: Number(result.output[3]) / 1024 };
}

function median(costs: readonly Cost[]): Cost {
  const middle = (values: readonly number[]) =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
  return {
    seconds: middle(costs.map(({ seconds }) => seconds)),
    megabytes: middle(costs.map(({ megabytes }) => megabytes)),
  };
}

function show(label: string, { seconds, megabytes }: Cost): void {
  console.log(
    `${label.padEnd(52)} ${seconds.toFixed(2).padStart(6)} s ${megabytes.toFixed(0).padStart(6)} MB`,
  );
}

function compare(label: string, ratio: number, limit: number): void {
  console.log(`${label.padEnd(52)} ${ratio.toFixed(2).padStart(6)}x   (at most ${limit}x)`);
  if (ratio > limit) process.exitCode = 1;
}

const directory = mkdtempSync(join(tmpdir(), "basalt-bench-"));
try {
  writeLargeProject(sample, directory, 50, 20);
  const large = [...plan, directory];
  const small = [...plan, sample];
  measure(small); // makes the bundle
  const runs = 7;
  const costs = { bare: [] as Cost[], sample: [] as Cost[], large: [] as Cost[] };
  for (let run = 0; run < runs; run++) {
    costs.bare.push(measure(bare));
    costs.sample.push(measure(small));
    if (run < 3) costs.large.push(measure(large));
  }
  const [base, twelve, thousand] = [median(costs.bare), median(costs.sample), median(costs.large)];
  show("bare Node with the three provider SDKs", base);
  show("basalt plan, the sample (12 workloads)", twelve);
  show("basalt plan, 1,000 workloads in 50 namespaces", thousand);
  compare("sample against bare, wall time", twelve.seconds / base.seconds, 2.5);
  compare("sample against bare, memory", twelve.megabytes / base.megabytes, 1.6);
  compare("1,000 workloads against the sample, wall time", thousand.seconds / twelve.seconds, 10);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
