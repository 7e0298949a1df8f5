import assert from "node:assert/strict";
import { readReport } from "../../../cli/consequences/readReport.js";
import { UsageError } from "../../../cli/io.js";
import { sceneReport } from "./scenes.js";

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** A copy in which the value at a path is another. */
function changed(path: readonly (string | number)[], value: unknown): unknown {
  const report = plain(sceneReport("flows")) as Record<string | number, unknown>;
  const [last, ...outer] = [...path].reverse();
  const at = outer.reverse().reduce((inner, key) => inner[key] as typeof report, report);
  at[last!] = value;
  return report;
}

const refused: readonly { title: string; json: unknown; message: RegExp }[] = [
  { title: "no object", json: "hello", message: /^a\.json: found what is no report \(the whole: / },
  { title: "another version", json: changed(["version"], 2), message: /version: / },
  { title: "a stack that names a file elsewhere", json: changed(["stack"], "../x"), message: /stack: / },
  { title: "a stack with markup", json: changed(["stack"], "a`b"), message: /stack: / },
  { title: "a commit that is none", json: changed(["commit", "id"], "HEAD"), message: /commit\.id: / },
  { title: "a verdict that is none", json: changed(["verdict"], "fine"), message: /verdict: / },
  { title: "a text that nobody could read", json: changed(["base"], "x".repeat(20_001)), message: /base: / },
  {
    title: "more than anybody could read",
    json: changed(["failures"], Array(2_001).fill("x")),
    message: /failures: /,
  },
  {
    title: "an end of a connection on two lines",
    json: changed(["network", "difference", "connections", 0, "from"], "a\nb"),
    message: /network\.difference\.connections\[0\]\.from: /,
  },
  {
    title: "a port that is none",
    json: changed(["network", "difference", "connections", 0, "added", "allow", "TCP"], [[0, 70_000]]),
    message: /connections\[0\]\.added\.allow\.TCP/,
  },
  { title: "a number that is none", json: changed(["unchanged"], -1), message: /unchanged: / },
  {
    title: "a number without end",
    json: JSON.parse(JSON.stringify(changed(["unchanged"], 7)).replace('"unchanged":7', '"unchanged":1e999')),
    message: /unchanged: /,
  },
  {
    title: "a verdict that is better than what it tells",
    json: changed(["verdict"], "unchanged"),
    message: /verdict: found unchanged, and what makes it changes/,
  },
  {
    title: "a refusal that does not count",
    json: { ...(plain(sceneReport("blocked")) as object), verdict: "changes" },
    message: /verdict: found changes, and what makes it blocked/,
  },
  {
    title: "an opening that nobody declared and that does not count",
    json: changed(["network", "difference", "connections", 0, "declared"], undefined),
    message: /verdict: found changes, and what makes it opens/,
  },
];

describe("a report that somebody else wrote", () => {
  for (const scene of ["fresh", "release", "flows", "blocked", "mistake"])
    it(`is read as it was written: ${scene}`, () => {
      const report = plain(sceneReport(scene));
      assert.deepEqual(readReport(report, "a.json"), report);
    });

  it("may have keys of a later version, which are left out", () => {
    const report = plain(sceneReport("unchanged")) as object;
    assert.deepEqual(readReport({ ...report, later: "<script>" }, "a.json"), report);
  });

  it("may be long where an engine speaks", () => {
    const failures = ["x".repeat(1_000_000)];
    const report = { ...(plain(sceneReport("mistake")) as object), failures };
    assert.deepEqual(readReport(report, "a.json").failures, failures);
  });

  for (const { title, json, message } of refused)
    it(`is refused where it is ${title}`, () => {
      assert.throws(
        () => readReport(json, "a.json"),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });

  it("cannot reach what is not its own", () => {
    const report = JSON.parse(
      JSON.stringify(sceneReport("unchanged")).replace(/^\{/, '{"__proto__":{"polluted":1},'),
    ) as unknown;
    const read = readReport(report, "a.json");
    assert.equal("polluted" in read || "polluted" in {}, false);
  });
});
