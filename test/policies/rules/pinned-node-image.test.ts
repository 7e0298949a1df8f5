import assert from "node:assert/strict";
import { judgeStack, unknown, type TestResource } from "../support/judge.js";
import { autoScalingGroup, image, instance, launchTemplate, nodeGroup } from "../support/nodes.js";
import { Verdicts } from "../support/verdicts.js";

describe("pinned-node-image", () => {
  const verdicts = new Verdicts(
    "pinned-node-image",
    "what starts nodes without naming a release or an AMI has a launch template that names the AMI",
    "Set releaseVersion of the node group, or imageId of the launch template.",
  );
  const id = "lt-0123456789abcdef0";
  const templateUrn = "urn:pulumi:test::basalt::aws:ec2/launchTemplate:LaunchTemplate::it";
  const said = async (resources: readonly TestResource[]) => verdicts.among(await judgeStack(resources));
  const withoutImage = (resource: TestResource, path = "launchTemplate") =>
    verdicts.refused(resource, path, "launch template it without an image", "one with an AMI id");
  const bare = nodeGroup({ releaseVersion: null });
  const undetermined: TestResource = {
    ...nodeGroup({ releaseVersion: null, launchTemplate: { id: unknown, version: unknown } }),
    propertyDependencies: { launchTemplate: [templateUrn] },
  };

  it("accepts a node group with a release, whatever its template", async () => {
    assert.deepEqual(await said([nodeGroup(), launchTemplate()]), []);
    assert.deepEqual(await said([nodeGroup({ releaseVersion: unknown }), launchTemplate()]), []);
  });

  it("finds the template by where its id comes from", async () => {
    assert.deepEqual(await said([undetermined, launchTemplate({ imageId: image })]), []);
    assert.deepEqual(await said([undetermined, launchTemplate({ imageId: unknown })]), []);
    assert.deepEqual(await said([undetermined, launchTemplate()]), [withoutImage(undetermined)]);
  });

  it("finds the template by its id", async () => {
    assert.deepEqual(await said([bare, launchTemplate({ id, imageId: image })]), []);
    assert.deepEqual(await said([bare, launchTemplate({ id })]), [withoutImage(bare)]);
    assert.deepEqual(await said([bare, launchTemplate({ id: "lt-1", imageId: image })]), []);
    assert.deepEqual(await said([bare, launchTemplate({ id: unknown, imageId: image })]), []);
  });

  it("takes no other resource for a template", async () => {
    const role: TestResource = { type: "aws:iam/role:Role", properties: { id, imageId: image } };
    assert.deepEqual(await said([bare, role]), []);
    const dependent = {
      ...bare,
      propertyDependencies: { launchTemplate: ["urn:pulumi:test::basalt::aws:iam/role:Role::it"] },
    };
    assert.deepEqual(await said([dependent, role]), []);
  });

  it("judges auto-scaling groups, their instances policies, and instances", async () => {
    const template = launchTemplate({ id });
    const group = autoScalingGroup();
    assert.deepEqual(await said([group, template]), [withoutImage(group)]);
    const mixed = autoScalingGroup({
      launchTemplate: null,
      mixedInstancesPolicy: {
        launchTemplate: { launchTemplateSpecification: { launchTemplateId: id, version: "3" } },
      },
    });
    assert.deepEqual(await said([mixed, template]), [
      withoutImage(mixed, "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification"),
    ]);
    const dependent: TestResource = {
      ...autoScalingGroup({
        launchTemplate: null,
        mixedInstancesPolicy: {
          launchTemplate: { launchTemplateSpecification: { launchTemplateId: unknown, version: "3" } },
        },
      }),
      propertyDependencies: { mixedInstancesPolicy: [templateUrn] },
    };
    assert.deepEqual(await said([dependent, launchTemplate()]), [
      withoutImage(dependent, "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification"),
    ]);
    const single = instance({ ami: null, launchTemplate: { id, version: "3" } });
    assert.deepEqual(await said([single, template]), [withoutImage(single)]);
    assert.deepEqual(await said([instance({ launchTemplate: { id, version: "3" } }), template]), []);
  });

  it("says nothing where there is no template", async () =>
    assert.deepEqual(
      await said([nodeGroup({ releaseVersion: null, launchTemplate: null }), launchTemplate()]),
      [],
    ));
});
