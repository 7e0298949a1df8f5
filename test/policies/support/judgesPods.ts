import assert from "node:assert/strict";
import type { Rule } from "../../../policies/model/rule.js";
import { judge } from "./judge.js";
import { deployment, verdictsOf } from "./workloads.js";

export type Change = Readonly<Record<string, unknown>>;

/** A place, what was found there and what is allowed; or a place that only a deployment can tell. */
export type Expected = readonly [path: string, found: string, allowed: string] | readonly [path: string];

/** What is changed in the pods of a Deployment, and all that the rule says then. */
export type PodCase = readonly [title: string, pod: Change, expected: readonly Expected[]];

/** A test for each case; whatever any other rule says makes it fail. */
export function judgesPods(rule: Rule, cases: readonly PodCase[]): void {
  const verdicts = verdictsOf(rule);
  for (const [title, pod, expected] of cases)
    it(title, async () => {
      const resource = deployment(pod);
      assert.deepEqual(
        await judge([resource]),
        expected.map(([path, found, allowed]) =>
          found === undefined
            ? verdicts.undecided(resource, path)
            : verdicts.refused(resource, path, found, allowed!),
        ),
      );
    });
}
