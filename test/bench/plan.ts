import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { writeLargeProject } from "./largeProject.js";
import { compare, measure, median, root, show, type Cost } from "./measure.js";

/*
 * What a plan costs, as ratios: against a bare Node process that only loads the three provider SDKs that the
 * program uses (there without the policy pack, which is a process of its own), and for 1,000 workloads in 50
 * namespaces against the sample's twelve. The limits are the project's own; the command fails when one is passed.
 */

const bare = ["-e", 'require("@pulumi/aws"); require("@pulumi/eks"); require("@pulumi/kubernetes")'];
// Frozen, so that figures stay comparable whatever the project declares.
const sample = join(root, "test/fixtures/sample");
const plan = ["cli/basalt.js", "plan", "--cwd"];

/** The plan without the pack, bundled as cli/basalt.js bundles the command. */
function bundleAlone(): string {
  const outfile = join(root, ".basalt/bench/planAlone.cjs");
  buildSync({
    absWorkingDir: root,
    entryPoints: ["test/bench/planAlone.ts"],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    target: "node20",
    define: { __dirname: JSON.stringify(join(root, "cli")) },
    logLevel: "error",
  });
  return outfile;
}

const directory = mkdtempSync(join(tmpdir(), "basalt-bench-"));
try {
  writeLargeProject(sample, directory, 50, 20);
  const large = [...plan, directory];
  const small = [...plan, sample];
  const alone = [bundleAlone(), sample];
  measure(small); // makes the bundle
  const runs = 7;
  const costs = { bare: [] as Cost[], alone: [] as Cost[], sample: [] as Cost[], large: [] as Cost[] };
  for (let run = 0; run < runs; run++) {
    costs.bare.push(measure(bare));
    costs.alone.push(measure(alone));
    costs.sample.push(measure(small));
    if (run < 3) costs.large.push(measure(large));
  }
  const [base, program] = [median(costs.bare), median(costs.alone)];
  const [twelve, thousand] = [median(costs.sample), median(costs.large)];
  show("bare Node with the three provider SDKs", base);
  show("the sample (12 workloads) without the pack", program);
  show("basalt plan, the sample", twelve);
  show("basalt plan, 1,000 workloads in 50 namespaces", thousand);
  compare("sample without the pack against bare, wall time", program.seconds / base.seconds, 2.5);
  compare("sample without the pack against bare, memory", program.megabytes / base.megabytes, 1.6);
  compare("1,000 workloads against the sample, wall time", thousand.seconds / twelve.seconds, 10);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
