import assert from "node:assert/strict";
import fc from "fast-check";
import { lexer } from "marked";
import { commentMarkdown } from "../../../cli/reporters/consequences/commentMarkdown.js";
import type { ConsequencesReport } from "../../../cli/consequences/report.js";
import { marked } from "../../../cli/github/marker.js";
import { anyText } from "../../support/hostileText.js";
import { reportOf } from "./reportOf.js";

/** What GitHub takes, in characters. */
const limit = 65_536;

/** A report in which there is this much of everything. */
function large(text: string, times: number): ConsequencesReport {
  const report = reportOf(text);
  const many = <Item>(items: readonly Item[], change: (item: Item, index: number) => Item) =>
    Array.from({ length: times }, (_, index) => change(items[index % items.length]!, index));
  const difference = report.network.difference!;
  return {
    ...report,
    failures: many(report.failures, (failure, index) => `${failure} ${index}`),
    changes: many(report.changes, (change, index) => ({ ...change, type: `${change.type} ${index}` })),
    policies: {
      findings: many(report.policies.findings, (finding, index) => ({
        ...finding,
        rule: `${finding.rule} ${index}`,
      })),
      exceptions: many(report.policies.exceptions, (each, index) => ({
        ...each,
        resource: `${each.resource} ${index}`,
      })),
    },
    network: {
      ...report.network,
      broken: many(report.network.broken, (broken, index) => `${broken} ${index}`),
      difference: {
        ...difference,
        connections: many(difference.connections, (each, index) => ({
          ...each,
          from: `${index}/${each.from}`,
        })),
      },
    },
    pins: many(report.pins, (pin, index) => ({ ...pin, name: `${pin.name} ${index}` })),
  };
}

describe("a comment", () => {
  it("fits what GitHub takes, however characters are counted, and keeps its first line", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyText, fc.nat(300)), { minLength: 1, maxLength: 4 }), (stacks) => {
        const reports = stacks.map(([text, times], index) => ({ ...large(text, times), stack: `s${index}` }));
        const body = marked("preview", commentMarkdown(reports));
        assert.ok(Buffer.byteLength(body) <= limit, `${Buffer.byteLength(body)} bytes`);
        const [, first] = body.split("\n");
        assert.match(first!, /^\*\*Blocked\*\*: `s0`/);
      }),
      { numRuns: 30 },
    );
  });

  it("says what it leaves out, and where everything is", () => {
    const body = commentMarkdown([large("x", 3000)]);
    assert.match(
      body,
      /\n\*\*Shortened\*\*: what is left out is in the reports that the workflow keeps\.\n$/,
    );
    assert.match(body, /\n\d+ more failures left out\.\n/);
  });

  it("leaves nothing out where it may have any length", () => {
    const body = commentMarkdown([large("x", 3000)], Infinity);
    assert.doesNotMatch(body, /left out|Shortened/);
    assert.ok(Buffer.byteLength(body) > 10 * limit);
  });

  it("says nothing of that where everything is there", () => {
    assert.doesNotMatch(commentMarkdown([large("x", 3)]), /left out|Shortened/);
  });

  it("gives up the details first, and what is refused or breaks last", () => {
    const sections = (times: number) =>
      lexer(commentMarkdown([large("x", times)])).flatMap((token) =>
        token.type === "heading"
          ? [token.text as string]
          : token.type === "html"
            ? [/<summary>(.*)<\/summary>/.exec(token.raw)?.[1] ?? ""]
            : [],
      );
    const all = sections(3).filter((text) => text !== "");
    assert.deepEqual(all, [
      "Failures",
      "Nodes",
      "Resources",
      "Policies that refuse it",
      "Other policy findings",
      "Exceptions in force",
      "Required flows that would break",
      "Connections",
      "Pins",
      "Picture of the flows that change",
      "Every change, by its whole name",
    ]);
    const short = sections(5000);
    assert.ok(!short.includes("Every change, by its whole name"));
    for (const kept of [
      "Failures",
      "Policies that refuse it",
      "Required flows that would break",
      "Connections",
    ])
      assert.ok(short.includes(kept), kept);
  });

  it("tells of a hundred environments at least what the verdict is", () => {
    const reports = Array.from({ length: 100 }, (_, index) => ({ ...large("x", 50), stack: `s${index}` }));
    const body = commentMarkdown(reports);
    assert.ok(Buffer.byteLength(body) <= limit);
    assert.match(body.split("\n", 1)[0]!, /^\*\*Blocked\*\*: `s0`, .*, 90 more\.$/);
    assert.ok(body.includes("### `s99`: blocked"));
  });

  it("of no environment says so", () => {
    assert.equal(commentMarkdown([]), "**Unchanged**: no environment is concerned.\n");
  });
});
