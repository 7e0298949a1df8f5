import assert from "node:assert/strict";
import { join } from "node:path";
import type { PlanReport } from "../cli/plan/report.js";
import { stacksIn } from "../config/stackFile.js";
import { command } from "./support/io.js";

const root = join(__dirname, "..");

/** The only test that reads this repository's own declaration, so it asserts nothing of what that declares. */
describe("this repository's own project", () => {
  it("has stacks that all load, and plan without findings", async () => {
    const stacks = stacksIn(root);
    const plans: object[] = [];
    for (const stack of stacks) {
      const { code, out, err } = await command(["plan", "--stack", stack, "--json"], root);
      const findings = out === "" ? [] : (JSON.parse(out) as PlanReport).findings;
      plans.push({ stack, code, err, findings });
    }
    assert.deepEqual(
      plans,
      stacks.map((stack) => ({ stack, code: 0, err: "", findings: [] })),
    );
  });
});
