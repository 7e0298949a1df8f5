import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeGroupEffects, propertiesThat, type Effect } from "../../components/nodeGroupEffects.js";
import { startDeployment, type TestDeployment } from "./support/deployment.js";
import { needsEngine } from "./support/pulumiTools.js";
import type { Run, Step } from "./support/run.js";
import { general, smallProject } from "./support/smallProject.js";

const nodeGroup = "aws:eks/nodeGroup:NodeGroup";
const launchTemplate = "aws:ec2/launchTemplate:LaunchTemplate";
const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

/** One property of the group `general` changes, and nothing of the group `other`. */
type Case =
  /** By the declaration: this text of the group becomes that. */
  | { readonly declared: readonly [string, string] }
  /** By another program, where no declaration says it: this text of components/nodeGroup.ts becomes that. */
  | { readonly programmed: readonly [string, string] };

type Property = keyof typeof nodeGroupEffects;
type Changeable = { [P in Property]: (typeof nodeGroupEffects)[P] extends "unused" ? never : P }[Property];

/** A line of the program's, another value for `general`. */
const instead = (property: string, value: string, other: string): Case => ({
  programmed: [`${property}: ${value},`, `${property}: group.name === "general" ? ${other} : ${value},`],
});
const added = (property: string, value: string): Case => ({
  programmed: [
    "nodeRoleArn: role.arn,",
    `nodeRoleArn: role.arn, ...(group.name === "general" ? { ${property}: ${value} } : {}),`,
  ],
});

/** Every property with an effect: without a case, this does not compile. */
const cases: Readonly<Record<Changeable, Case>> = {
  amiType: instead("amiType", "amiTypes[group.family][group.architecture]", '"BOTTLEROCKET_x86_64_NVIDIA"'),
  capacityType: { declared: ["instanceTypes", "capacity: spot, instanceTypes"] },
  clusterName: {
    programmed: [
      "clusterName,\n          version,",
      'clusterName: group.name === "general" ? "another" : clusterName,\n          version,',
    ],
  },
  instanceTypes: { declared: ["[m7i.large]", "[m7i.large, m6i.large]"] },
  labels: { declared: ["instanceTypes", "labels: { tier: web }, instanceTypes"] },
  launchTemplate: { declared: ["instanceTypes", "maxPods: 100, instanceTypes"] },
  nodeRepairConfig: instead("nodeRepairConfig", "{ enabled: true }", "{ enabled: false }"),
  nodeRoleArn: instead("nodeRoleArn", "role.arn", '"arn:aws:iam::111122223333:role/another"'),
  region: added("region", '"eu-west-1"'),
  releaseVersion: { declared: ["1.66.0-1ad6b4a4", "1.66.1-0123abcd"] },
  scalingConfig: { declared: ["min: 1, max: 4", "min: 2, max: 5"] },
  subnetIds: instead("subnetIds", "[subnet.id]", '[subnet.id, "subnet-0123"]'),
  tags: instead("[zoneTags.group]", "group.name", '"another"'),
  taints: {
    declared: ["instanceTypes", "taints: [{ key: only, value: batch, effect: NoSchedule }], instanceTypes"],
  },
  updateConfig: instead("updateConfig", "{ maxUnavailable: 1 }", "{ maxUnavailable: 2 }"),
  version: { declared: ["instanceTypes", 'version: "1.34", instanceTypes'] },
  warmPoolConfig: added("warmPoolConfig", "{ minSize: 1 }"),
};

/** What an effect looks like in a preview. */
const expected: Readonly<Record<Exclude<Effect, "unused">, readonly string[]>> = {
  replaces: [
    ...zones.flatMap((zone) => [`create-replacement general-${zone}`, `replace general-${zone}`]),
    ...[...zones].reverse().map((zone) => `delete-replaced general-${zone}`),
  ],
  "in-place": zones.map((zone) => `update general-${zone}`),
};

