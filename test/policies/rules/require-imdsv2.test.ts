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

describe("require-imdsv2", () => {
  const verdicts = new Verdicts(
    "require-imdsv2",
    "instance metadata needs a token and is out of reach of pods",
    "Set metadataOptions.httpTokens to required and httpPutResponseHopLimit to 1 in the launch template, and give node groups a launch template: that of EKS allows two hops.",
  );
  const template = launchTemplate();
  const tokens = (found: string, resource = template) =>
    verdicts.refused(resource, "metadataOptions.httpTokens", found, '"required"');
  const hops = (found: string, resource = template) =>
    verdicts.refused(resource, "metadataOptions.httpPutResponseHopLimit", found, "1");
  const one = { httpPutResponseHopLimit: 1 };
  const required = { httpTokens: "required" };

  const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
    ["accepts a token and one hop", { ...required, ...one }, []],
    ["accepts it where the service is on", { ...required, ...one, httpEndpoint: "enabled" }, []],
    ["accepts that there is no service", { httpEndpoint: "disabled" }, []],
    [
      "needs nothing unknown of a service that is not there",
      { httpEndpoint: "disabled", httpTokens: unknown },
      [],
    ],
    ["refuses optional tokens", { ...one, httpTokens: "optional" }, [tokens('"optional"')]],
    ["refuses to leave out the tokens", one, [tokens("nothing")]],
    ["refuses two hops", { ...required, httpPutResponseHopLimit: 2 }, [hops("2 (a number)")]],
    ["refuses no hop", { ...required, httpPutResponseHopLimit: 0 }, [hops("0 (a number)")]],
    ["refuses to leave the hops to the image", required, [hops("nothing")]],
    ["refuses no options at all", null, [hops("nothing"), tokens("nothing")]],
    [
      "does not show secrets",
      { httpTokens: secret("optional"), httpPutResponseHopLimit: secret(2) },
      [hops("a secret"), tokens("a secret")],
    ],
    [
      "is undecided where only a deployment can tell",
      { ...one, httpTokens: unknown },
      [verdicts.undecided(template, "metadataOptions.httpTokens")],
    ],
    [
      "refuses what is known to be wrong, whatever the deployment tells",
      { httpTokens: unknown, httpPutResponseHopLimit: 2 },
      [hops("2 (a number)")],
    ],
    [
      "is undecided where the service may be disabled",
      { httpEndpoint: unknown, ...required },
      [verdicts.undecided(template, "metadataOptions.httpEndpoint")],
    ],
    ["is decided where that does not matter", { httpEndpoint: unknown, ...required, ...one }, []],
  ];
  for (const [title, metadataOptions, expected] of cases)
    it(title, async () => assert.deepEqual(await judge([launchTemplate({ metadataOptions })]), expected));

  it("judges instances and launch configurations", async () => {
    const metadataOptions = { ...required, httpPutResponseHopLimit: 2 };
    const resources = [instance({ metadataOptions }), launchConfiguration({ metadataOptions })];
    assert.deepEqual(
      await judge(resources, approvedImages),
      resources.map((resource) => hops("2 (a number)", resource)),
    );
  });

  it("leaves an instance to its launch template, unless it says otherwise", async () => {
    const launchTemplateOf = { id: "lt-0123456789abcdef0", version: "3" };
    const inherits = instance({ launchTemplate: launchTemplateOf, metadataOptions: null });
    assert.deepEqual(await judge([inherits], approvedImages), []);
    const overrides = instance({ launchTemplate: launchTemplateOf, metadataOptions: required });
    assert.deepEqual(await judge([overrides], approvedImages), [hops("nothing", overrides)]);
    const alone = instance({ metadataOptions: null });
    assert.deepEqual(await judge([alone], approvedImages), [
      hops("nothing", alone),
      tokens("nothing", alone),
    ]);
  });

  it("refuses a node group with the launch template of EKS", async () => {
    const group = nodeGroup({ launchTemplate: null });
    assert.deepEqual(verdicts.among(await judge([group])), [
      verdicts.refused(group, "launchTemplate", "nothing", "a launch template of your own"),
    ]);
    assert.deepEqual(await judge([nodeGroup()]), []);
  });

  describe("for a node class of Karpenter", () => {
    const at = (key: string) => `spec.metadataOptions.${key}`;
    const classes: readonly (readonly [
      string,
      TestResource,
      readonly (readonly [string, string, string])[],
    ])[] = [
      ["leaves out options that are right by themselves", nodeClass(), []],
      ["accepts them", nodeClass({ metadataOptions: { ...required, ...one } }), []],
      [
        "refuses others",
        nodeClass({ metadataOptions: { httpTokens: "optional", httpPutResponseHopLimit: 2 } }),
        [
          ["httpPutResponseHopLimit", "2 (a number)", "1"],
          ["httpTokens", '"optional"', '"required"'],
        ],
      ],
      [
        "refuses to leave out the hops before v1, which are two",
        nodeClass({ metadataOptions: {} }, "v1beta1"),
        [["httpPutResponseHopLimit", "nothing", "1"]],
      ],
      ["accepts one hop there", nodeClass({ metadataOptions: one }, "v1beta1"), []],
    ];
    for (const [title, resource, refusals] of classes)
      it(title, async () =>
        assert.deepEqual(
          await judge([resource]),
          refusals.map(([key, found, allowed]) => verdicts.refused(resource, at(key), found, allowed)),
        ),
      );

    it("is undecided where only a deployment can tell", async () => {
      const open = nodeClass({ metadataOptions: { httpTokens: unknown } });
      assert.deepEqual(await judge([open]), [verdicts.undecided(open, at("httpTokens"))]);
    });
  });

  it("refuses launch specifications of a spot fleet, which have no such options", async () => {
    const fleet: TestResource = {
      type: "aws:ec2/spotFleetRequest:SpotFleetRequest",
      properties: { launchSpecifications: [{ ami: "ami-0123456789abcdef0" }] },
    };
    const at = "launchSpecifications[0].metadataOptions";
    assert.deepEqual(verdicts.among(await judge([fleet])), [
      verdicts.refused(fleet, `${at}.httpPutResponseHopLimit`, "nothing", "1"),
      verdicts.refused(fleet, `${at}.httpTokens`, "nothing", '"required"'),
    ]);
  });
});
