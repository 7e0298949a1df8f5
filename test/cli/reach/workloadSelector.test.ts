import assert from "node:assert/strict";
import { workloadSelector } from "../../../cli/reach/workloadSelector.js";
import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { endpointName } from "../../../reachability/questions/matrix.js";
import { readCluster } from "../../../reachability/read/readCluster.js";

type Labels = Readonly<Record<string, string>>;

/** The labels that select pod `a`, next to other pods in its namespace. */
function selectorOf(own: Labels, ...others: readonly Labels[]) {
  const pods = [own, ...others].map((labels, index) => ({
    value: {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "abc"[index], namespace: "x", labels },
      spec: { containers: [] },
    },
    origin: { file: "pods.yaml", path: [], lineOf: () => undefined },
  }));
  const { cluster, problems } = readCluster(pods, { calicoMinor: 32, staged: false });
  assert.deepEqual(problems, []);
  const evaluation = new Evaluation(cluster);
  const found = workloadSelector(
    evaluation,
    evaluation.endpoints.find((endpoint) => endpointName(endpoint) === "x/a")!,
  );
  return found && { labels: { ...found.labels }, also: found.also.map(endpointName) };
}

describe("workloadSelector", () => {
  for (const [title, own, others, expected] of [
    [
      "the label that says what it is",
      { tier: "t", app: "a" },
      [{ app: "b" }],
      { labels: { app: "a" }, also: [] },
    ],
    [
      "another one where others have that as well",
      { app: "a", tier: "t" },
      [{ app: "a", tier: "u" }],
      { labels: { tier: "t" }, also: [] },
    ],
    [
      "all of them where only together they are its own",
      { app: "a", tier: "t" },
      [
        { app: "a", tier: "u" },
        { app: "b", tier: "t" },
      ],
      { labels: { app: "a", tier: "t" }, also: [] },
    ],
    [
      "all of them where others have them all, and says who",
      { app: "a" },
      [{ app: "a", more: "m" }],
      { labels: { app: "a" }, also: ["x/b"] },
    ],
    [
      "no label that the next rollout changes",
      { "pod-template-hash": "1", zone: "z" },
      [],
      { labels: { zone: "z" }, also: [] },
    ],
    ["nothing where it has no labels of its own", { "pod-template-hash": "1" }, [], undefined],
  ] as const)
    it(`takes ${title}`, () => {
      assert.deepEqual(selectorOf(own, ...others), expected);
    });
});
