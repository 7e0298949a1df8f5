import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { compare, measure, median, root, show } from "./measure.js";
import { tenThousand, thousand, times, writeLargeCluster, type ClusterSize } from "./largeCluster.js";

/*
 * What reachability costs, process start and parsing of YAML included: the matrix of 1,000 workloads with 3,000 policies,
 * how it grows, the proof of 100,000 pods in 10,000 workloads, and a difference. The command fails when a limit of the
 * project's own is passed.
 */

const directory = mkdtempSync(join(tmpdir(), "basalt-bench-"));
// Where packages are found from; the proof alone is no command of its own.
const proof = join(root, "node_modules", ".cache", `basalt-prove-${process.pid}.cjs`);

/** The middle of three runs. */
const measureThrice = (args: readonly string[], codes?: readonly number[]) =>
  median([1, 2, 3].map(() => measure(args, codes)));

function write(name: string, size: ClusterSize): string {
  writeLargeCluster(join(directory, name), size);
  return join(directory, name);
}

const matrix = (path: string) => ["cli/basalt.js", "reach", path, "--json"];
const prove = (path: string, size: ClusterSize) => [proof, path, JSON.stringify(size)];

try {
  buildSync({
    entryPoints: [join(__dirname, "proveLargeCluster.ts")],
    outfile: proof,
    bundle: true,
    packages: "external",
    platform: "node",
    logLevel: "error",
  });
  const small = write("thousand", thousand);
  const large = write("four-thousand", times(thousand, 4));
  const pods = write("ten-thousand", tenThousand);
  const changed = join(directory, "changed");
  cpSync(small, changed, { recursive: true });
  const file = join(changed, "team-7.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("port: 8001\n", "port: 8441\n"));

  measure(matrix(small)); // makes the bundle
  const one = measureThrice(matrix(small));
  const four = measureThrice(matrix(large));
  const proofOfOne = measureThrice(prove(small, thousand));
  const proofOfTen = measureThrice(prove(pods, tenThousand));
  const difference = measureThrice(["cli/basalt.js", "reach", changed, "--diff", small], [0, 1]);
  show("basalt reach --json, 1,000 workloads, 3,000 policies", one);
  show("basalt reach --json, 4,000 workloads, 12,000 policies", four);
  show("the proof, 1,000 workloads, 3,000 policies", proofOfOne);
  show("the proof, 100,000 pods of 10,000 workloads, 10,000 policies", proofOfTen);
  show("basalt reach --diff, one policy of 1,000 workloads changed", difference);
  compare("1,000 workloads", one.seconds, 1.5, "s");
  compare("four times the workloads, wall time", four.seconds / one.seconds, 4.5, "x");
  compare("the proof of 100,000 pods against 1,000 workloads", proofOfTen.seconds / one.seconds, 20, "x");
  compare("the proof of 100,000 pods, memory", proofOfTen.megabytes / 1024, 1, "GiB");
  compare("a difference against both matrices, wall time", difference.seconds / (2 * one.seconds), 1.1, "x");
} finally {
  rmSync(directory, { recursive: true, force: true });
  rmSync(proof, { force: true });
}
