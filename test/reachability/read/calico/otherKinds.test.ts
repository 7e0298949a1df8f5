import assert from "node:assert/strict";
import { calicoKinds } from "../../../../reachability/read/calico/readCalico.js";
import { formatRange } from "../../../../reachability/sets/addresses.js";
import { readObjects } from "./readOne.js";

const v3 = "projectcalico.org/v3";
const stored = "crd.projectcalico.org/v1";

describe("a network set", () => {
  it("has nets and single addresses, and the labels of its object", () => {
    const { context, problems } = readObjects(calicoKinds, [
      {
        apiVersion: v3,
        kind: "NetworkSet",
        metadata: { name: "a", namespace: "shop", labels: { role: "db" } },
        spec: { nets: ["10.9.0.0/16", "10.8.7.6", "2001:db8::1"] },
      },
      { apiVersion: v3, kind: "GlobalNetworkSet", metadata: { name: "b" } },
    ]);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      context.networkSets.map(({ origin: _, nets, ...set }) => ({ ...set, nets: nets.map(formatRange) })),
      [
        {
          namespace: "shop",
          name: "a",
          labels: { role: "db" },
          nets: ["10.9.0.0-10.9.255.255", "10.8.7.6-10.8.7.6", "2001:db8::1-2001:db8::1"],
        },
        { name: "b", labels: {}, nets: [] },
      ],
    );
  });

  // libcalico-go/lib/backend/k8s/resources/resources.go: what users wrote is in an annotation, over the rest.
  it("has the labels that its stored form keeps", () => {
    const annotation = JSON.stringify({ labels: { role: "db", tier: "x" }, creationTimestamp: null });
    const metadata = {
      name: "b",
      labels: { role: "old" },
      annotations: { "projectcalico.org/metadata": annotation },
    };
    const { context } = readObjects(calicoKinds, [
      { apiVersion: stored, kind: "GlobalNetworkSet", metadata },
    ]);
    assert.deepEqual(context.networkSets[0]!.labels, { role: "db", tier: "x" });
  });

  it("has its own labels where users write it, whatever the annotation says", () => {
    const annotations = { "projectcalico.org/metadata": '{"labels":{"role":"db"}}' };
    const metadata = { name: "b", labels: { role: "own" }, annotations };
    const { context } = readObjects(calicoKinds, [{ apiVersion: v3, kind: "GlobalNetworkSet", metadata }]);
    assert.deepEqual(context.networkSets[0]!.labels, { role: "own" });
  });

  for (const [annotation, labels] of [
    ["{}", { role: "own" }],
    ['{"labels":null}', { role: "own" }],
    ['{"labels":"x"}', { role: "own" }],
    ['{"labels":{"tier":"x","count":1}}', { role: "own", tier: "x" }],
  ] as const)
    it(`has the labels ${JSON.stringify(labels)} where its stored form keeps ${annotation}`, () => {
      const annotations = { "projectcalico.org/metadata": annotation };
      const metadata = { name: "b", labels: { role: "own" }, annotations };
      const { context, problems } = readObjects(calicoKinds, [
        { apiVersion: stored, kind: "GlobalNetworkSet", metadata },
      ]);
      assert.deepEqual(problems, []);
      assert.deepEqual({ ...context.networkSets[0]!.labels }, labels);
    });

  const reserved = "allowed: labels other than those that Calico gives itself";
  const wrong: readonly (readonly [metadata: object, spec: object, problems: readonly string[]])[] = [
    [
      {},
      { nets: ["10.0.0", null, 3], labels: {} },
      [
        'spec.labels: found the unknown field "labels"; allowed: nets',
        'spec.nets[0]: found "10.0.0"; allowed: an IP address, such as 10.9.8.7 or 2001:db8::ffff, not an IPv4-mapped one',
        "spec.nets[1]: found nothing; allowed: a CIDR, or an IP address",
        "spec.nets[2]: found 3 (a number); allowed: an IP address",
      ],
    ],
    [{}, { nets: {} }, ["spec.nets: found a mapping of nothing; allowed: a list of CIDRs and addresses"]],
    [
      { labels: { "projectcalico.org/namespace": "shop", "pcns.env": "prod", "pcsa.a": "b" } },
      {},
      [
        `metadata.labels."projectcalico.org/namespace": found the label projectcalico.org/namespace; ${reserved}`,
        `metadata.labels."pcns.env": found the label pcns.env; ${reserved}`,
        `metadata.labels."pcsa.a": found the label pcsa.a; ${reserved}`,
      ],
    ],
    ...["{", "[]", "null", "3"].map(
      (annotation) =>
        [
          { annotations: { "projectcalico.org/metadata": annotation } },
          {},
          [
            `metadata.annotations."projectcalico.org/metadata": found "${annotation}"; allowed: metadata as JSON, as Calico writes it`,
          ],
        ] as const,
    ),
  ];
  for (const [metadata, spec, problems] of wrong)
    it(`is refused: ${JSON.stringify({ ...metadata, spec })}`, () => {
      const object = {
        apiVersion: stored,
        kind: "GlobalNetworkSet",
        metadata: { name: "a", ...metadata },
        spec,
      };
      assert.deepEqual(
        readObjects(calicoKinds, [object]).problems,
        problems.map((problem) => `1.yaml ${problem}`),
      );
    });
});

