import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";

// Who judges a mutant asks only whether a test fails. To list what two large values have not in common can take Node
// minutes and all of the memory, and a mutant that was found would count as one that never ends.
assert.deepEqual = (actual: unknown, expected: unknown, message: string | Error = "Not equal.") => {
  if (isDeepStrictEqual(actual, expected)) return;
  throw message instanceof Error ? message : new Error(message);
};
