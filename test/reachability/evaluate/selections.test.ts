import assert from "node:assert/strict";
import { endpointsOf, type Endpoint } from "../../../reachability/evaluate/endpoints.js";
import { Selections } from "../../../reachability/evaluate/selections.js";
import type { Cluster } from "../../../reachability/model/cluster.js";
import type { EndpointSelection } from "../../../reachability/model/policy.js";
import { everything, type Selector } from "../../../reachability/model/selector.js";
import { formatRange } from "../../../reachability/sets/addresses.js";
import { membersOf } from "../../../reachability/sets/intervals.js";
import { clusterOf, deployment, namespace } from "../support/cluster.js";

function calico(kind: string, name: string, spec: object, metadata: object = {}): object {
  return { apiVersion: "projectcalico.org/v3", kind, metadata: { name, ...metadata }, spec };
}

const account = (name: string, labels: object): object => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { namespace: "shop", name, labels },
});

const objects = [
  namespace("bank", { env: "test" }),
  namespace("shop", { env: "prod" }),
  deployment("bank", "web"),
  deployment("shop", "agent", {}, { hostNetwork: true }),
  deployment("shop", "db", {}, { serviceAccountName: "keeper" }),
  deployment("shop", "web"),
  account("keeper", { team: "data" }),
  calico("GlobalNetworkSet", "partner", { nets: ["192.0.2.0/24"] }, { labels: { kind: "partner" } }),
  calico(
    "NetworkSet",
    "own",
    { nets: ["198.51.100.0/24"] },
    { namespace: "shop", labels: { kind: "partner" } },
  ),
  calico("NetworkSet", "more", { nets: ["203.0.113.0/24"] }, { namespace: "shop" }),
  calico("NetworkSet", "other", { nets: ["198.51.101.0/24"] }, { namespace: "bank" }),
  // Every label and account that these tests ask for.
  calico("GlobalNetworkPolicy", "asks", {
    selector: "has(app) && has(kind)",
    ingress: [{ action: "Allow", source: { serviceAccounts: { names: ["keeper"], selector: "has(team)" } } }],
  }),
];

let cluster: Cluster;
let endpoints: readonly Endpoint[];

const anywhere = { kind: "anywhere" } as const;
const inProd = { kind: "labelled", labels: { op: "in", key: "env", values: ["prod"] } } as const;
const labelled = (key: string, value: string): Selector => ({ op: "in", key, values: [value] });

/** What a selection finds, by names. */
function found(selection: Partial<EndpointSelection>, not?: Partial<EndpointSelection>): string[] {
  const selections = new Selections(cluster, endpoints);
  const whole = { namespaces: anywhere, labels: everything, networkSets: true };
  const selected = selections.selectWithout({ ...whole, ...selection }, not && { ...whole, ...not });
  return [
    ...[...membersOf(selected.endpoints)].map((number) => {
      const { workload } = endpoints[number]!;
      return `${workload.namespace}/${workload.name}`;
    }),
    ...selections.netsOf(selected.networkSets).map((range) => formatRange(range).split("-")[0]!),
  ];
}

const pods = ["bank/web", "shop/db", "shop/web"];
const own = ["203.0.113.0", "198.51.100.0"];

describe("a selection finds", () => {
  beforeEach(() => {
    cluster = clusterOf(objects);
    endpoints = endpointsOf(cluster);
  });

  const cases: [says: string, selection: Partial<EndpointSelection>, names: string[]][] = [
    [
      "every pod but those on their host's network, and every network set",
      {},
      [...pods, "192.0.2.0", "198.51.101.0", ...own],
    ],
    ["no network sets, where they are not asked for", { networkSets: false }, pods],
    [
      "nothing but global network sets outside of namespaces",
      { namespaces: { kind: "outside" } },
      ["192.0.2.0"],
    ],
    [
      "what is in a namespace",
      { namespaces: { kind: "named", name: "shop" } },
      ["shop/db", "shop/web", ...own],
    ],
    ["nothing in a namespace that is not there", { namespaces: { kind: "named", name: "gone" } }, []],
    ["what is in namespaces with labels", { namespaces: inProd }, ["shop/db", "shop/web", ...own]],
    [
      "nothing where no namespace has the labels",
      { namespaces: { kind: "labelled", labels: labelled("env", "none") } },
      [],
    ],
    ["pods by their labels", { labels: labelled("app", "web") }, ["bank/web", "shop/web"]],
    ["network sets by their labels", { labels: labelled("kind", "partner") }, ["192.0.2.0", "198.51.100.0"]],
    [
      "network sets by the label of their namespace",
      { labels: labelled("projectcalico.org/namespace", "shop"), networkSets: true },
      own,
    ],
    ["both conditions at once", { namespaces: inProd, labels: labelled("app", "web") }, ["shop/web"]],
    ["pods by their account's name", { serviceAccounts: { names: ["keeper", "gone"] } }, ["shop/db"]],
    [
      "pods by their account's labels",
      { serviceAccounts: { labels: labelled("team", "data") } },
      ["shop/db"],
    ],
    ["every pod by no name of an account, and no network set", { serviceAccounts: { names: [] } }, pods],
    [
      "pods by name and labels of their account",
      { serviceAccounts: { names: ["default"], labels: labelled("team", "data") } },
      [],
    ],
  ];
  for (const [says, selection, names] of cases) it(says, () => assert.deepEqual(found(selection), names));

  it("what another does not", () => {
    assert.deepEqual(found({}, { labels: labelled("app", "web") }), [
      "shop/db",
      "192.0.2.0",
      "198.51.101.0",
      ...own,
    ]);
    assert.deepEqual(found({}, { namespaces: inProd }), ["bank/web", "192.0.2.0", "198.51.101.0"]);
  });

  it("the same when asked again, and keeps what was asked", () => {
    const selections = new Selections(cluster, endpoints);
    const selection = { namespaces: inProd, labels: everything, networkSets: false };
    const first = selections.select(selection);
    assert.deepEqual(selections.select({ ...selection }), first);
    assert.deepEqual(selections.asked, [first.endpoints]);
  });

  it("no network sets where there are none", () => {
    const without = { ...cluster, networkSets: [] };
    const selections = new Selections(without, endpoints);
    const all = { namespaces: anywhere, labels: everything, networkSets: true };
    assert.deepEqual(selections.select(all).networkSets, []);
  });
});
