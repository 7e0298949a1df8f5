import assert from "node:assert/strict";
import { endpointsOf } from "../../../reachability/evaluate/endpoints.js";
import type { Cluster, PodVariant, Workload } from "../../../reachability/model/cluster.js";
import { parseAddress } from "../../../reachability/sets/addresses.js";
import { app, clusterOf, networkPolicy } from "../support/cluster.js";

const origin = { file: "cluster.yaml", path: [], lineOf: () => undefined };
const address = (text: string) => parseAddress(text)!;

function variant(more: Partial<PodVariant>): PodVariant {
  return {
    labels: {},
    serviceAccount: { name: "default", labels: {} },
    hostNetwork: false,
    ports: [],
    addresses: [],
    count: 1,
    origin,
    ...more,
  };
}

/** Endpoints of one workload of these pods, where policies ask for all that a pod has. */
function endpoints(pods: readonly PodVariant[], policies: readonly object[] = []) {
  const workload: Workload = { namespace: "shop", name: "web", kind: "Deployment", origin, pods };
  const cluster: Cluster = { ...clusterOf(policies), workloads: [workload] };
  return endpointsOf(cluster).map(({ workload: of, labels, ...rest }) => {
    assert.equal(of, workload);
    return { ...rest, labels: { ...labels }, accountLabels: { ...rest.accountLabels } };
  });
}

const askForRole = networkPolicy("shop", "role", {
  podSelector: { matchLabels: { role: "canary" } },
  ingress: [{ from: [app("x")], ports: [{ port: "http" }] }],
});

const askForAccounts = {
  apiVersion: "projectcalico.org/v3",
  kind: "NetworkPolicy",
  metadata: { namespace: "shop", name: "accounts" },
  spec: { ingress: [{ action: "Allow", source: { serviceAccounts: { selector: "team == 'a'" } } }] },
};

describe("endpoints", () => {
  it("have the labels, ports and accounts that policies ask for, and no others", () => {
    const pod = variant({
      labels: { role: "canary", app: "web", version: "7" },
      serviceAccount: { name: "robot", labels: { team: "a", other: "b" } },
      ports: [
        { name: "http", protocol: "TCP", port: 8080 },
        { name: "admin", protocol: "TCP", port: 9090 },
        { protocol: "UDP", port: 53 },
      ],
    });
    const plain = { account: "", accountLabels: {}, hostNetwork: false, count: 1, pods: [pod] };
    assert.deepEqual(endpoints([pod]), [{ ...plain, labels: {}, ports: [] }]);
    assert.deepEqual(endpoints([pod], [askForRole]), [
      {
        ...plain,
        labels: { app: "web", role: "canary" },
        ports: [{ name: "http", protocol: "TCP", port: 8080 }],
      },
    ]);
    assert.deepEqual(endpoints([pod], [askForAccounts]), [
      { ...plain, labels: {}, ports: [], account: "robot", accountLabels: { team: "a" } },
    ]);
  });

  it("are one for pods that nothing can tell apart, with all addresses where all are known", () => {
    const pods = [
      variant({ labels: { version: "1" }, count: 2, addresses: [address("10.0.0.1")] }),
      variant({ labels: { version: "2" }, count: 3, addresses: [address("10.0.0.2"), address("10.0.0.3")] }),
    ];
    const [only, ...others] = endpoints(pods);
    assert.deepEqual(others, []);
    assert.deepEqual([only!.count, only!.pods, only!.variant], [5, pods, undefined]);
    assert.deepEqual(only!.addresses, ["10.0.0.1", "10.0.0.2", "10.0.0.3"].map(address));
    const unknown = variant({ labels: { version: "3" } });
    assert.equal(endpoints([...pods, unknown])[0]!.addresses, undefined);
    assert.equal(endpoints([unknown, ...pods])[0]!.addresses, undefined);
  });

  it("are apart, and say by what, where something tells them apart", () => {
    const base = {
      labels: { role: "canary", app: "web" },
      serviceAccount: { name: "robot", labels: { team: "a" } },
      ports: [
        { name: "http", protocol: "TCP", port: 8080 },
        { name: "http", protocol: "UDP", port: 8081 },
      ],
    } as const;
    const cases: [differs: Partial<PodVariant>, first: string, second: string][] = [
      [{ labels: { app: "web" } }, "role=canary", "role="],
      [{ labels: { role: "stable", app: "shop" } }, "app=web,role=canary", "app=shop,role=stable"],
      [
        { serviceAccount: { name: "person", labels: { team: "a" } } },
        "service account=robot",
        "service account=person",
      ],
      [{ serviceAccount: { name: "robot", labels: {} } }, 'its labels={"team":"a"}', "its labels="],
      [{ hostNetwork: true }, "host network=false", "host network=true"],
      [{ ports: [] }, "ports=http:TCP/8080+http:UDP/8081", "ports="],
    ];
    for (const [differs, first, second] of cases) {
      const found = endpoints(
        [variant(base), variant({ ...base, ...differs })],
        [askForRole, askForAccounts],
      );
      assert.deepEqual(
        found.map((endpoint) => endpoint.variant),
        [first, second],
      );
    }
  });
});
