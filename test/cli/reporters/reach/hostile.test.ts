import assert from "node:assert/strict";
import type { ConnectionReport } from "../../../../cli/reach/connectionReport.js";
import type { DiffReport } from "../../../../cli/reach/diffReport.js";
import type { MatrixReport } from "../../../../cli/reach/matrixReport.js";
import { connectionText } from "../../../../cli/reporters/reach/connectionText.js";
import { connectionMarkdown } from "../../../../cli/reporters/reach/connectionMarkdown.js";
import { diffMarkdown, diffText } from "../../../../cli/reporters/reach/diffText.js";
import { exposureMarkdown, exposureText } from "../../../../cli/reporters/reach/exposureText.js";
import { hygieneMarkdown, hygieneText } from "../../../../cli/reporters/reach/hygieneText.js";
import { matrixMermaid } from "../../../../cli/reporters/reach/matrixMermaid.js";
import { matrixMarkdown, matrixText } from "../../../../cli/reporters/reach/matrixText.js";
import { writeJson } from "../../../../cli/reporters/reach/writeJson.js";
import { style } from "../../../../cli/style.js";

/** Names that would be something else in one of the formats. */
const hostile = [
  "shop/\u001b[2J\u001b]0;owned\u0007",
  "shop/\u009b31m\u202etxt",
  "shop/a\nb | c\r\n| d | e |",
  "shop/x` | <img src=x onerror=alert(1)> `",
  "shop/\\| [link](javascript:alert(1)) ![i](http://evil.example/x)",
  "shop/@team #1 www.evil.example http://evil.example <b>",
  'shop/"]; click n0 call alert(1); n1["',
  "shop/%%{init: {'theme':'x'}}%%\nend",
  "shop/```\n# heading",
  "shop/\ud800 \u{e0041}",
];

const basis = {
  families: ["IPv4"] as const,
  addresses: { pods: ["10.244.0.0-10.244.255.255"], nodes: ["10.0.0.0-10.0.0.255"] },
  notes: hostile.map((name) => ({ id: name, text: name, place: name })),
  skipped: Object.fromEntries(hostile.map((name) => [name, 1])),
};

const workloads = hostile.map((workload) => ({ workload, kind: "Pod" }));
const ports = { allow: { TCP: [[80, 80]] } } as const;

const matrix: MatrixReport = {
  version: 1,
  connections: hostile.map((name, index) => ({
    from: name,
    fromKind: "Pod",
    to: hostile[(index + 1) % hostile.length]!,
    toKind: "Pod",
    allow: { TCP: [[index + 1, index + 1]] },
  })),
  within: hostile.map((workload) => ({ workload, kind: "Pod", ...ports })),
  workloads,
  policies: 0,
  ...basis,
};

const sideOf = (name: string) =>
  ({
    allowed: false,
    cause: "tier-default",
    tier: name,
    asked: [{ tier: name, policy: name, place: name, rule: { path: name, place: name, action: name } }],
  }) as const;

const connection: ConnectionReport = {
  version: 1,
  from: hostile[0]!,
  to: hostile[1]!,
  port: hostile[2]!,
  verdict: "denied",
  remarks: hostile,
  answers: hostile.map((name) => ({
    from: name,
    to: name,
    packet: name,
    through: name,
    verdict: "denied" as const,
    cases: [{ allowed: false, from: [name], to: [name], egress: sideOf(name), ingress: sideOf(name) }],
  })),
  suggestion: {
    changes: hostile.map((name) => ({ where: name, text: name })),
    remarks: hostile,
    verified: true,
  },
  ...basis,
};

const causesOf = (name: string) => ({
  added: [
    {
      direction: "ingress" as const,
      before: { kind: "tier-default" as const, tier: name, policies: [{ policy: name, place: name }] },
      now: { kind: "rule" as const, rule: name, action: name, policies: [{ policy: name, place: name }] },
    },
  ],
  removed: [],
});

const difference: DiffReport = {
  version: 1,
  base: hostile[0]!,
  head: hostile[3]!,
  widened: true,
  undeclared: true,
  connections: hostile.map((name) => ({
    from: name,
    fromKind: "Pod",
    to: "shop/other",
    toKind: "Pod",
    change: "added" as const,
    added: ports,
    causes: causesOf(name),
  })),
  within: [],
  newWorkloads: workloads,
  goneWorkloads: workloads,
  workloads,
  withoutCauses: 0,
  ...basis,
};

