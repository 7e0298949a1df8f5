import assert from "node:assert/strict";
import { clusterOf, controller, networkPolicy, pod, type Written } from "./reading.js";

const calico = (kind: string, spec: object, metadata: Written = { name: "a" }): Written => ({
  apiVersion: "projectcalico.org/v3",
  kind,
  metadata,
  spec,
});

const selecting = (key: string) => networkPolicy({ podSelector: { matchLabels: { [key]: "x" } } });
const service = (ports: readonly object[]): Written => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web", namespace: "shop" },
  spec: { ports },
});

describe("reachability/read: what is noted about an input", () => {
  const controlled = ["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"] as const;
  const cases: readonly (readonly [says: string, objects: readonly Written[], notes: readonly string[]])[] = [
    [
      "nothing about controllers whose selectors match their templates",
      ["ReplicationController", "Job", "CronJob", ...controlled].map((kind) => controller(kind)),
      [],
    ],
    ...controlled.map(
      (kind) =>
        [
          `a ${kind} whose selector does not match its template`,
          [controller(kind, { selector: { matchLabels: { app: "api" } } })],
          [
            `would-be-refused: the API server refuses a ${kind} whose selector does not match the labels of its template`,
          ],
        ] as const,
    ),
    [
      "a ReplicationController whose selector does not match its template",
      [controller("ReplicationController", { selector: { app: "api" } })],
      [
        "would-be-refused: the API server refuses a ReplicationController whose selector does not match the labels of its template",
      ],
    ],
    [
      "ports of a Service that must have names",
      [service([{ port: 80, name: "http" }, { port: 81 }])],
      ["would-be-refused: the API server refuses several ports without a name for each"],
    ],
    [
      "labels that only controllers know",
      [pod(), selecting("pod-template-hash")],
      [
        "undecidable-label: a selector asks for pod-template-hash, which controllers set: pods made from a template are taken not to have it",
      ],
    ],
    [
      "pods of a StatefulSet that are too many to be told apart",
      [controller("StatefulSet", { replicas: 101 }), selecting("apps.kubernetes.io/pod-index")],
      [
        "undecidable-label: only the first 100 pods of StatefulSet shop/web are told apart by the labels of their ordinals",
      ],
    ],
    [
      "accounts that nobody defines, where selectors ask for their labels",
      [
        pod(),
        calico("GlobalNetworkPolicy", {
          ingress: [{ action: "Allow", source: { serviceAccounts: { selector: "team == 'a'" } } }],
        }),
      ],
      [
        "unknown-service-account: service account shop/default is not defined in what was read: selectors on its labels are taken not to match",
      ],
    ],
    [
      "namespaces that nobody defines, where selectors ask for their labels",
      [networkPolicy({ ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: "a" } } }] }] })],
      [
        "unknown-namespace: namespace shop is not defined in what was read: selectors on its labels are taken not to match",
      ],
    ],
    [
      "nothing of namespaces and accounts, where selectors ask for their names only",
      [
        pod(),
        networkPolicy({
          ingress: [
            { from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "a" } } }] },
          ],
        }),
      ],
      [],
    ],
    [
      "bits after the prefix of a CIDR",
      [networkPolicy({ ingress: [{ from: [{ ipBlock: { cidr: "10.1.2.3/8" } }] }] })],
      [
        "host-bits: 10.1.2.3/8 has bits after its prefix, and is taken as if they were 0; Kubernetes 1.36 refuses it",
      ],
    ],
    [
      "egress that an empty list does not restrict",
      [networkPolicy({ egress: [] })],
      [
        "egress-not-isolated: an empty egress list without policyTypes does not restrict egress: add policyTypes",
      ],
    ],
    [
      "rules of a direction that the policy leaves out",
      [networkPolicy({ policyTypes: ["Egress"], ingress: [{}] })],
      ["idle-rules: ingress rules without effect: policyTypes leaves the direction out"],
    ],
    [
      "HTTP requests, which nothing here tells apart",
      [calico("GlobalNetworkPolicy", { ingress: [{ action: "Allow", http: { methods: ["GET"] } }] })],
      [
        "http-not-counted: a rule that allows some HTTP requests counts as one that allows all: only application layer policy tells them apart",
      ],
    ],
    [
      "a profile, which no pod has",
      [calico("Profile", { ingress: [{ action: "Deny" }] })],
      [
        "profile-without-effect: Profile a does not apply to pods: theirs are made of namespaces and service accounts",
      ],
    ],
    [
      "a host endpoint, which is a node's",
      [calico("HostEndpoint", { node: "n", interfaceName: "*" })],
      [
        "host-endpoint: HostEndpoint a is not modelled: what policies do to the traffic of nodes is not part of the answer",
      ],
    ],
  ];
  for (const [says, objects, notes] of cases)
    it(says, () => {
      assert.deepEqual(
        clusterOf(objects).notes.map(({ id, text }) => `${id}: ${text}`),
        notes,
      );
    });
});
