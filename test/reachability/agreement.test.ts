import { agreement } from "./agreement/cases.js";
import { coreVerdict } from "./support/evaluate.js";

describe("the core and an independent evaluator, packet by packet", () => {
  agreement(coreVerdict, 500);
});
