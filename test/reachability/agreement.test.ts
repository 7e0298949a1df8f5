import { agreement } from "./agreement/cases.js";
import { coreVerdict } from "./support/evaluate.js";

/** RUNS=<number> asks about more clusters, or about fewer. */
const runs = Number(process.env["RUNS"] ?? 500);

describe("the core and an independent evaluator, packet by packet", () => {
  agreement(coreVerdict, runs);
});
