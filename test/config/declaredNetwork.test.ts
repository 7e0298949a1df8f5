import assert from "node:assert/strict";
import { declaredNetwork } from "../../config/declaredNetwork.js";
import { declaredName } from "../../flows/declaredNetwork.js";
import { existingProject } from "../support/project.js";
import { declared } from "../support/recorded.js";

describe("the network's part of a declaration", () => {
  const declaration = declared();
  const network = declaredNetwork(declaration);

  it("names workloads in full, on both sides of flows and in assertions", () => {
    const { flows, namespaces } = network;
    const names = new Set(
      namespaces.flatMap(({ name, workloads }) => workloads.map((each) => `${name}/${each.name}`)),
    );
    const ends = flows.flatMap(({ from, to }) => [from, to]).filter((end) => typeof end === "string");
    assert.ok(ends.length > 0);
    assert.deepEqual(
      ends.filter((end) => !names.has(end)),
      [],
    );
    assert.deepEqual(
      namespaces.flatMap(({ never }) => never.map(({ from, to, except }) => ({ from, to, except }))),
      [{ from: "*", to: "shop/redis", except: ["shop/cart"] }],
    );
  });

  it("tells ranges that are outside from those of services, and leaves out exceptions that are not there", () => {
    const ranges = network.flows
      .flatMap(({ from, to }) => [from, to])
      .filter((end) => typeof end !== "string");
    assert.deepEqual(
      Object.fromEntries(ranges.map(({ name, outside }) => [name, outside])),
      Object.fromEntries(
        ranges.map(({ name }) => [
          name,
          !["kubernetes-api", "pod-identity"].includes(name) && !name.startsWith("aws:"),
        ]),
      ),
    );
    assert.ok(ranges.some(({ outside }) => outside));
    for (const { except = ["some"] } of ranges) assert.ok(except.length > 0);
  });

  it("says where flows and assertions are declared, unless it shall not", () => {
    const placesOf = ({ flows, namespaces }: typeof network) =>
      [...flows, ...namespaces.flatMap(({ never }) => never)].map(({ place }) => place);
    assert.deepEqual(
      placesOf(network),
      [...declaration.flows, ...declaration.namespaces.flatMap(({ never }) => never)].map((each) =>
        declaration.places.get(each),
      ),
    );
    assert.ok(placesOf(network).every((place) => /^namespaces\/\w+\.yaml:\d+ /.test(place ?? "")));
    assert.ok(placesOf(declaredNetwork(declaration, false)).every((place) => place === undefined));
  });

  it("has ports of pods that something else makes, and of no others", () => {
    const { namespaces } = declaredNetwork(declared({ base: existingProject }));
    const withPorts = namespaces.flatMap(({ workloads }) => workloads.filter(({ ports }) => ports));
    const expected = declared({ base: existingProject }).namespaces.flatMap(({ workloads }) =>
      workloads.filter(({ rendered }) => !rendered),
    );
    assert.deepEqual(
      withPorts.map(({ name, labels }) => ({ name, labels })),
      expected.map(({ name, peer }) => ({ name, labels: peer.selector })),
    );
  });

  it("says whose the cluster is, and which Calico", () => {
    assert.equal(network.ownCluster, true);
    assert.equal(network.calico, declaration.calico?.version);
    assert.equal(declaredNetwork(declared({ base: existingProject })).ownCluster, false);
  });

  it("survives JSON", () => assert.deepEqual(JSON.parse(JSON.stringify(network)), network));
});

describe("the name of an end", () => {
  it("leaves out the namespace that speaks of it", () => {
    assert.equal(declaredName("shop/web", "shop"), "web");
    assert.equal(declaredName("shop/web", "sho"), "shop/web");
    assert.equal(declaredName({ name: "internet", cidrs: [], outside: true }, "shop"), "internet");
  });
});
