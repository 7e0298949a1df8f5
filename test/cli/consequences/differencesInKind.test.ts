import assert from "node:assert/strict";
import { differencesInKind } from "../../../cli/consequences/differencesInKind.js";
import type { ConsequencesReport } from "../../../cli/consequences/report.js";
import { sceneReport } from "./scenes.js";

const release = sceneReport("release");
const flows = sceneReport("flows");
const [nodes] = release.changes;

const cases: readonly {
  title: string;
  reviewed: ConsequencesReport;
  now: ConsequencesReport;
  differences: readonly (string | RegExp)[];
}[] = [
  { title: "nothing where it is the same", reviewed: flows, now: flows, differences: [] },
  {
    title: "nothing where less is left to be done",
    reviewed: release,
    now: sceneReport("unchanged"),
    differences: [],
  },
  {
    title: "nodes that are replaced, and their pin, where nothing was to change",
    reviewed: sceneReport("unchanged"),
    now: release,
    differences: [
      ...["a", "b", "c"].map(
        (zone) =>
          `aws:eks/nodeGroup:NodeGroup general-eu-central-1${zone} would be replaced; reviewed: it stays as it is`,
      ),
      "nodes/general would be bottlerocket 1.67.0-9f8e7d6c; reviewed: it stays as it is",
    ],
  },
  {
    title: "a replacement in the other order",
    reviewed: release,
    now: { ...release, changes: [{ ...nodes!, order: "delete-before-create" }] },
    differences: [
      "aws:eks/nodeGroup:NodeGroup general-eu-central-1a would be replaced, deleted first; reviewed: it would be replaced",
    ],
  },
  {
    title: "another version than was reviewed",
    reviewed: release,
    now: { ...release, pins: [{ name: "nodes/general", to: "bottlerocket 1.68.0-0" }] },
    differences: ["nodes/general would be bottlerocket 1.68.0-0; reviewed: bottlerocket 1.67.0-9f8e7d6c"],
  },
  {
    title: "connections that open and close",
    reviewed: {
      ...flows,
      network: { broken: [], difference: { ...flows.network.difference!, connections: [] } },
    },
    now: flows,
    differences: [
      "shop/web -> shop/cart TCP 9090 would open; reviewed: it does not",
      "shop/web -> 203.0.113.0-203.0.113.255 TCP 443 would close; reviewed: it does not",
    ],
  },
  {
    title: "a connection that a flow declared when it was reviewed",
    reviewed: flows,
    now: {
      ...flows,
      network: {
        broken: [],
        difference: {
          ...flows.network.difference!,
          connections: flows.network.difference!.connections.map(({ declared: _, ...change }) => change),
        },
      },
    },
    differences: ["shop/web -> shop/cart TCP 9090 would open, which no flow declares; reviewed: it does not"],
  },
  {
    title: "another property of a resource that changes anyway, and not by more of one that was reviewed",
    reviewed: {
      ...release,
      changes: [{ ...nodes!, action: "update", properties: ["spec.ingress", "tags"] }],
    },
    now: {
      ...release,
      changes: [{ ...nodes!, action: "update", properties: ["spec.ingress[0].ports", "spec.ingressRules"] }],
    },
    differences: [
      "aws:eks/nodeGroup:NodeGroup general-eu-central-1a would be updated in spec.ingressRules; reviewed: these stay as they are",
    ],
  },
  {
    title: "a policy that is not known now, where something else was not known before",
    reviewed: { ...flows, network: { ...flows.network, unknown: "what crds makes is not told" } },
    now: {
      ...flows,
      network: { broken: [], unknown: "what crds makes is not told; parts of web are known later" },
    },
    differences: ["not all of the network is known now (parts of web are known later); reviewed: it was"],
  },
  {
    title: "what breaks, and what nobody knows any more",
    reviewed: flows,
    now: {
      ...flows,
      network: { broken: ["web -> cart does not get through"], unknown: "a policy is a secret" },
    },
    differences: [
      "this would break, which what was reviewed did not: web -> cart does not get through",
      "not all of the network is known now (a policy is a secret); reviewed: it was",
    ],
  },
  {
    title: "a policy that refuses it",
    reviewed: { ...sceneReport("blocked"), policies: { findings: [], exceptions: [] } },
    now: sceneReport("blocked"),
    differences: [
      /^policy allowed-registries refuses it: .*; reviewed: it did not$/,
      /^policy allowed-registries /,
      /^policy allowed-registries /,
    ],
  },
  {
    title: "another stack, and a review of half a preview",
    reviewed: { ...sceneReport("mistake"), stack: "dev" },
    now: sceneReport("unchanged"),
    differences: [
      'stack "test" would be deployed; reviewed: stack "dev"',
      "what was reviewed is no whole preview: it failed",
    ],
  },
];

describe("a deployment differs in kind from what was reviewed by", () => {
  for (const { title, reviewed, now, differences } of cases)
    it(title, () => {
      const found = differencesInKind(reviewed, now);
      assert.equal(found.length, differences.length, found.join("\n"));
      for (const [index, expected] of differences.entries())
        if (typeof expected === "string") assert.equal(found[index], expected);
        else assert.match(found[index]!, expected);
    });

  it("no more sentences than anybody reads", () => {
    assert.match(differencesInKind(sceneReport("unchanged"), sceneReport("fresh")).at(-1)!, /^and \d+ more$/);
  });
});