describe("an object of Calico in both of its groups", () => {
  const kinds = [
    "NetworkPolicy",
    "GlobalNetworkPolicy",
    "Tier",
    "NetworkSet",
    "StagedNetworkPolicy",
    "StagedKubernetesNetworkPolicy",
  ];
  for (const kind of kinds)
    it(`is there twice (${kind})`, () => {
      const global = /Global|Tier/.test(kind);
      const metadata = global ? { name: "p" } : { name: "p", namespace: "shop" };
      const { problems } = readObjects(calicoKinds, [
        { apiVersion: v3, kind, metadata },
        { apiVersion: stored, kind, metadata },
      ]);
      assert.deepEqual(problems, [
        `2.yaml metadata.name: found a second ${kind} ${global ? "" : "shop/"}p; allowed: one of each name, in both of Calico's API groups together; the first is at 1.yaml`,
      ]);
    });

  it("is not, where the API server makes another name each time", () => {
    const object = { apiVersion: v3, kind: "GlobalNetworkPolicy", metadata: { generateName: "p-" } };
    const { context, problems } = readObjects(calicoKinds, [object, object]);
    assert.deepEqual(problems, []);
    assert.equal(context.policies.length, 2);
  });

  const names: readonly (readonly [
    name: string,
    annotation: string | undefined,
    calicoMinor: number,
    shown: string,
  ])[] = [
    ["default.p", undefined, 31, "p"],
    ["default.p", '{"name":"p"}', 32, "p"],
    ["default.p", '{"name":"default.p"}', 32, "default.p"],
    ["default.p", '{"labels":{}}', 32, "p"],
    ["default.p", '{"name":""}', 32, "p"],
    ["default.p", '{"name":3}', 32, "p"],
    ["default.p", undefined, 32, "default.p"],
  ];
  for (const [name, annotation, calicoMinor, shown] of names)
    it(`goes by the name ${shown} if 3.${calicoMinor} stores it as ${name} with ${annotation ?? "nothing"}`, () => {
      const metadata = { name, annotations: annotation && { "projectcalico.org/metadata": annotation } };
      const object = { apiVersion: stored, kind: "GlobalNetworkPolicy", metadata };
      const { context, problems } = readObjects(calicoKinds, [object], { calicoMinor });
      assert.deepEqual(problems, []);
      assert.equal(context.policies[0]!.name, shown);
    });
});

