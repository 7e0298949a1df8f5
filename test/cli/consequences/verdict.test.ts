import assert from "node:assert/strict";
import { verdictOf } from "../../../cli/consequences/verdict.js";
import type { Verdict } from "../../../cli/consequences/report.js";
import { sceneReport } from "./scenes.js";

type Considered = Parameters<typeof verdictOf>[0];

const change: Considered["changes"][number] = {
  action: "update",
  urn: "urn:pulumi:dev::basalt::aws:s3/bucket:Bucket::a",
  type: "aws:s3/bucket:Bucket",
  name: "a",
  nodes: false,
  properties: [],
};
const finding: Considered["policies"]["findings"][number] = {
  rule: "image-digest",
  severity: "high",
  level: "mandatory",
  kind: "violation",
  message: "found none",
};
const { difference } = sceneReport("flows").network;
const calm: Considered = {
  failures: [],
  changes: [],
  policies: { findings: [] },
  network: { broken: [] },
  pins: [],
};

const cases: readonly { title: string; report: Partial<Considered>; verdict: Verdict }[] = [
  { title: "nothing at all", report: {}, verdict: "unchanged" },
  { title: "a change", report: { changes: [change] }, verdict: "changes" },
  { title: "a pin alone", report: { pins: [{ name: "images/app", to: "app:2" }] }, verdict: "changes" },
  { title: "an output of the stack alone", report: { outputs: ["flows"] }, verdict: "changes" },
  { title: "outputs that stay as they are", report: { outputs: [] }, verdict: "unchanged" },
  { title: "a stack whose file is gone", report: { removed: true }, verdict: "changes" },
  {
    title: "an opened connection that a flow declares",
    report: { network: { broken: [], difference } },
    verdict: "changes",
  },
  {
    title: "an opened connection that no flow declares",
    report: { changes: [change], network: { broken: [], difference: { ...difference!, undeclared: true } } },
    verdict: "opens",
  },
  {
    title: "a change of which nobody can tell what it opens",
    report: { changes: [change], network: { broken: [], unknown: "parts of a policy" } },
    verdict: "opens",
  },
  {
    title: "a change where only what a chart makes is not known",
    report: { changes: [change], network: { broken: [], difference, unknown: "what a chart makes" } },
    verdict: "changes",
  },
  {
    title: "nothing at all where the network cannot be told",
    report: { network: { broken: [], unknown: "more than can be told" } },
    verdict: "unchanged",
  },
  { title: "a mandatory violation", report: { policies: { findings: [finding] } }, verdict: "blocked" },
  {
    title: "an advisory violation",
    report: { policies: { findings: [{ ...finding, level: "advisory" }] } },
    verdict: "unchanged",
  },
  {
    title: "an excepted violation",
    report: { policies: { findings: [{ ...finding, level: "advisory", kind: "excepted" }] } },
    verdict: "unchanged",
  },
  {
    title: "a mandatory rule that cannot be decided yet",
    report: { policies: { findings: [{ ...finding, kind: "undecided" }] } },
    verdict: "unchanged",
  },
  {
    title: "a broken flow",
    report: { changes: [change], network: { broken: ["web -> cart"] } },
    verdict: "blocked",
  },
  {
    title: "a failure, whatever else there is",
    report: { failures: ["no credentials"], changes: [change], policies: { findings: [finding] } },
    verdict: "failed",
  },
];

describe("the verdict on", () => {
  for (const { title, report, verdict } of cases)
    it(`${title} is "${verdict}"`, () => {
      assert.equal(verdictOf({ ...calm, ...report }), verdict);
    });
});
