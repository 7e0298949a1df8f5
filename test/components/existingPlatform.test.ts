import assert from "node:assert/strict";
import { existingProject, inStack } from "../support/project.js";
import { recorded } from "../support/recorded.js";

describe("ExistingPlatform", () => {
  it("makes nothing of AWS", async () => {
    const run = await recorded({ base: existingProject });
    assert.deepEqual(
      run.resources.filter(({ type }) => /aws|eks/i.test(type)),
      [],
    );
  });

  it("names the context, so that the current one decides nothing, and is identified by its name", async () => {
    const run = await recorded({
      base: existingProject,
      changes: [inStack("context: kind-base", "context: kind-base\n    kubeconfig: ./kind.yaml")],
    });
    assert.deepEqual(run.inputs("kubernetes"), {
      kubeconfig: "./kind.yaml",
      context: "kind-base",
      clusterIdentifier: "kind-base",
    });
  });

  it("uses load balancers only where the cluster has them", async () => {
    const typeOf = async (loadBalancers: string) => {
      const run = await recorded({
        base: existingProject,
        changes: [inStack("calico: install", `calico: install\n    loadBalancers: ${loadBalancers}`)],
      });
      return (run.object("Service", "web-from-internet", "shop").inputs["spec"] as { type: string }).type;
    };
    assert.deepEqual([await typeOf("true"), await typeOf("false")], ["LoadBalancer", "NodePort"]);
  });
});
