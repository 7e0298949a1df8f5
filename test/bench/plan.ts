import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeLargeProject } from "./largeProject.js";
import { compare, measure, median, root, show, type Cost } from "./measure.js";

/*
 * What a plan costs, as ratios: against a bare Node process that only loads the three provider SDKs that the
 * program uses, and for 1,000 workloads in 50 namespaces against the sample's twelve. The limits are the
 * project's own; the command fails when one is passed.
 */

const bare = ["-e", 'require("@pulumi/aws"); require("@pulumi/eks"); require("@pulumi/kubernetes")'];
// Frozen, so that figures stay comparable whatever the project declares.
const sample = join(root, "test/fixtures/sample");
const plan = ["cli/basalt.js", "plan", "--cwd"];

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
