import assert from "node:assert/strict";
import { judge, secret, unknown, type TestResource } from "../support/judge.js";
import {
  approvedImages,
  image,
  instance,
  launchConfiguration,
  launchTemplate,
  nodeGroup,
} from "../support/nodes.js";

describe("pinned-node-release", () => {
  const fix =
    "fix: Set releaseVersion of the node group to an exact release, such as 1.33.0-20250519 (AL2023) or 1.20.0-fcf71a47 (Bottlerocket), or the image of what starts the instances to an AMI id.";
  const at = "pinned-node-release aws:eks/nodeGroup:NodeGroup::it: ";
  const exact = "allowed: an exact release: 1.33.0-20250519 (AL2023) or 1.20.0-fcf71a47 (Bottlerocket)";
  const amiId = "allowed: an AMI id, such as ami-0123456789abcdef0";
  const undecided = (path: string) =>
    `undecided: ${path}: only a deployment can tell; required: nodes run one exact AMI release or AMI`;
  const refusedRelease = (found: string) => [
    `[mandatory] ${at}releaseVersion: found ${found}; ${exact}; ${fix}`,
  ];
  const refusedImage = (type: string, path: string, found: string) => [
    `[mandatory] pinned-node-release ${type}::it: ${path}: found ${found}; ${amiId}; ${fix}`,
  ];
  const template = "aws:ec2/launchTemplate:LaunchTemplate";
  const ec2 = "aws:ec2/instance:Instance";

  const cases: readonly (readonly [string, TestResource, readonly string[]])[] = [
    ["accepts a release of Bottlerocket", nodeGroup(), []],
    ["accepts a release of AL2023", nodeGroup({ releaseVersion: "1.33.10-20250519" }), []],
    ["accepts a release of Windows", nodeGroup({ releaseVersion: "1.33-2025.05.19" }), []],
    ["refuses a release that moves", nodeGroup({ releaseVersion: "latest" }), refusedRelease('"latest"')],
    ["refuses half a release", nodeGroup({ releaseVersion: "1.33.0" }), refusedRelease('"1.33.0"')],
    [
      "refuses more than a release",
      nodeGroup({ releaseVersion: "v1.20.0-fcf71a47" }),
      refusedRelease('"v1.20.0-fcf71a47"'),
    ],
    [
      "refuses a longer build",
      nodeGroup({ releaseVersion: "1.33.0-202505190" }),
      refusedRelease('"1.33.0-202505190"'),
    ],
    ["refuses an empty release", nodeGroup({ releaseVersion: "" }), refusedRelease("an empty text")],
    ["refuses a number", nodeGroup({ releaseVersion: 1.33 }), refusedRelease("1.33 (a number)")],
    ["does not show a secret", nodeGroup({ releaseVersion: secret("latest") }), refusedRelease("a secret")],
    ["accepts a secret release", nodeGroup({ releaseVersion: secret("1.33.0-20250519") }), []],
    [
      "is undecided where only a deployment can tell the release",
      nodeGroup({ releaseVersion: unknown }),
      [`[advisory] ${at}${undecided("releaseVersion")}`],
    ],
    ["accepts a template with an AMI id", launchTemplate({ imageId: image }), []],
    ["accepts an AMI id of the old length", launchTemplate({ imageId: "ami-0abcdef1" }), []],
    ["accepts a version of a parameter", launchTemplate({ imageId: "resolve:ssm:/golden/image:3" }), []],
    [
      "refuses a name for an image",
      launchTemplate({ imageId: "golden" }),
      refusedImage(template, "imageId", '"golden"'),
    ],
    [
      "refuses an id of the wrong length",
      launchTemplate({ imageId: "ami-0123456789abcdef01" }),
      refusedImage(template, "imageId", '"ami-0123456789abcdef01"'),
    ],
    ["accepts an instance with an AMI id", instance(), []],
    [
      "accepts an instance whose template tells the image",
      instance({ ami: null, launchTemplate: { id: "lt-0123456789abcdef0", version: "3" } }),
      [],
    ],
    ["refuses an instance without an image", instance({ ami: null }), refusedImage(ec2, "ami", "nothing")],
    ["accepts a launch configuration with an AMI id", launchConfiguration(), []],
    [
      "refuses a launch configuration without one",
      launchConfiguration({ imageId: "golden" }),
      refusedImage("aws:ec2/launchConfiguration:LaunchConfiguration", "imageId", '"golden"'),
    ],
    [
      "is undecided where only a deployment can tell the image",
      instance({ ami: unknown }),
      [`[advisory] pinned-node-release ${ec2}::it: ${undecided("ami")}`],
    ],
    [
      "judges the launch specifications of a spot fleet",
      {
        type: "aws:ec2/spotFleetRequest:SpotFleetRequest",
        properties: { launchSpecifications: [{ ami: image }, { instanceType: "m7i.large" }] },
      },
      refusedImage("aws:ec2/spotFleetRequest:SpotFleetRequest", "launchSpecifications[1].ami", "nothing"),
    ],
    ["says nothing of what starts no instances", { type: "aws:ec2/vpc:Vpc", properties: {} }, []],
  ];
  for (const [title, resource, expected] of cases)
    it(title, async () => assert.deepEqual(await said([resource]), expected));

  it("asks for a release where there is neither a release nor a template", async () => {
    assert.deepEqual(
      await said([nodeGroup({ releaseVersion: null, launchTemplate: null })]),
      refusedRelease("nothing"),
    );
    assert.deepEqual(
      await said([nodeGroup({ amiType: "CUSTOM", releaseVersion: null, launchTemplate: null })]),
      [
        `[mandatory] ${at}launchTemplate: found nothing; allowed: a launch template with an AMI id, because amiType is CUSTOM; ${fix}`,
      ],
    );
  });

  it("leaves a node group whose template tells the image to the rule about both", async () =>
    assert.deepEqual(await said([nodeGroup({ releaseVersion: null })]), []));

  /** Which images are approved is another rule's. */
  async function said(resources: readonly TestResource[]): Promise<string[]> {
    const verdicts = await judge(resources, approvedImages);
    return verdicts.filter((verdict) => verdict.includes("] pinned-node-release "));
  }
});
