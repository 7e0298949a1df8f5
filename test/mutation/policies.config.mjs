import process from "node:process";
import core from "./stryker.config.mjs";

const file = (name) => `test/policies/${name}.test.ts`;

// The rules' tests judge in this process: in the pack's own nobody would change a mutant.
process.env.PACK = "in-process";

/**
 * The policy pack's mutants, by the tests of its rules. Left out are what a rule says about itself and its tables (`static`:
 * it is read when the file is loaded, so that each such mutant would need a process of its own; test/policies/pack.test.ts
 * holds it to laws), the server, whose tests start a process, and the documentation's generator.
 *
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  ...core,
  // One a line: at the command line `--mutate` splits at commas.
  mutate: [
    "policies/analyzer/**/*.ts",
    "policies/aws/**/*.ts",
    "policies/configuration/**/*.ts",
    "policies/kubernetes/**/*.ts",
    "policies/model/**/*.ts",
    "policies/network/**/*.ts",
    "policies/program/**/*.ts",
    "policies/rules/**/*.ts",
    "policies/stack/**/*.ts",
    "!policies/analyzer/server.ts",
  ],
  mochaOptions: {
    ...core.mochaOptions,
    // Not the program's run, which loads the providers' SDKs; nor the fuzz test, which is slow; nor processes.
    spec: process.env.KILLERS?.split(" ") ?? [
      // In this order: who changes what all rules stand on is found at once, not by a thousand tests of rules.
      // Without a star in it, mocha takes braces for a file's name.
      ...["value", "wire", "analyzer", "configuration", "stackInputs"].map(file),
      "test/policies/*/**/*.test.ts",
      ...["protocol", "pack"].map(file),
    ],
  },
  incrementalFile: ".basalt/mutation-policies/incremental.json",
  tempDirName: ".basalt/mutation-policies/sandbox",
  ignorePatterns: [
    "**",
    "!package.json",
    "!tsconfig.json",
    "!.mocharc.json",
    "!cli/**",
    "!config/**",
    "!flows/**",
    "!policies/**",
    "!problems/**",
    "!proof/**",
    "!reachability/**",
    "!test/policies/**",
    "!test/support/**",
    "!test/mutation/*.ts",
  ],
  htmlReporter: { fileName: ".basalt/mutation-policies/report.html" },
  jsonReporter: { fileName: ".basalt/mutation-policies/report.json" },
};
