import assert from "node:assert/strict";
import { judge, secret, unknown, type TestResource } from "../support/judge.js";
import { approvedImages, autoScalingGroup, instance, nodeGroup } from "../support/nodes.js";
import { Verdicts } from "../support/verdicts.js";

describe("pinned-launch-template-version", () => {
  const verdicts = new Verdicts(
    "pinned-launch-template-version",
    "launch templates are used in one exact version",
    "Set the version to a number: that of the template in the same program, template.latestVersion, or a literal one.",
  );
  const refused = (resource: TestResource, path: string, found: string) => [
    verdicts.refused(resource, path, found, 'the number of a version: "3"'),
  ];
  const id = "lt-0123456789abcdef0";

  const versions: readonly (readonly [unknown, string | undefined])[] = [
    ["3", undefined],
    ["10", undefined],
    [3, undefined],
    [secret("3"), undefined],
    ["$Latest", '"$Latest"'],
    ["$Default", '"$Default"'],
    [null, "nothing"],
    ["", "an empty text"],
    ["0", '"0"'],
    ["-1", '"-1"'],
    ["3 ", '"3 "'],
    ["v3", '"v3"'],
    [1.5, "1.5 (a number)"],
    [true, "true (a boolean)"],
    [secret("$Latest"), "a secret"],
  ];
  for (const [version, found] of versions)
    it(`${found === undefined ? "accepts" : "refuses"} ${JSON.stringify(version)}`, async () => {
      const group = nodeGroup({ launchTemplate: { id, version } });
      assert.deepEqual(
        await judge([group]),
        found === undefined ? [] : refused(group, "launchTemplate.version", found),
      );
    });

  it("is undecided where only a deployment can tell the version", async () => {
    const group = nodeGroup({ launchTemplate: { id, version: unknown } });
    assert.deepEqual(await judge([group]), [verdicts.undecided(group, "launchTemplate.version")]);
    const whole = nodeGroup({ launchTemplate: unknown });
    assert.deepEqual(await judge([whole]), [verdicts.undecided(whole, "launchTemplate.version")]);
  });

  const latest = { launchTemplateId: id, version: "$Latest" };
  const fleet = (type: string): TestResource => ({
    type,
    properties: {
      launchTemplateConfigs: [
        { launchTemplateSpecification: { launchTemplateId: id, version: "3" } },
        { launchTemplateSpecification: latest },
      ],
    },
  });
  const places: readonly (readonly [string, TestResource, readonly string[]])[] = [
    [
      "an auto-scaling group's template",
      autoScalingGroup({ launchTemplate: { id, version: "$Latest" } }),
      ["launchTemplate.version"],
    ],
    [
      "its instances policy and each override",
      autoScalingGroup({
        launchTemplate: null,
        mixedInstancesPolicy: {
          launchTemplate: {
            launchTemplateSpecification: latest,
            overrides: [
              { instanceType: "m7i.large" },
              { launchTemplateSpecification: { ...latest, version: "3" } },
              { launchTemplateSpecification: latest },
            ],
          },
        },
      }),
      [
        "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.version",
        "mixedInstancesPolicy.launchTemplate.overrides[2].launchTemplateSpecification.version",
      ],
    ],
    [
      "an instance's template",
      instance({ launchTemplate: { id, version: "$Latest" } }),
      ["launchTemplate.version"],
    ],
    [
      "a spot request's template",
      {
        ...instance({ launchTemplate: { id, version: "$Latest" } }),
        type: "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
      },
      ["launchTemplate.version"],
    ],
    [
      "a fleet's templates",
      fleet("aws:ec2/fleet:Fleet"),
      ["launchTemplateConfigs[1].launchTemplateSpecification.version"],
    ],
    [
      "a spot fleet's templates",
      fleet("aws:ec2/spotFleetRequest:SpotFleetRequest"),
      ["launchTemplateConfigs[1].launchTemplateSpecification.version"],
    ],
  ];
  for (const [title, resource, paths] of places)
    it(`judges ${title}`, async () =>
      assert.deepEqual(
        await judge([resource], approvedImages),
        paths.flatMap((path) => refused(resource, path, '"$Latest"')),
      ));

  it("says nothing where there is no template", async () =>
    assert.deepEqual(
      await judge([instance(), autoScalingGroup({ launchTemplate: null })], approvedImages),
      [],
    ));
});
