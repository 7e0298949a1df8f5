import assert from "node:assert/strict";
import fc from "fast-check";
import { maxProblems } from "../../../problems/problem.js";
import { kubernetesKinds } from "../../../reachability/read/kubernetesKinds.js";
import { clusterOf, controller, networkPolicy, pod, readAll } from "./reading.js";

const kinds = Object.keys(kubernetesKinds).map((name) => {
  const slash = name.lastIndexOf("/");
  return { apiVersion: name.slice(0, slash), kind: name.slice(slash + 1) };
});

describe("reachability/read: input that means harm", () => {
  it("never throws, whatever stands where", () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom(null, "", "None", "a", 0, 80, -1, true, "__proto__", "10.0.0.0/8"),
        fc.array(tie("any"), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom(
            ...[
              "metadata",
              "spec",
              "template",
              "name",
              "namespace",
              "labels",
              "selector",
              "matchLabels",
              "ports",
              "port",
            ],
            ...[
              "ingress",
              "egress",
              "from",
              "ipBlock",
              "cidr",
              "except",
              "podSelector",
              "matchExpressions",
              "containers",
            ],
            ...[
              "status",
              "addresses",
              "endpoints",
              "subsets",
              "items",
              "ownerReferences",
              "__proto__",
              "constructor",
            ],
          ),
          tie("any"),
          { maxKeys: 6 },
        ),
      ),
    })).any;
    const object = fc
      .tuple(fc.constantFrom(...kinds), value, value, value)
      .map(([kind, metadata, spec, status]) => ({
        ...kind,
        metadata,
        spec,
        status,
        subsets: spec,
        endpoints: status,
      }));
    fc.assert(
      fc.property(fc.array(object, { maxLength: 4 }), (objects) => {
        const { problems } = readAll(objects);
        for (const { path, found, allowed } of problems)
          assert.ok(typeof path === "string" && found && allowed);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps keys of an object's prototype as they are", () => {
    const labels: Readonly<Record<string, string>> = { constructor: "a", toString: "b", hasOwnProperty: "c" };
    const cluster = clusterOf([pod({ labels }), networkPolicy({ podSelector: { matchLabels: labels } })]);
    const read = cluster.workloads[0]!.pods[0]!.labels;
    for (const key of Object.keys(labels)) assert.equal(read[key], labels[key]);
    assert.equal(Reflect.get(read, "isPrototypeOf"), undefined);
  });

  it("refuses the key __proto__ wherever labels are", () => {
    const labels: unknown = JSON.parse('{"__proto__": "a"}');
    for (const value of [pod({ labels }), networkPolicy({ podSelector: { matchLabels: labels } })])
      assert.equal(readAll([value]).problems.length, 1);
  });

  it("stops reporting where nobody reads on", () => {
    const bad = networkPolicy({ ingress: [{ from: Array.from({ length: 5000 }, () => ({})) }] });
    assert.equal(readAll([bad]).problems.length, maxProblems);
  });

  it("reads a policy of many rules, and pods of many addresses", () => {
    const rules = Array.from({ length: 200_000 }, () => ({ ports: [{ port: 80 }] }));
    assert.equal(clusterOf([networkPolicy({ ingress: rules })]).policies[0]!.ingress!.length, rules.length);
    const podIPs = Array.from({ length: 150_000 }, (_, index) => ({
      ip: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
    }));
    assert.equal(clusterOf([pod({}, {}, { podIPs })]).workloads[0]!.pods[0]!.addresses.length, podIPs.length);
  });

  it("reads many pods of one owner in time that grows with their number", () => {
    const count = 20_000;
    const pods = Array.from({ length: count }, (_, index) =>
      pod(
        {
          name: `p${index}`,
          labels: { app: "web" },
          ownerReferences: [{ kind: "DaemonSet", name: "web", controller: true }],
        },
        {},
        { podIP: `10.0.${(2 * index) >> 8}.${(2 * index) & 255}` },
      ),
    );
    const start = performance.now();
    const { pods: variants } = clusterOf([controller("DaemonSet"), ...pods]).workloads[0]!;
    assert.equal(variants.length, 1);
    // Growth with the square would take minutes.
    assert.ok(performance.now() - start < 5000);
  });
});
