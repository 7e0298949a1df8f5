import assert from "node:assert/strict";
import { accepted, refused } from "./networkPolicyCases.js";
import { networkPolicy, problemsOf } from "./reading.js";

describe("reachability/read: what a NetworkPolicy may say", () => {
  for (const { title, spec } of accepted)
    it(`accepts ${title}`, () => {
      assert.deepEqual(problemsOf([networkPolicy(spec)]), []);
    });

  for (const { title, spec, refused: problems } of refused)
    it(`refuses ${title}, and says what to write`, () => {
      assert.deepEqual(problemsOf([networkPolicy(spec)]), problems);
    });
});
