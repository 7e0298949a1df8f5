import assert from "node:assert/strict";
import { judge, secret, unknown, type TestResource } from "../support/judge.js";
import {
  approvedImages,
  instance,
  launchConfiguration,
  launchTemplate,
  nodeClass,
  nodeGroup,
} from "../support/nodes.js";
import { Verdicts } from "../support/verdicts.js";

describe("encrypted-volumes", () => {
  const verdicts = new Verdicts(
    "encrypted-volumes",
    "every volume of a node is encrypted, its root volume included",
    "Name each volume of the image in the launch template and set its encrypted to true: /dev/xvda, and /dev/xvdb as well for Bottlerocket.",
  );
  const rootSettings = "settings of the root volume (of /dev/xvda or /dev/sda1, in a launch template)";
  const root = { deviceName: "/dev/xvda", ebs: { encrypted: true } };
  const withMappings = (...blockDeviceMappings: unknown[]) => launchTemplate({ blockDeviceMappings });
  const byDefault = { "encrypted-volumes": { encryptionByDefault: true } };

  const cases: readonly (readonly [string, TestResource, readonly (readonly [string, string, string])[]])[] =
    [
      ["accepts encrypted volumes", launchTemplate(), []],
      ["accepts the root volume of other systems", withMappings({ ...root, deviceName: "/dev/sda1" }), []],
      [
        "refuses a volume that is not encrypted",
        withMappings(root, { deviceName: "/dev/xvdb", ebs: { encrypted: "false" } }),
        [["blockDeviceMappings[1].ebs.encrypted", '"false"', "true"]],
      ],
      [
        "refuses a volume that leaves it to the image",
        withMappings(root, { deviceName: "/dev/xvdb", ebs: { volumeSize: 50 } }),
        [["blockDeviceMappings[1].ebs.encrypted", "nothing", "true"]],
      ],
      [
        "refuses a mapping without settings",
        withMappings(root, { deviceName: "/dev/xvdb" }),
        [["blockDeviceMappings[1].ebs.encrypted", "nothing", "true"]],
      ],
      [
        "does not ask it of instance stores and devices that are taken away",
        withMappings(
          root,
          { deviceName: "/dev/sdc", virtualName: "ephemeral0" },
          { deviceName: "/dev/sdd", noDevice: "" },
        ),
        [],
      ],
      [
        "asks it of whatever has the settings of a volume",
        withMappings(
          root,
          { deviceName: "/dev/sdc", virtualName: "", ebs: { encrypted: "false" } },
          { deviceName: "/dev/sdd", noDevice: "", ebs: { volumeSize: 50 } },
        ),
        [
          ["blockDeviceMappings[1].ebs.encrypted", '"false"', "true"],
          ["blockDeviceMappings[2].ebs.encrypted", "nothing", "true"],
        ],
      ],
      ["leaves a node class without volumes to Karpenter", nodeClass(), []],
      [
        "accepts a node class's",
        nodeClass({ blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: true } }] }),
        [],
      ],
      [
        "refuses a node class's",
        nodeClass({ blockDeviceMappings: [{ ebs: { encrypted: false } }, { ebs: { volumeSize: "50Gi" } }] }),
        [
          ["spec.blockDeviceMappings[0].ebs.encrypted", "false (a boolean)", "true"],
          ["spec.blockDeviceMappings[1].ebs.encrypted", "nothing", "true"],
        ],
      ],
      [
        "refuses a template without volumes, which are then the image's",
        launchTemplate({ blockDeviceMappings: null }),
        [["blockDeviceMappings", "no root volume", rootSettings]],
      ],
      ["refuses an empty list", withMappings(), [["blockDeviceMappings", "no root volume", rootSettings]]],
      [
        "refuses a template that leaves out the root volume",
        withMappings({ deviceName: "/dev/xvdb", ebs: { encrypted: "true" } }),
        [["blockDeviceMappings", "no root volume", rootSettings]],
      ],
      [
        "refuses an instance store as root volume",
        withMappings({ deviceName: "/dev/xvda", virtualName: "ephemeral0" }),
        [["blockDeviceMappings", "no root volume", rootSettings]],
      ],
      [
        "does not show a secret",
        withMappings({ ...root, ebs: { encrypted: secret(false) } }),
        [["blockDeviceMappings[0].ebs.encrypted", "a secret", "true"]],
      ],
      ["accepts an instance's", instance({ ebsBlockDevices: [{ encrypted: true }] }), []],
      [
        "refuses an instance's",
        instance({ rootBlockDevice: { encrypted: false }, ebsBlockDevices: [{}, { encrypted: true }] }),
        [
          ["ebsBlockDevices[0].encrypted", "nothing", "true"],
          ["rootBlockDevice.encrypted", "false (a boolean)", "true"],
        ],
      ],
      [
        "refuses an instance without a root volume",
        instance({ rootBlockDevice: null }),
        [["rootBlockDevice", "no root volume", rootSettings]],
      ],
      [
        "leaves an instance's root volume to its launch template",
        instance({ rootBlockDevice: null, launchTemplate: { id: "lt-0123456789abcdef0", version: "3" } }),
        [],
      ],
      [
        "accepts a launch configuration's",
        launchConfiguration({ ebsBlockDevices: [{ deviceName: "/dev/sdd", noDevice: true }] }),
        [],
      ],
      [
        "refuses a launch configuration's",
        launchConfiguration({ ebsBlockDevices: [{ noDevice: false }] }),
        [["ebsBlockDevices[0].encrypted", "nothing", "true"]],
      ],
      ["accepts a volume", { type: "aws:ebs/volume:Volume", properties: { encrypted: true } }, []],
      [
        "refuses a volume",
        { type: "aws:ebs/volume:Volume", properties: {} },
        [["encrypted", "nothing", "true"]],
      ],
    ];
  for (const [title, resource, refusals] of cases)
    it(title, async () =>
      assert.deepEqual(
        await judge([resource], approvedImages),
        refusals.map(([path, found, allowed]) => verdicts.refused(resource, path, found, allowed)),
      ),
    );

  it("is undecided where only a deployment can tell", async () => {
    const open = async (resource: TestResource, ...paths: string[]) =>
      assert.deepEqual(await judge([resource], approvedImages), [verdicts.undecided(resource, ...paths)]);
    await open(
      withMappings({ ...root, ebs: { encrypted: unknown } }),
      "blockDeviceMappings[0].ebs.encrypted",
    );
    await open(launchTemplate({ blockDeviceMappings: unknown }), "blockDeviceMappings");
    await open(
      withMappings({ deviceName: unknown, ebs: { encrypted: true } }),
      "blockDeviceMappings[0].deviceName",
    );
    await open(
      withMappings(root, { virtualName: unknown, ebs: { encrypted: unknown } }),
      "blockDeviceMappings[1].ebs.encrypted",
    );
    await open(instance({ rootBlockDevice: unknown }), "rootBlockDevice.encrypted");
    // What is known about the root volume decides.
    assert.deepEqual(
      await judge([withMappings({ deviceName: unknown, ebs: { encrypted: true } }, root)]),
      [],
    );
  });

  it("judges each launch specification of a spot fleet", async () => {
    const fleet: TestResource = {
      type: "aws:ec2/spotFleetRequest:SpotFleetRequest",
      properties: {
        launchSpecifications: [
          { rootBlockDevices: [{ encrypted: true }] },
          { rootBlockDevices: [] },
          { rootBlockDevices: [{ encrypted: false }], ebsBlockDevices: [{ encrypted: true }] },
        ],
      },
    };
    const at = (index: number) => `launchSpecifications[${index}].rootBlockDevices`;
    assert.deepEqual(verdicts.among(await judge([fleet])), [
      verdicts.refused(fleet, at(1), "no root volume", rootSettings),
      verdicts.refused(fleet, `${at(2)}[0].encrypted`, "false (a boolean)", "true"),
    ]);
  });

  it("refuses a node group with the launch template of EKS", async () => {
    const group = nodeGroup({ launchTemplate: null });
    assert.deepEqual(verdicts.among(await judge([group])), [
      verdicts.refused(
        group,
        "launchTemplate",
        "nothing",
        "a launch template of your own, with encrypted volumes",
      ),
    ]);
    assert.deepEqual(verdicts.among(await judge([group], byDefault)), []);
  });

  it("accepts what says nothing in an account that encrypts everything, and nothing that says no", async () => {
    const silent = [
      launchTemplate({ blockDeviceMappings: [{ ebs: {} }] }),
      instance({ rootBlockDevice: {} }),
    ];
    assert.deepEqual(verdicts.among(await judge(silent, byDefault)), []);
    const volume: TestResource = { type: "aws:ebs/volume:Volume", properties: { encrypted: false } };
    assert.deepEqual(verdicts.among(await judge([volume], byDefault)), [
      verdicts.refused(volume, "encrypted", "false (a boolean)", "true"),
    ]);
    const open: TestResource = { type: "aws:ebs/volume:Volume", properties: { encrypted: unknown } };
    assert.deepEqual(verdicts.among(await judge([open], byDefault)), [verdicts.undecided(open, "encrypted")]);
  });
});