const entryPoints = hostile.map((name) => ({
  kind: "Ingress" as const,
  namespace: name,
  name,
  port: name,
  place: name,
}));
const exposures = {
  version: 1 as const,
  openings: hostile.map((name) => ({
    workload: name,
    kind: "Pod",
    direction: "ingress" as const,
    who: {
      kind: "selection" as const,
      example: {
        namespace: name,
        namespaceLabels: { [name]: name },
        labels: { [name]: name },
        serviceAccount: name,
        serviceAccountLabels: {},
      },
    },
    entryPoints,
    ...ports,
  })),
  closedEntryPoints: entryPoints,
  workloads,
  ...basis,
};

const findings = {
  version: 1 as const,
  findings: hostile.map((name) => ({ id: "policy-selects-nothing", text: name, place: name, path: name })),
  ...basis,
};

const title = hostile.join("");
const plain = style(false);

const texts: Readonly<Record<string, string>> = {
  matrix: matrixText(matrix, { title, complete: true }, plain, 100),
  connection: connectionText(connection, { style: plain, columns: 100, explain: true }),
  "connection in short": connectionText(connection, { style: plain, columns: 100, explain: false }),
  diff: diffText(difference, true, plain, 100),
  exposure: exposureText(exposures, title, true, plain, 100),
  hygiene: hygieneText(findings, title, plain, 100),
};

const markdowns: Readonly<Record<string, string>> = {
  matrix: matrixMarkdown(matrix, { title, complete: true }),
  diff: diffMarkdown(difference, true),
  exposure: exposureMarkdown(exposures, title, true),
  hygiene: hygieneMarkdown(findings, title),
};

/** What a terminal must never be sent: everything that is not seen, lines' ends left out. */
const invisible = /[^\P{C}\n]|[\u2028\u2029]/u;

describe("reports of hostile names", () => {
  for (const [name, text] of Object.entries(texts))
    it(`have nothing in the text of the ${name} that a terminal would obey`, () => {
      assert.doesNotMatch(text, invisible);
      assert.match(text, /\\u001b\[2J/);
    });

  for (const [name, text] of Object.entries(markdowns)) {
    it(`have tables of as many cells as columns in the Markdown of the ${name}`, () => {
      assert.doesNotMatch(text, invisible);
      let cells = 0;
      let rows = 0;
      for (const line of text.split("\n")) {
        // As GitHub splits rows: at every pipe that no backslash precedes, in code spans, too.
        const found = line.startsWith("|") ? line.replace(/\\./g, "").split("|").length : 0;
        if (found > 0 && cells > 0) assert.equal(found, cells, line);
        if (found > 0) rows += 1;
        cells = found;
      }
      assert.ok(rows > 5);
    });

    it(`have no markup, link or mention outside code in the Markdown of the ${name}`, () => {
      for (const line of text.split("\n")) {
        const outside = line.replace(/`[^`]*`/g, "");
        // GitHub reads entities before it looks for mentions and references: none may hide one.
        assert.doesNotMatch(outside, /[<>@&`]|\]\(|:\/\/|www\./, line);
        assert.doesNotMatch(outside.replace(/^#{3,4} /, ""), /#/, line);
      }
    });
  }

  it("are nothing but an indented block where an answer is Markdown", () => {
    const text = connectionMarkdown(connection, true);
    assert.doesNotMatch(text, invisible);
    for (const line of text.split("\n")) assert.match(line, /^( {4}.*)?$/);
  });

  it("are labels of plain characters and codes in Mermaid", () => {
    const lines = matrixMermaid(matrix).trimEnd().split("\n");
    assert.equal(lines[0], "flowchart LR");
    assert.ok(lines.length > hostile.length);
    for (const line of lines.slice(1))
      assert.match(line, /^ {2}(n\d+\["[\w ./,#;-]+"\]|n\d+ -->\|"[\w ./,#;-]+"\| n\d+)$/);
  });

  for (const [name, report] of Object.entries({ matrix, connection, difference, exposures, findings }))
    it(`are the same names again once the JSON of the ${name} is read`, () => {
      let text = "";
      writeJson(report, (piece) => (text += piece));
      assert.doesNotMatch(text, invisible);
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(report)));
    });
});
