import assert from "node:assert/strict";
import { accepted, refused } from "./networkPolicyCases.js";
import { networkPolicy, readAll } from "./reading.js";

const pathsOf = (spec: unknown) => readAll([networkPolicy(spec)]).problems.map(({ path }) => path);

describe("reachability/read: what a NetworkPolicy may say", () => {
  for (const { title, spec } of accepted)
    it(`accepts ${title}`, () => {
      assert.deepEqual(pathsOf(spec), []);
    });

  for (const { title, spec, refused: paths } of refused)
    it(`refuses ${title}`, () => {
      assert.deepEqual(pathsOf(spec), paths);
    });
});
