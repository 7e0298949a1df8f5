import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { secretValues, stackDeclaration } from "../../components/stackDeclaration.js";
import { refusingMocks } from "../../cli/plan/monitor.js";
import { nothingDeployed } from "../../config/checkSuccession.js";
import { loadDeclaration } from "../../config/load.js";
import { eksProject, inStack, problemsOf, stack, type Files } from "../support/project.js";
import { inProjectAsync } from "../support/temporary.js";

describe("stackDeclaration", () => {
  /** Runs `use` with a project's configuration as an engine gives it: text, JSON where it is structured. */
  async function underEngine<Result>(
    files: Files,
    use: (directory: string) => Promise<Result> | Result,
    state: object = {},
  ): Promise<Result> {
    const { config } = parse(files[`Pulumi.${stack}.yaml`]!) as { config: Record<string, unknown> };
    const texts = Object.entries({ ...config, "basalt:secrets": { token: "hunter2" } }).map(
      ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
    );
    const mocks: pulumi.runtime.Mocks = {
      ...refusingMocks,
      call: ({ token, inputs }) => {
        assert.equal(token, "pulumi:pulumi:readStackResourceOutputs");
        assert.deepEqual(inputs, { stackName: "organization/basalt/test" });
        return { outputs: state };
      },
    };
    await pulumi.runtime.setMocks(mocks, "basalt", stack, true, "organization");
    pulumi.runtime.setAllConfig(Object.fromEntries([...texts, ["other:region", "x"]]), ["basalt:secrets"]);
    return inProjectAsync(files, async (directory) => use(directory));
  }

  it("is what the files say, and that a new stack runs nothing", async () => {
    const declaration = await underEngine(eksProject, async (directory) => {
      const { deployed, ...declared } = await stackDeclaration(directory);
      const { deployed: _none, ...written } = loadDeclaration({ directory, stack });
      assert.deepEqual(declared, written);
      assert.deepEqual(deployed, { ...nothingDeployed, clusterIdentifier: undefined, podCidr: undefined });
      return stackDeclaration(directory);
    });
    assert.equal(declaration.cluster.kind, "eks");
    assert.ok(!JSON.stringify(declaration).includes("hunter2"));
  });

  it("tells what the stack runs, by its state", async () => {
    const urn = "urn:pulumi:test::basalt::kubernetes:core/v1:ResourceQuota::shop.pods";
    const spec = { hard: { pods: "4" } };
    const zone = "urn:pulumi:test::basalt::aws:eks/nodeGroup:NodeGroup::general-eu-central-1a";
    const state = {
      [urn]: {
        type: "kubernetes:core/v1:ResourceQuota",
        outputs: { kind: "ResourceQuota", metadata: { name: "pods", namespace: "shop" }, spec },
      },
      // With the declared bounds, so that nobody has to ask AWS for its size.
      [zone]: {
        type: "aws:eks/nodeGroup:NodeGroup",
        outputs: { nodeGroupName: "general-1", scalingConfig: { minSize: 1, maxSize: 2, desiredSize: 2 } },
      },
    };
    const { deployed } = await underEngine(eksProject, (directory) => stackDeclaration(directory), state);
    assert.deepEqual(deployed, {
      clusterIdentifier: undefined,
      podCidr: undefined,
      objects: new Map([["ResourceQuota shop/pods", { urn, spec }]]),
      nodeGroups: new Map([["general-eu-central-1a", { name: "general-1", min: 1, max: 2 }]]),
      liveSizes: new Map(),
    });
  });

  it("tells every mistake as the command does, without a stack trace", async () => {
    const change = inStack("podCidr: 10.244.0.0/16", "podCidr: 10.0.0.0/16");
    const [problem] = problemsOf({ changes: [change] });
    await underEngine(change(eksProject), (directory) =>
      assert.rejects(
        stackDeclaration(directory),
        (error) => pulumi.RunError.isInstance(error) && error.message.includes(problem!),
      ),
    );
  });

  it("refuses what would replace the cluster that the stack runs, with the line of the file", async () => {
    const state = {
      "urn:pulumi:test::basalt::aws:eks/cluster:Cluster::cluster": {
        type: "aws:eks/cluster:Cluster",
        outputs: { name: "base", version: "1.36", arn: "arn:aws:eks:eu-central-1:111122223333:cluster/base" },
      },
    };
    await underEngine(
      eksProject,
      (directory) =>
        assert.rejects(
          stackDeclaration(directory),
          (error) =>
            pulumi.RunError.isInstance(error) &&
            /^1 problem in the declaration; nothing was changed\.\nPulumi\.test\.yaml:\d+ config\.basalt:cluster\.version: found 1\.35, but this stack runs 1\.36; allowed: 1\.36 or newer, because EKS cannot downgrade/.test(
              error.message,
            ),
        ),
      state,
    );
  });

  it("keeps the values of secrets secret", async () => {
    await underEngine(eksProject, () => undefined);
    const values = secretValues();
    assert.equal(await pulumi.isSecret(values), true);
  });
});
