import fc from "fast-check";

// Few cases a law, and none made smaller: who judges a mutant asks only whether a test fails. The last case that was
// smaller would be found again by the test itself.
fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  numRuns: Number(process.env["RUNS"]),
  endOnFailure: true,
});
