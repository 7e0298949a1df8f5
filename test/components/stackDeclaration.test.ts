import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { secretValues, stackDeclaration } from "../../components/stackDeclaration.js";
import { refusingMocks } from "../../cli/plan/monitor.js";
import { loadDeclaration } from "../../config/load.js";
import { eksProject, inProject, inStack, problemsOf, stack, type Files } from "../support/project.js";

describe("stackDeclaration", () => {
  /** Runs `use` with a project's configuration as an engine gives it: text, JSON where it is structured. */
  async function underEngine<Result>(files: Files, use: (directory: string) => Result): Promise<Result> {
    const { config } = parse(files[`Pulumi.${stack}.yaml`]!) as { config: Record<string, unknown> };
    const texts = Object.entries({ ...config, "basalt:secrets": { token: "hunter2" } }).map(
      ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
    );
    await pulumi.runtime.setMocks(refusingMocks, "basalt", stack, true);
    pulumi.runtime.setAllConfig(Object.fromEntries([...texts, ["other:region", "x"]]), ["basalt:secrets"]);
    return inProject(files, use);
  }

  it("is what the files say", async () => {
    const declaration = await underEngine(eksProject, (directory) => {
      assert.deepEqual(stackDeclaration(directory), loadDeclaration({ directory, stack }));
      return stackDeclaration(directory);
    });
    assert.equal(declaration.cluster.kind, "eks");
    assert.ok(!JSON.stringify(declaration).includes("hunter2"));
  });

  it("tells every mistake as the command does, without a stack trace", async () => {
    const change = inStack("podCidr: 10.244.0.0/16", "podCidr: 10.0.0.0/16");
    const [problem] = problemsOf({ changes: [change] });
    await underEngine(change(eksProject), (directory) => {
      assert.throws(
        () => stackDeclaration(directory),
        (error) => pulumi.RunError.isInstance(error) && error.message.includes(problem!),
      );
    });
  });

  it("keeps the values of secrets secret", async () => {
    await underEngine(eksProject, () => undefined);
    const values = secretValues();
    assert.equal(await pulumi.isSecret(values), true);
  });
});
