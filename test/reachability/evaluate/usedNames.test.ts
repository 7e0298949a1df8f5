import assert from "node:assert/strict";
import { usedNames } from "../../../reachability/evaluate/usedNames.js";
import { clusterOf, namespace, networkPolicy } from "../support/cluster.js";

const calico = (spec: object): object => ({
  apiVersion: "projectcalico.org/v3",
  kind: "GlobalNetworkPolicy",
  metadata: { name: "calico" },
  spec,
});
const from = (source: object) => calico({ ingress: [{ action: "Allow", source }] });
const service = (name: string, spec: object, namespaceName = "shop"): object => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { namespace: namespaceName, name },
  spec,
});
const toService = (name: string) =>
  calico({
    egress: [{ action: "Allow", destination: { services: { name, namespace: "shop" } } }],
  });
const ports = [
  { name: "a", port: 80, targetPort: "http" },
  { name: "b", port: 81, targetPort: 8081 },
];

interface Used {
  readonly labels?: readonly string[];
  readonly accountLabels?: readonly string[];
  readonly accounts?: true;
  readonly ports?: readonly string[];
}

describe("what policies can tell pods apart by", () => {
  const cases: readonly (readonly [says: string, objects: readonly object[], used: Used])[] = [
    ["is nothing without policies", [service("web", { selector: { app: "web" }, ports })], {}],
    ["is nothing where they are about everything", [networkPolicy("shop", "all", {}), from({})], {}],
    [
      "are the labels of their subjects and peers, in both directions",
      [
        networkPolicy("shop", "web", {
          podSelector: { matchLabels: { subject: "x" } },
          ingress: [{ from: [{ podSelector: { matchLabels: { client: "x" } } }] }],
          egress: [{ to: [{ podSelector: { matchLabels: { server: "x" } } }] }],
        }),
      ],
      { labels: ["client", "server", "subject"] },
    ],
    [
      "are the labels of what they exclude",
      [from({ selector: "has(a)", notSelector: "has(b)" })],
      { labels: ["a", "b"] },
    ],
    [
      "are the labels in every kind of condition",
      [
        from({
          selector: "a == 'x' && (b contains 'x' || !(c starts with 'x')) && d ends with 'x' && e in {'x'}",
        }),
      ],
      { labels: ["a", "b", "c", "d", "e"] },
    ],
    ["are accounts by their names", [from({ serviceAccounts: { names: ["x"] } })], { accounts: true }],
    [
      "are accounts by their labels",
      [from({ serviceAccounts: { selector: "team == 'a'" } })],
      { accounts: true, accountLabels: ["team"] },
    ],
    [
      "are ports by their names, on both sides",
      [
        calico({
          ingress: [
            {
              action: "Allow",
              protocol: "TCP",
              source: { ports: ["a"], notPorts: ["b"] },
              destination: { ports: ["c", 80], notPorts: ["d"] },
            },
          ],
        }),
      ],
      { ports: ["a", "b", "c", "d"] },
    ],
    [
      "are the labels and the names of ports that a Service goes by which they match",
      [service("web", { selector: { app: "web", tier: "front" }, ports }), toService("web")],
      { labels: ["app", "tier"], ports: ["http"] },
    ],
    [
      "is nothing of other Services, nor of one of the same name elsewhere",
      [
        service("other", { selector: { app: "web" }, ports }),
        service("web", { selector: { app: "web" }, ports }, "bank"),
        toService("web"),
      ],
      {},
    ],
    [
      "is nothing of a Service without a selector whose ports have numbers",
      [service("web", { ports: [{ port: 80 }] }), toService("web")],
      {},
    ],
  ];
  for (const [says, objects, expected] of cases)
    it(says, () => {
      const used = usedNames(clusterOf([namespace("shop"), namespace("bank"), ...objects]));
      assert.deepEqual(
        {
          labels: [...used.labels].sort(),
          accountLabels: [...used.accountLabels].sort(),
          accounts: used.accounts,
          ports: [...used.ports].sort(),
        },
        { labels: [], accountLabels: [], accounts: false, ports: [], ...expected },
      );
    });
});
