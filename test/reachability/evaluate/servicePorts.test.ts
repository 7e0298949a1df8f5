import assert from "node:assert/strict";
import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { clusterOf, namespace } from "../support/cluster.js";

// kubernetes, pkg/api/v1/pod/util.go, FindPort
describe("a Service's port by name", () => {
  const numberOf = (spec: object): number[] => {
    const cluster = clusterOf([
      namespace("shop"),
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { namespace: "shop", name: "web", labels: { app: "web" } },
        spec,
      },
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { namespace: "shop", name: "web" },
        spec: { selector: { app: "web" }, ports: [{ port: 1, targetPort: "web" }] },
      },
    ]);
    const { backends } = new Evaluation(cluster).lookup;
    return backends.servedPorts(cluster.services[0]!).map(({ number }) => number);
  };
  const serving = (containerPort: number) => ({
    name: `c${containerPort}`,
    ports: [{ name: "web", containerPort }],
  });

  it("is that of the first container that has the name", () => {
    assert.deepEqual(numberOf({ containers: [serving(9000), serving(80)] }), [9000]);
    assert.deepEqual(numberOf({ containers: [serving(80), serving(9000)] }), [80]);
  });

  it("is no init container's that ends, and a sidecar's", () => {
    const containers = [{ name: "main" }];
    assert.deepEqual(numberOf({ containers, initContainers: [serving(81)] }), []);
    assert.deepEqual(
      numberOf({ containers, initContainers: [{ ...serving(81), restartPolicy: "Always" }] }),
      [81],
    );
  });
});
