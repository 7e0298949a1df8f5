import assert from "node:assert/strict";
import { judgeStack, unknown, type TestConfiguration, type TestResource } from "../support/judge.js";
import { autoScalingGroup, instance, launchTemplate, nodeGroup } from "../support/nodes.js";
import { Verdicts } from "../support/verdicts.js";

describe("known-launch-template", () => {
  const verdicts = new Verdicts(
    "known-launch-template",
    "nodes start from launch templates of their own stack, or from versions that somebody has looked at",
    "Make the launch template in the stack of its nodes; or name it with its version in acceptedTemplates once somebody has looked at its AMI, user data, volumes and metadata options.",
  );
  const id = "lt-0123456789abcdef0";
  const template = launchTemplate({ id });
  const templateUrn = "urn:pulumi:test::basalt::aws:ec2/launchTemplate:LaunchTemplate::it";
  const said = async (resources: readonly TestResource[], configuration?: TestConfiguration) =>
    verdicts.among(await judgeStack(resources, configuration));
  const foreign = (resource: TestResource, path = "launchTemplate") => [
    verdicts.refused(
      resource,
      path,
      "a launch template that this stack does not make",
      "one of this stack, or of acceptedTemplates",
    ),
  ];
  const accepting = (...acceptedTemplates: string[]) => ({ "known-launch-template": { acceptedTemplates } });
  const uses = (launchTemplateOf: unknown, dependencies?: string[]): TestResource => ({
    ...nodeGroup({ launchTemplate: launchTemplateOf }),
    ...(dependencies ? { propertyDependencies: { launchTemplate: dependencies } } : {}),
  });

  it("accepts a template of the stack, by its id or by where that comes from", async () => {
    assert.deepEqual(await said([nodeGroup(), template]), []);
    const open = uses({ id: unknown, version: unknown }, [templateUrn]);
    assert.deepEqual(await said([open, launchTemplate()]), []);
    const byName = uses({ name: "nodes", version: "3" }, [templateUrn]);
    assert.deepEqual(await said([byName, launchTemplate()]), []);
  });

  it("refuses others, whether or not the group pins its release", async () => {
    const bare = nodeGroup({ releaseVersion: null });
    for (const group of [nodeGroup(), bare]) {
      assert.deepEqual(await said([group]), foreign(group));
      assert.deepEqual(await said([group, launchTemplate({ id: "lt-1" })]), foreign(group));
      assert.deepEqual(await said([group, launchTemplate({ id: unknown })]), foreign(group));
    }
    const byName = uses({ name: "nodes", version: "3" });
    assert.deepEqual(await said([byName]), foreign(byName));
    const empty = uses({});
    assert.deepEqual(await said([empty]), foreign(empty));
  });

  it("takes no other resource for a template", async () => {
    const role: TestResource = { type: "aws:iam/role:Role", properties: { id } };
    const group = uses({ id, version: "3" }, ["urn:pulumi:test::basalt::aws:iam/role:Role::it"]);
    assert.deepEqual(await said([group, role]), foreign(group));
  });

  it("accepts the versions that the configuration names", async () => {
    const group = nodeGroup();
    assert.deepEqual(await said([group], accepting(`${id}:2`, `${id}:3`)), []);
    assert.deepEqual(await said([uses({ id, version: 3 })], accepting(`${id}:3`)), []);
    assert.deepEqual(await said([group], accepting(`${id}:2`)), foreign(group));
    assert.deepEqual(await said([group], accepting("lt-1:3")), foreign(group));
    const absent = uses({ id });
    assert.deepEqual(await said([absent], accepting(`${id}:3`)), foreign(absent));
  });

  it("is undecided where only a deployment can tell which it is", async () => {
    const stranger = uses({ id: unknown, version: "3" });
    assert.deepEqual(await said([stranger]), [verdicts.undecided(stranger, "launchTemplate.id")]);
    const whole = uses(unknown);
    assert.deepEqual(await said([whole]), [verdicts.undecided(whole, "launchTemplate.id")]);
    const later = uses({ id, version: unknown });
    assert.deepEqual(await said([later], accepting(`${id}:3`)), [
      verdicts.undecided(later, "launchTemplate.version"),
    ]);
    assert.deepEqual(await said([later]), foreign(later));
  });

  it("judges auto-scaling groups and instances, and nothing without a template", async () => {
    const group = autoScalingGroup();
    assert.deepEqual(await said([group]), foreign(group));
    const single = instance({ launchTemplate: { id, version: "3" } });
    assert.deepEqual(await said([single]), foreign(single));
    assert.deepEqual(await said([instance(), nodeGroup({ launchTemplate: null })]), []);
  });
});
