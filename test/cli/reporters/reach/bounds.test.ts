import assert from "node:assert/strict";
import { refuseTooMany } from "../../../../cli/reach/refuseTooMany.js";
import type { MatrixReport } from "../../../../cli/reach/matrixReport.js";
import { matrixMermaid } from "../../../../cli/reporters/reach/matrixMermaid.js";
import { matrixMarkdown } from "../../../../cli/reporters/reach/matrixText.js";
import { Evaluation } from "../../../../reachability/evaluate/evaluation.js";
import { readCluster } from "../../../../reachability/read/readCluster.js";

/** So many namespaces of so many workloads, each of which reaches the next one of its namespace on a port of its own. */
function chains(namespaces: number, size: number): MatrixReport {
  const names = Array.from({ length: namespaces * size }, (_, index) => {
    const namespace = Math.floor(index / size);
    return `team-${namespace}/app-${index % size}`;
  });
  return {
    version: 1,
    connections: names.slice(1).map((to, index) => ({
      from: names[index]!,
      fromKind: "Deployment",
      to,
      toKind: "Deployment",
      allow: { TCP: [[index + 1, index + 1]] },
    })),
    within: [],
    workloads: names.map((workload) => ({ workload, kind: "Deployment" })),
    policies: 0,
    families: ["IPv4"],
    addresses: { pods: [], nodes: [] },
    notes: [],
    skipped: {},
  };
}

const nodes = (text: string) => text.match(/^ {2}n\d+\[.*$/gm) ?? [];
const edges = (text: string) => text.match(/-->/g) ?? [];

describe("matrixMermaid", () => {
  it("draws workloads while they can be followed", () => {
    const text = matrixMermaid(chains(2, 20));
    assert.deepEqual([nodes(text).length, edges(text).length], [40, 39]);
    assert.doesNotMatch(text, /%%/);
  });

  it("draws namespaces where there are more, and says so", () => {
    const text = matrixMermaid(chains(3, 100));
    assert.deepEqual([nodes(text).length, edges(text).length], [3, 2]);
    assert.match(text, /^ {2}%% workloads of one namespace are one node, as there are too many to draw$/m);
  });

  it("leaves edges out where even these are too many, and says how many", () => {
    const text = matrixMermaid(chains(100, 1));
    assert.equal(nodes(text).length, 40);
    const left = /^ {2}%% (\d+) edges left out; basalt reach --json has everything$/m.exec(text)?.[1];
    assert.equal(edges(text).length + Number(left), 99);
  });

  it("is a picture where nobody can talk to anybody, too", () => {
    assert.equal(
      matrixMermaid({ ...chains(1, 2), connections: [] }),
      'flowchart LR\n  none["nobody can talk to anybody"]\n',
    );
  });
});

describe("matrixMarkdown", () => {
  it("fits into a comment, and says how many lines do not", () => {
    const whole = matrixMarkdown(chains(10, 10), { title: "x", complete: false });
    assert.doesNotMatch(whole, /do not fit/);
    const cut = matrixMarkdown(chains(10, 1000), { title: "x", complete: false });
    assert.ok(cut.length < 65_536 && cut.length > 50_000);
    assert.match(cut, /\n\*\*\d+ more lines\*\* do not fit here; `--json` has everything\.\n$/);
  });
});

describe("refuseTooMany", () => {
  const pods = ["a", "b", "c"].map((name) => ({
    value: { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "x" }, spec: { containers: [] } },
    origin: { file: name, path: [], lineOf: () => undefined },
  }));
  const { cluster } = readCluster(pods, { calicoMinor: 32, staged: false });

  it("refuses more connections than can be told one by one, and says what else to ask", () => {
    assert.throws(
      () => refuseTooMany(new Evaluation(cluster), 8),
      /found 9 connections between 3 workloads.*--from/,
    );
    assert.doesNotThrow(() => refuseTooMany(new Evaluation(cluster), 9));
  });
});
