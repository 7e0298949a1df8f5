import process from "node:process";
import { fileURLToPath } from "node:url";
import "./mochaCli.cjs";

// Laws run on few generated cases here, and stop at the first that fails: most mutants die at once.
process.env.RUNS ??= "10";

// A mutant that fills the memory is to end before the machine does.
const nodeArgs = [
  "--max-old-space-size=3072",
  "--require",
  fileURLToPath(import.meta.resolve("./mochaCli.cjs")),
];

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  mutate: ["reachability/**/*.ts"],
  // By its place: by its name it would be looked for in the project.
  plugins: [import.meta.resolve("@stryker-mutator/mocha-runner")],
  testRunner: "mocha",
  testRunnerNodeArgs: nodeArgs,
  checkerNodeArgs: nodeArgs,
  mochaOptions: {
    config: ".mocharc.json",
    require: [
      "tsx",
      "./test/support/properties.ts",
      "./test/support/fixedDay.cjs",
      "./test/mutation/fewCases.ts",
      "./test/mutation/plainFailures.ts",
    ],
    // Whether something takes too long is no question to a mutant.
    grep: "/^(?!.*(time that grows|takes time in proportion))/",
    // In this order: what is fast first. The oracle's own tests run none of the core.
    spec: process.env.KILLERS?.split(" ") ?? [
      "test/reachability/{sets,evaluate,prove}/**/*.test.ts",
      "test/reachability/sentences.test.ts",
      "test/reachability/{read,questions}/**/*.test.ts",
      "test/reachability/laws/**/*.test.ts",
      "test/reachability/agreement.test.ts",
    ],
  },
  coverageAnalysis: "perTest",
  concurrency: 2,
  // A mutant that makes the tests this much slower than they were, four times and five seconds more, counts as one that
  // never ends. Less would count those that are slow because the machine has other work.
  timeoutMS: 5000,
  timeoutFactor: 4,
  ignoreStatic: !("STATIC" in process.env),
  // tsx strips types and checks none.
  disableTypeChecks: false,
  incremental: true,
  incrementalFile: ".basalt/mutation/incremental.json",
  tempDirName: ".basalt/mutation/sandbox",
  ignorePatterns: [
    "**",
    "!package.json",
    "!tsconfig.json",
    "!.mocharc.json",
    "!problems/**",
    "!reachability/**",
    "!test/reachability/**",
    "!test/support/properties.ts",
    "!test/support/fixedDay.cjs",
    "!test/mutation/*.ts",
  ],
  reporters: ["clear-text", "html", "json", "progress-append-only"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: ".basalt/mutation/report.html" },
  jsonReporter: { fileName: ".basalt/mutation/report.json" },
  thresholds: { high: 95, low: 90, break: 90 },
};
