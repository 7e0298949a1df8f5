import assert from "node:assert/strict";
import { inStack } from "../support/project.js";
import { recorded, type Recorded } from "../support/recorded.js";

const registry = (keep: boolean) =>
  inStack(
    "  basalt:images:",
    `  basalt:registry: { repositories: [shop/cart, tools], keep: ${keep} }\n  basalt:images:`,
  );

describe("Registry", () => {
  let run: Recorded;
  before(async () => {
    run = await recorded({ changes: [registry(true)] });
  });

  it("has repositories whose tags never move, scanned and encrypted", () => {
    assert.deepEqual(
      run.all("Repository").map(({ inputs }) => inputs),
      [
        ...["shop/cart", "tools"].map((name) => ({
          name,
          imageTagMutability: "IMMUTABLE",
          imageScanningConfiguration: { scanOnPush: true },
          encryptionConfigurations: [{ encryptionType: "AES256" }],
          forceDelete: false,
        })),
      ],
    );
  });

  it("lets only images without a tag expire: a rollback needs any other", () => {
    const { repository, policy } = run.inputs("LifecyclePolicy", "shop/cart") as Record<string, string>;
    assert.equal(repository, "shop/cart");
    assert.deepEqual(JSON.parse(policy!), {
      rules: [
        {
          rulePriority: 1,
          description: "Images without a tag go after 14 days",
          selection: {
            tagStatus: "untagged",
            countType: "sinceImagePushed",
            countUnit: "days",
            countNumber: 14,
          },
          action: { type: "expire" },
        },
      ],
    });
  });

  it("stays, or goes with its images, as it says", async () => {
    const facts = (which: Recorded) =>
      which.all("Repository").map(({ inputs, options }) => [inputs["forceDelete"], options.retainOnDelete]);
    assert.deepEqual(facts(run), [
      [false, true],
      [false, true],
    ]);
    assert.deepEqual(facts(await recorded({ changes: [registry(false)] })), [
      [true, false],
      [true, false],
    ]);
  });

  it("tells where images are pushed, and nothing where there is none", async () => {
    assert.deepEqual(run.outputs["repositories"], {
      "shop/cart": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/cart",
      tools: "111122223333.dkr.ecr.eu-central-1.amazonaws.com/tools",
    });
    const none = await recorded();
    assert.equal("repositories" in none.outputs, false);
    assert.deepEqual(none.all("Repository"), []);
  });
});
