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

  const { findings, unread, network } = driftedReport;
  const [policy, , group] = findings;
  const felix = {
    ...policy!,
    change: "changed" as const,
    kind: "FelixConfiguration",
    apiVersion: "projectcalico.org/v3",
  };
  const enforcer = (kind: string, namespace: string, name: string) => ({
    ...felix,
    kind,
    apiVersion: kind === "Pod" || kind === "Service" ? "v1" : "apps/v1",
    namespace,
    name,
  });
  const openings: readonly (readonly [title: string, more: Partial<DriftReport>, says: string])[] = [
    [
      "everything was read",
      { findings: [group!] },
      "1 thing not as declared; policies let nothing through that they should not",
    ],
    [
      "something could not be read",
      { findings: [group!], unread },
      "1 thing not as declared; whether anything gets through is not known (1 thing could not be read)",
    ],
    [
      "nobody knows who can talk to whom",
      {
        findings: [group!],
        network: { unknown: "x" },
        unread: [{ what: "who can talk to whom", reason: "x" }],
      },
      "1 thing not as declared; whether anything gets through is not known (1 thing could not be read)",
    ],
    [
      "settings by which policies hold differ",
      { findings: [felix, group!] },
      "2 things not as declared; whether anything gets through is not known (1 setting of Calico differs)",
    ],
    [
      "a pool differs",
      { findings: [{ ...felix, kind: "IPPool", name: "pods" }] },
      "1 thing not as declared; whether anything gets through is not known (1 setting of Calico differs)",
    ],
    ...[
      enforcer("DaemonSet", "calico-system", "calico-node"),
      enforcer("Pod", "kube-system", "kube-proxy-abcde"),
      enforcer("DaemonSet", "kube-system", "kube-proxy"),
      enforcer("Deployment", "tigera-operator", "tigera-operator"),
    ].map((found): readonly [string, Partial<DriftReport>, string] => [
      `${found.kind} ${found.namespace}/${found.name} differs`,
      { findings: [found] },
      "1 thing not as declared; whether anything gets through is not known (1 thing of what enforces policies differs)",
    ]),
    ...[
      enforcer("Deployment", "kube-system", "coredns"),
      enforcer("Service", "calico-system", "calico-typha"),
      enforcer("Deployment", "shop", "kube-proxy"),
    ].map((found): readonly [string, Partial<DriftReport>, string] => [
      `only ${found.kind} ${found.namespace}/${found.name} differs`,
      { findings: [found] },
      "1 thing not as declared; policies let nothing through that they should not",
    ]),
    [
      "only connections differ",
      { findings: [] },
      "connections are not as declared; policies let nothing through that they should not",
    ],
  ];
  for (const [title, more, says] of openings)
    it(`says what is known of what gets through where ${title}`, () => {
      const difference = { ...network.difference!, widened: false };
      const report = { ...cleanReport, verdict: "drifted" as const, network: { difference }, ...more };
      assert.equal(
        driftText(report, style(false), 1000).split("\n")[0],
        `Drift of prod (basalt-prod): ${says}`,
      );
      assert.match(
        driftMarkdown(report).replaceAll("\\", ""),
        new RegExp(`\\*\\*${says.replace(/[()]/g, ".")}\\*\\*`),
      );
    });

  it("tells why a repair did not come to its end", () => {
    const report = { ...cleanReport, failure: "--repair: the update failed\nno such <role>" };
    assert.match(
      text(report),
      /\n\nThe repair did not come to its end\n {2}! --repair: the update failed\n {2}! no such <role>\n$/,
    );
    const markdown = driftMarkdown(report);
    assert.match(markdown, /The repair did not come to its end/);
    assert.doesNotMatch(markdown.replace(/`[^`\n]*`/g, ""), /<role>/);
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
