import assert from "node:assert/strict";
import { judge, type TestConfiguration, type TestResource, type Verdict } from "./judge.js";

/** What all rules say about one resource. */
export type Case = readonly [
  title: string,
  resource: TestResource,
  expected: readonly Verdict[],
  configuration?: TestConfiguration,
];

/** A test for each case. */
export function judges(cases: readonly Case[], configuration: TestConfiguration = {}): void {
  for (const [title, resource, expected, own] of cases)
    it(title, async () => assert.deepEqual(await judge([resource], { ...configuration, ...own }), expected));
}
