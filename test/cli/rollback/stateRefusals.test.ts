import assert from "node:assert/strict";
import { stateFacts } from "../../../cli/engine/stateFacts.js";
import { stateRefusals, uncheckedState, type TargetFacts } from "../../../cli/rollback/stateRefusals.js";
import { stateOf } from "./support/rollbackRun.js";

const provider = (name: string, version: string, parent = "") => ({
  urn: `urn:pulumi:test::basalt::${parent}pulumi:providers:${name}::p`,
  type: `pulumi:providers:${name}`,
  inputs: { version },
});
const cluster = { urn: "urn:c", type: "aws:eks/cluster:Cluster", outputs: { version: "1.35" } };
const hooked = { urn: "urn:g", type: "x:y:Z", resourceHooks: { BeforeDelete: ["own:hook"] } };
const target: TargetFacts = {
  locked: {
    "node_modules/@pulumi/aws": { version: "7.48.0" },
    "node_modules/@pulumi/eks": { version: "4.3.0" },
  },
  controlPlane: "1.35",
  mentions: () => true,
};

describe("a state and the version that is to work on it", () => {
  const cases: readonly [
    string,
    {
      readonly resources?: readonly object[];
      readonly engine?: string;
      readonly installed?: string;
      readonly target?: Partial<TargetFacts>;
    },
    readonly string[],
  ][] = [
    [
      "fit where they are of one time",
      { resources: [cluster, provider("aws", "7.48.0"), hooked], installed: "3.260.0" },
      [],
    ],
    ["fit where the state is older", { resources: [provider("aws", "7.9.0")], installed: "3.261.0" }, []],
    ["do not fit by the provider's patch", { resources: [provider("aws", "7.48.1")] }, ["newer-provider"]],
    [
      "do not fit by the provider's number, which is no text",
      { resources: [provider("aws", "10.0.0")] },
      ["newer-provider"],
    ],
    [
      "do not fit by the newest of several providers",
      { resources: [provider("aws", "7.1.0"), provider("aws", "7.49.0")] },
      ["newer-provider"],
    ],
    [
      "fit where only a component's own provider is newer",
      { resources: [provider("aws", "9.0.0", "a:b:C$eks:index:Cluster$")] },
      [],
    ],
    [
      "fit where the version has no such provider: its resources go",
      { resources: [provider("random", "9.0.0")] },
      [],
    ],
    ["do not fit by the engine", { engine: "v3.261.0", installed: "3.260.0" }, ["newer-engine"]],
    ["fit where nobody knows the engine's version", { engine: "v3.261.0" }, []],
    [
      "do not fit by an older control plane",
      { resources: [cluster], target: { controlPlane: "1.34" } },
      ["control-plane-downgrade"],
    ],
    [
      "do not fit by a control plane of fewer digits",
      { resources: [cluster], target: { controlPlane: "1.9" } },
      ["control-plane-downgrade"],
    ],
    ["fit by a newer control plane", { resources: [cluster], target: { controlPlane: "1.36" } }, []],
    [
      "do not fit by a hook",
      { resources: [hooked], target: { mentions: () => false } },
      ["unregistered-hook"],
    ],
  ];
  for (const [title, { resources, engine = "v3.260.0", installed, target: more }, reasons] of cases)
    it(title, () => {
      const facts = stateFacts(stateOf(resources, { manifest: { version: engine } }), "prod");
      const refusals = stateRefusals(facts, { ...target, ...more }, installed, false);
      assert.deepEqual(
        refusals.map(({ reason }) => reason),
        reasons,
      );
    });

  it("are told of --declaration-only, but not whoever has passed it", () => {
    const facts = stateFacts(stateOf([provider("aws", "8.0.0"), hooked]), "prod");
    const told = (declarationOnly: boolean) =>
      stateRefusals(facts, { ...target, mentions: () => false }, undefined, declarationOnly).map(({ todo }) =>
        todo.includes("--declaration-only"),
      );
    assert.deepEqual(
      [told(false), told(true)],
      [
        [true, true],
        [false, false],
      ],
    );
  });
});

describe("what of a state and a version cannot be compared", () => {
  const told = (resources: readonly object[], installed?: string) =>
    uncheckedState(
      stateFacts(stateOf(resources, { manifest: { version: "v3.260.0" } }), "prod"),
      target,
      installed,
    );

  it("is nothing where both say what they are", () => {
    assert.deepEqual(told([provider("aws", "7.48.0")], "3.260.0"), []);
  });

  it("is the engine where the CLI reports no version", () => {
    assert.deepEqual(told([]), [
      "whether the CLI on the PATH is as new as Pulumi 3.260.0, which wrote the state, was not checked: it reports no version",
    ]);
  });

  it("is a provider whose package is not the program's own", () => {
    assert.deepEqual(told([provider("random", "9.0.0"), provider("aws", "7.48.0")], "3.260.0"), [
      "whether that version reads what the random provider 9.0.0 wrote was not checked: its lockfile has no @pulumi/random of its own",
    ]);
  });
});