describe("a pool of addresses", () => {
  const pool = (spec: object) => ({ apiVersion: v3, kind: "IPPool", metadata: { name: "a" }, spec });
  const installation = (pools: unknown, more: object = {}) => ({
    apiVersion: "operator.tigera.io/v1",
    kind: "Installation",
    metadata: { name: "default" },
    spec: { variant: "Calico", calicoNetwork: { ipPools: pools, ...more } },
  });
  const cidr = "10.9.0.0/16";
  const range = "10.9.0.0-10.9.255.255";
  const cases: readonly (readonly [title: string, object: object, ranges: readonly string[]])[] = [
    ["gives pods their addresses", pool({ cidr, natOutgoing: true, vxlanMode: "Always" }), [range]],
    ["gives none when it is disabled", pool({ cidr, disabled: true }), []],
    ["gives some to whom it is for", pool({ cidr, allowedUses: ["Tunnel", "Workload"] }), [range]],
    ["gives none when it is for others", pool({ cidr, allowedUses: ["LoadBalancer"] }), []],
    ["has every use when it names none", pool({ cidr, allowedUses: [] }), [range]],
    [
      "may be the operator's",
      installation([{ cidr, encapsulation: "VXLAN" }, { cidr: "2001:db8::/64" }]),
      [range, "2001:db8::-2001:db8::ffff:ffff:ffff:ffff"],
    ],
    ["may be the operator's for nobody", installation([{ cidr, disableNewAllocations: true }]), []],
    ["need not be the operator's", installation(undefined, { bgp: "Disabled" }), []],
  ];
  for (const [title, object, ranges] of cases)
    it(title, () => {
      const { context, problems } = readObjects(calicoKinds, [object]);
      assert.deepEqual(problems, []);
      assert.deepEqual(context.ranges.pods.map(formatRange), ranges);
    });

  const wrong: readonly (readonly [object: object, problems: readonly string[]])[] = [
    [pool({}), ["spec.cidr: found nothing; allowed: a CIDR, such as 10.9.0.0/16"]],
    [
      pool({ cidr: "10.9.0.1/16" }),
      ['spec.cidr: found "10.9.0.1/16"; allowed: a CIDR without bits after its prefix, such as 10.9.8.0/24'],
    ],
    [
      pool({ cidr, allowedUses: ["Pods"], disabled: "no" }),
      [
        'spec.allowedUses[0]: found "Pods"; allowed: Workload, Tunnel, LoadBalancer',
        'spec.disabled: found "no"; allowed: true or false',
      ],
    ],
    [pool({ cidr, disabled: "no" }), ['spec.disabled: found "no"; allowed: true or false']],
    [
      pool({ cidr, allowedUses: "Workload" }),
      ['spec.allowedUses: found "Workload"; allowed: a list of uses'],
    ],
    [
      { ...pool({ cidr }), status: {}, x: 1 },
      ['x: found the unknown field "x"; allowed: apiVersion, kind, metadata, spec, status'],
    ],
    [{ ...pool({ cidr }), metadata: {} }, ["metadata.name: found nothing; allowed: a name"]],
    [
      { ...pool({}), spec: 3 },
      [
        "spec: found 3 (a number); allowed: a mapping",
        "spec.cidr: found nothing; allowed: a CIDR, such as 10.9.0.0/16",
      ],
    ],
    [{ ...installation([]), metadata: {} }, ["metadata.name: found nothing; allowed: a name"]],
    [{ ...installation([]), spec: 3 }, ["spec: found 3 (a number); allowed: a mapping"]],
    [
      installation({ cidr }),
      ['spec.calicoNetwork.ipPools: found a mapping of "cidr"; allowed: a list of IP pools'],
    ],
    [
      installation([3]),
      [
        "spec.calicoNetwork.ipPools[0]: found 3 (a number); allowed: a mapping",
        "spec.calicoNetwork.ipPools[0].cidr: found nothing; allowed: a CIDR, such as 10.9.0.0/16",
      ],
    ],
    [
      installation([{}, null]),
      [
        "spec.calicoNetwork.ipPools[0].cidr: found nothing; allowed: a CIDR, such as 10.9.0.0/16",
        "spec.calicoNetwork.ipPools[1].cidr: found nothing; allowed: a CIDR, such as 10.9.0.0/16",
      ],
    ],
  ];
  for (const [object, problems] of wrong)
    it(`is refused: ${JSON.stringify(object)}`, () => {
      assert.deepEqual(
        readObjects(calicoKinds, [object]).problems,
        problems.map((problem) => `1.yaml ${problem}`),
      );
    });
});

describe("what is not modelled", () => {
  it("is said: profiles and host endpoints", () => {
    const { context, problems } = readObjects(calicoKinds, [
      { apiVersion: v3, kind: "Profile", metadata: { name: "a" }, spec: { ingress: [{ action: "Deny" }] } },
      {
        apiVersion: v3,
        kind: "HostEndpoint",
        metadata: { name: "b" },
        spec: { node: "n", interfaceName: "*" },
      },
    ]);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      context.notes.map(({ id, origin }) => [id, origin?.file]),
      [
        ["profile-without-effect", "1.yaml"],
        ["host-endpoint", "2.yaml"],
      ],
    );
  });
});