const named = (steps: readonly Step[]) => steps.map(({ op, name }) => `${op} ${name}`);
const ofType = ({ steps }: Run, type: string) => steps.filter((step) => step.type === type);

/** Neither node groups and their templates, nor components, whose inputs only show what they were given. */
const others = ({ steps }: Run) =>
  steps.filter(({ type }) => ![nodeGroup, launchTemplate].includes(type) && !type.startsWith("basalt:"));

describe("a change of a node group's property on the real engine", function () {
  this.timeout(300_000);
  needsEngine();
  const declared = { general, other: general };
  let started: TestDeployment | undefined;
  let test: TestDeployment;
  let program = "";
  const source = () => join(test.engine.directory, "components/nodeGroup.ts");
  before(async () => {
    test = started = await startDeployment({ files: smallProject(declared), stack: "dev" });
    program = readFileSync(source(), "utf8");
    assert.equal((await test.engine.up()).failure, undefined);
  });
  after(async () => {
    await started?.stop();
  });
  afterEach(() => {
    test.engine.write(smallProject(declared));
    writeFileSync(source(), program);
  });

  const replacement = (text: string, [found, instead]: readonly [string, string]) => {
    const parts = text.split(found);
    assert.equal(parts.length, 2, `${found} must occur once`);
    return parts.join(instead);
  };

  for (const effect of ["replaces", "in-place"] as const) {
    for (const property of propertiesThat(effect)) {
      const change = (cases as Partial<Record<Property, Case>>)[property];
      it(`${property}: ${effect}, in every zone of its group and nowhere else`, async () => {
        assert.ok(change, `no case changes ${property}`);
        if ("declared" in change)
          test.engine.write(smallProject({ ...declared, general: replacement(general, change.declared) }));
        else writeFileSync(source(), replacement(program, change.programmed));
        const preview = await test.engine.preview();
        assert.equal(
          preview.failure,
          undefined,
          preview.diagnostics.map(({ message }) => message).join("\n"),
        );
        const groups = ofType(preview, nodeGroup);
        assert.deepEqual(named(groups), expected[effect]);
        for (const { op, diffs, replacedBy } of groups) {
          // What the provider adds to tags comes with them.
          const own = diffs.filter((name) => name !== "tagsAll");
          if (op !== "delete-replaced") assert.deepEqual(own, [property]);
          if (op === "create-replacement") assert.deepEqual(replacedBy, [property]);
        }
        // Another template is the cause there, and made the same way.
        const templates =
          property === "launchTemplate" ? ["create-replacement", "replace", "delete-replaced"] : [];
        assert.deepEqual(
          named(ofType(preview, launchTemplate)),
          templates.map((op) => `${op} basalt-dev-general`),
        );
        assert.deepEqual(named(others(preview)), []);
      });
    }
  }

  for (const property of propertiesThat("unused")) {
    it(`${property}: the program never sets it`, () => {
      const groups = test.aws.account.of(nodeGroup);
      assert.equal(groups.length, 6);
      for (const { inputs } of groups) {
        const { __defaults: byProvider } = inputs;
        const set = Object.keys(inputs).filter((key) => !(byProvider as string[]).includes(key));
        assert.ok(set.includes("releaseVersion"));
        assert.ok(!set.includes(property));
      }
    });
  }

  it("is made zone by zone: each depends on the one before", async () => {
    const { resources } = (await test.engine.state()).deployment as {
      resources: { urn: string; type: string; dependencies?: string[] }[];
    };
    const groups = resources.filter(({ type }) => type === nodeGroup);
    for (const name of ["general", "other"]) {
      const [a, b, c] = zones.map((zone) => groups.find(({ urn }) => urn.endsWith(`::${name}-${zone}`))!);
      assert.ok(b!.dependencies!.includes(a!.urn));
      assert.ok(c!.dependencies!.includes(b!.urn));
    }
  });
});
