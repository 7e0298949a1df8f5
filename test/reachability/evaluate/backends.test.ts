import assert from "node:assert/strict";
import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { protocolNumbers, toPorts, trafficOf } from "../../../reachability/evaluate/traffic.js";
import { parseAddress, parseCidr } from "../../../reachability/sets/addresses.js";
import { membersOf, setOf } from "../../../reachability/sets/intervals.js";
import { clusterOf, deployment, namespace } from "../support/cluster.js";

const { TCP, UDP } = protocolNumbers;

function service(name: string, spec: object): object {
  return { apiVersion: "v1", kind: "Service", metadata: { namespace: "shop", name }, spec };
}

/** A rule that matches the Service, so that what is behind it is told apart. */
function matching(name: string): object {
  return {
    apiVersion: "projectcalico.org/v3",
    kind: "NetworkPolicy",
    metadata: { namespace: "shop", name },
    spec: { egress: [{ action: "Allow", destination: { services: { name, namespace: "shop" } } }] },
  };
}

function slice(name: string, addresses: readonly string[], ports: readonly object[]): object {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { namespace: "shop", name: `${name}-1`, labels: { "kubernetes.io/service-name": name } },
    addressType: "IPv4",
    endpoints: [{ addresses }],
    ports,
  };
}

const agent = (name: string, podIP?: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { namespace: "shop", name, labels: { app: name } },
  spec: { hostNetwork: true, containers: [{ name: "main" }] },
  ...(podIP === undefined ? {} : { status: { podIP } }),
});

const tcp = (port: number) => toPorts(TCP, [port, port]);

/** What is behind the only Service, by names of workloads and addresses outside. */
function behind(name: string, objects: readonly object[]) {
  const evaluation = new Evaluation(clusterOf([namespace("shop"), ...objects, matching(name)]));
  const { universe, endpoints, lookup } = evaluation;
  const shown = (elements: readonly number[]) =>
    [...membersOf(elements)].map((element) => {
      if (element >= universe.space.size)
        return universe.classes[universe.classAt(element)]!.map(
          (each) => endpoints[each]!.workload.name,
        ).join("+");
      const { first } = universe.space.rangeOf(element, element);
      return String(first);
    });
  const found = lookup.backends.find({ namespace: "shop", name });
  return {
    addresses: shown(lookup.backends.addressesOf({ namespace: "shop", name })),
    ports: lookup.backends
      .portsOf({ namespace: "shop", name })
      .map(({ elements, traffic }) => [shown(elements), traffic]),
    served:
      found &&
      lookup.backends
        .servedPorts(found)
        .map(({ port, number, endpoints: set }) => [
          port.port,
          number,
          [...membersOf(set)].map((each) => endpoints[each]!.workload.name),
        ]),
  };
}

const number = (address: string) => String(parseAddress(address)!.first);

describe("what is behind a Service", () => {
  const labels = { selector: { matchLabels: { tier: "front" } } };
  const front = (name: string, ports: Record<string, number>) => {
    const made = deployment("shop", name, ports) as { spec: { template: { metadata: { labels: object } } } };
    const { spec } = made;
    return {
      ...made,
      spec: {
        ...spec,
        ...labels,
        template: { ...spec.template, metadata: { labels: { app: name, tier: "front" } } },
      },
    };
  };

  it("are pods by its selector, each by the number that it gives a port's name", () => {
    const objects = [
      front("a", { http: 8080 }),
      front("b", { http: 8081 }),
      front("c", { http: 8080 }),
      front("d", { other: 9090 }),
      deployment("shop", "other", { http: 8080 }),
      service("web", { selector: { tier: "front" }, ports: [{ port: 80, targetPort: "http" }] }),
    ];
    const found = behind("web", objects);
    assert.deepEqual(found.served, [
      [80, 8080, ["a", "c"]],
      [80, 8081, ["b"]],
    ]);
    assert.deepEqual(found.ports, [
      [["a+c"], tcp(8080)],
      [["b"], tcp(8081)],
    ]);
    assert.deepEqual(found.addresses, ["a+c", "b", "d"]);
  });

  it("serve a port by number, all of them, and each of several ports", () => {
    const ports = [
      { name: "one", port: 80, targetPort: 8080 },
      { name: "two", port: 53, targetPort: 5353, protocol: "UDP" },
    ];
    const found = behind("web", [
      front("a", {}),
      front("b", {}),
      service("web", { selector: { tier: "front" }, ports }),
    ]);
    assert.deepEqual(found.ports, [
      [["a+b"], tcp(8080)],
      [["a+b"], toPorts(UDP, [5353, 5353])],
    ]);
  });

  it("by a name and a protocol: a port of the other protocol does not serve", () => {
    const ports = [{ port: 80, targetPort: "http", protocol: "UDP" }];
    const found = behind("web", [
      front("a", { http: 8080 }),
      service("web", { selector: { tier: "front" }, ports }),
    ]);
    assert.deepEqual([found.served, found.ports, found.addresses], [[], [], ["a"]]);
  });

  it("are addresses that EndpointSlices name, and the pods that may be there", () => {
    const objects = [
      deployment("shop", "other"),
      service("web", { ports: [{ port: 80 }] }),
      slice("web", ["192.0.2.7", "10.0.0.9"], [{ port: 8080 }, { name: "any", protocol: "UDP", port: null }]),
    ];
    const found = behind("web", objects);
    const there = [number("10.0.0.9"), number("192.0.2.7"), "other"];
    assert.deepEqual(found.addresses, there);
    assert.deepEqual(found.ports, [
      [there, tcp(8080)],
      [there, trafficOf(UDP)],
    ]);
  });

  it("are nodes, of pods on the host's network: by their address, or wherever nodes are", () => {
    const web = (name: string) => service("web", { selector: { app: name }, ports: [{ port: 80 }] });
    assert.deepEqual(behind("web", [agent("known", "172.16.0.9"), web("known")]).addresses, [
      number("172.16.0.9"),
    ]);
    assert.deepEqual(behind("web", [agent("somewhere"), web("somewhere")]).addresses, [number("172.16.0.0")]);
    assert.deepEqual(behind("web", [agent("somewhere"), web("somewhere")]).ports, [
      [[number("172.16.0.0")], tcp(80)],
    ]);
  });

  it("are none where there is no such Service, or nothing in it", () => {
    const nothing = { addresses: [], ports: [], served: undefined };
    assert.deepEqual(behind("gone", [front("a", {})]), nothing);
    const empty = service("web", { ports: [{ port: 80 }] });
    assert.deepEqual(behind("web", [front("a", {}), empty]), { ...nothing, served: [] });
  });

  it("are in its own namespace", () => {
    const evaluation = new Evaluation(
      clusterOf([
        namespace("shop"),
        deployment("bank", "web"),
        service("web", { selector: { app: "web" }, ports: [{ port: 80 }] }),
      ]),
      [parseCidr("192.0.2.0/24")!],
    );
    const { backends } = evaluation.lookup;
    assert.deepEqual(backends.endpointsBehind(backends.find({ namespace: "shop", name: "web" })!), setOf([]));
    assert.equal(backends.find({ namespace: "bank", name: "web" }), undefined);
  });
});
