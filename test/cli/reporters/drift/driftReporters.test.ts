import assert from "node:assert/strict";
import type { DriftReport } from "../../../../cli/drift/report.js";
import { driftMarkdown } from "../../../../cli/reporters/drift/driftMarkdown.js";
import { driftText } from "../../../../cli/reporters/drift/driftText.js";
import { style } from "../../../../cli/style.js";
import { matchesFixture } from "../../../support/fixture.js";
import { cleanReport, driftedReport } from "./reportOf.js";

const text = (report: DriftReport) => driftText(report, style(false), 100);

describe("a drift report", () => {
  it("reads like this at a terminal", () => {
    matchesFixture("drift/drifted.txt", text(driftedReport));
  });

  it("reads like this in an issue", () => {
    matchesFixture("drift/drifted.md.txt", driftMarkdown(driftedReport));
  });

  it("of a clean stack is a line", () => {
    assert.equal(text(cleanReport), "Drift of prod (basalt-prod): clean: everything is as declared\n");
    assert.equal(
      driftMarkdown(cleanReport).trim(),
      "### Drift of `prod` (`basalt-prod`)\n\n**clean: everything is as declared**.",
    );
  });

  it("does not call clean what could not be read", () => {
    const report = { ...cleanReport, verdict: "incomplete" as const, unread: driftedReport.unread };
    assert.match(text(report), /not known: 1 thing could not be read, and nothing else differs/);
    assert.match(driftMarkdown(report), /\*\*not known: 1 thing could not be read/);
  });

  it("lets no name break out of the markup, nor write to the terminal", () => {
    const name = "a`|<img src=x>\n# @team ](x)\u001b[31m\u202e";
    const [first, ...rest] = driftedReport.findings;
    const hostile: DriftReport = {
      ...driftedReport,
      stack: name,
      cluster: name,
      findings: [
        {
          ...first!,
          kind: name,
          name,
          namespace: name,
          differences: [{ path: name, change: "added", live: name }],
        },
        ...rest,
      ],
      unread: [{ what: name, reason: name }],
    };
    // In a code span nothing means anything.
    const markdown = driftMarkdown(hostile).replace(/`[^`\n]*`/g, "");
    for (const bad of ["<img", "\n# @", "@", "&#", "](x)", "\u001b", "\u202e"])
      assert.ok(!markdown.includes(bad), bad);
    const terminal = text(hostile);
    for (const bad of ["\u001b", "\u202e"]) assert.ok(!terminal.includes(bad), bad);
  });

  it("names the command that repairs as it is typed, whatever the stack is called", () => {
    assert.match(
      driftMarkdown({ ...driftedReport, stack: "prod_1" }),
      /`basalt drift --stack prod_1 --repair` writes back what differs/,
    );
  });

  it("stays within what an issue may be, and keeps its first line", () => {
    const many = Array.from({ length: 3_000 }, (_, index) => ({
      ...driftedReport.findings[0]!,
      name: `policy-${index}`,
    }));
    const markdown = driftMarkdown({ ...driftedReport, findings: many });
    assert.ok(markdown.length < 65_000, String(markdown.length));
    assert.match(markdown, /^### Drift of `prod`/);
  });
});
