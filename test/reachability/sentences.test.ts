import assert from "node:assert/strict";
import { ask } from "../../reachability/questions/ask.js";
import { protocolNumbers, toPorts } from "../../reachability/evaluate/traffic.js";
import { parseAddress } from "../../reachability/sets/addresses.js";
import { checkSentences } from "./sentences/check.js";
import { sentences } from "./sentences/sentences.js";
import { coreVerdict, evaluationOf } from "./support/evaluate.js";

/** The core does not know which node a pod runs on: it says so, see below. */
const ofNodes = "lets a node reach the pods that it runs";

describe("what the specifications say, sentence by sentence", () => {
  checkSentences(
    (objects, packet, settings) => coreVerdict(objects, settings)(packet),
    Object.fromEntries(
      Object.entries(sentences).map(([about, table]) => [
        about,
        table.filter(({ says }) => says !== ofNodes),
      ]),
    ),
  );

  // SEMANTICS.md: "A node always reaches the pods it runs (kubelet probes)."
  it("denies a node, except the one that runs the pod", () => {
    const evaluation = evaluationOf(
      [
        {
          apiVersion: "v1",
          kind: "Pod",
          metadata: { name: "web" },
          spec: { containers: [{ name: "main" }] },
        },
        {
          apiVersion: "networking.k8s.io/v1",
          kind: "NetworkPolicy",
          metadata: { name: "deny" },
          spec: { podSelector: {} },
        },
      ],
      { calicoMinor: 32, podCidr: "10.244.0.0/16", nodeCidr: "192.168.0.0/24" },
    );
    const [traffic] = toPorts(protocolNumbers.TCP, [80, 80]);
    const from = (address: string) =>
      ask(
        evaluation,
        { kind: "addresses", ranges: [parseAddress(address)!] },
        { kind: "pods", endpoint: 0 },
        traffic!,
      );
    const node = from("192.168.0.9");
    assert.deepEqual([node.verdict, node.exceptOwnNode], ["denied", true]);
    const outside = from("192.0.2.1");
    assert.deepEqual([outside.verdict, outside.exceptOwnNode], ["denied", false]);
  });
});
