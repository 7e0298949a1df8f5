import assert from "node:assert/strict";
import { join } from "node:path";
import { readPolicyEnvironment } from "../../cli/pack/policyEnvironment.js";
import type { Declaration } from "../../config/declaration.js";
import { loadDeclaration } from "../../config/load.js";
import { rules } from "../../policies/index.js";
import { declared, withTools } from "../support/recorded.js";
import { judge, judgeStack, type TestConfiguration, type Verdict } from "./support/judge.js";
import { programResources, type ProgramResources } from "./support/programResources.js";

const root = join(__dirname, "../..");

/** How the pack is configured for a stack of this repository. */
function environment(stack: string): TestConfiguration {
  const read = readPolicyEnvironment(root, stack, rules);
  assert.ok(read.ok);
  return Object.fromEntries(
    [...read.value.rules].map(([{ name }, { enforcementLevel: level, properties }]) => [
      name,
      { ...properties, level },
    ]),
  );
}

interface Program {
  readonly title: string;
  /** What its rules are told beside what the environment says. */
  readonly configuration: TestConfiguration;
  readonly declaration: () => Declaration;
}

const isMandatory = (verdict: Verdict) => verdict.startsWith("[mandatory]");

describe("the real program", () => {
  const programs: readonly Program[] = [
    {
      title: "the sample in dev",
      configuration: {},
      declaration: () => loadDeclaration({ directory: join(root, "test/fixtures/sample"), stack: "dev" }),
    },
    {
      title: "every kind of workload",
      // What this declaration has of its own.
      configuration: {
        "allowed-registries": { registries: ["registry.example.com", "quay.io/tigera", "quay.io/calico"] },
        "declared-cluster-admins": {
          ...environment("dev")["declared-cluster-admins"],
          admins: ["arn:aws:iam::111122223333:role/platform"],
        },
      },
      declaration: () => declared({ changes: [withTools] }),
    },
  ];
  for (const { title, configuration, declaration } of programs)
    describe(title, () => {
      let program: ProgramResources;
      before(async () => {
        program = await programResources(declaration());
      });

      it("registers nothing that a mandatory rule refuses", async () =>
        assert.deepEqual(
          (await judge(program.registered, { ...environment("dev"), ...configuration })).filter(isMandatory),
          [],
        ));

      it("makes a stack that no mandatory rule refuses", async () =>
        assert.deepEqual(
          (await judgeStack(program.settled, { ...environment("dev"), ...configuration })).filter(
            isMandatory,
          ),
          [],
        ));
    });
});
