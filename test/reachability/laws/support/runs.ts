/** How many clusters a law is tried on; `RUNS=<number>` tries more, with mocha's `--timeout 0` where many. */
export const runs = { numRuns: Number(process.env["RUNS"] ?? 60) };
