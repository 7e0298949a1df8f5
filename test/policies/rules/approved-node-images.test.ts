import assert from "node:assert/strict";
import { judge, secret, unknown, type TestConfiguration, type TestResource } from "../support/judge.js";
import {
  image,
  instance,
  launchConfiguration,
  launchTemplate,
  nodeClass,
  nodeGroup,
} from "../support/nodes.js";
import { Verdicts } from "../support/verdicts.js";

describe("approved-node-images", () => {
  const verdicts = new Verdicts(
    "approved-node-images",
    "nodes run approved families of images, or approved AMIs",
    "Set amiType to one of an approved family, such as BOTTLEROCKET_x86_64, or add the AMI's id to amiIds once somebody has looked at who owns it.",
  );
  const ofDefault = "a type of BOTTLEROCKET, AL2023";
  const said = async (resource: TestResource, settings: TestConfiguration[string] = {}) =>
    verdicts.among(await judge([resource], { "approved-node-images": settings }));

  const types: readonly (readonly [unknown, string | undefined])[] = [
    ["BOTTLEROCKET_x86_64", undefined],
    ["BOTTLEROCKET_ARM_64_NVIDIA", undefined],
    ["AL2023_x86_64_STANDARD", undefined],
    ["AL2023", undefined],
    [secret("AL2023_ARM_64_STANDARD"), undefined],
    ["AL2_x86_64", '"AL2_x86_64"'],
    ["WINDOWS_CORE_2022_x86_64", '"WINDOWS_CORE_2022_x86_64"'],
    ["CUSTOM", '"CUSTOM"'],
    ["AL20234_x86_64", '"AL20234_x86_64"'],
    ["MY_BOTTLEROCKET_x86_64", '"MY_BOTTLEROCKET_x86_64"'],
    ["", "an empty text"],
    [null, "nothing"],
    [2, "2 (a number)"],
    [secret("AL2_x86_64"), "a secret"],
  ];
  for (const [amiType, found] of types)
    it(`${found === undefined ? "accepts" : "refuses"} a node group of type ${JSON.stringify(amiType)}`, async () => {
      const group = nodeGroup({ amiType });
      assert.deepEqual(
        await judge([group]),
        found === undefined ? [] : [verdicts.refused(group, "amiType", found, ofDefault)],
      );
    });

  it("leaves a node group whose template names the AMI to the template", async () => {
    for (const amiType of [null, "CUSTOM"])
      assert.deepEqual(await said(nodeGroup({ amiType, releaseVersion: null })), []);
    const other = nodeGroup({ amiType: "AL2_x86_64", releaseVersion: null });
    assert.deepEqual(await said(other), [verdicts.refused(other, "amiType", '"AL2_x86_64"', ofDefault)]);
    const without = nodeGroup({ amiType: null, releaseVersion: null, launchTemplate: null });
    assert.deepEqual(await said(without), [verdicts.refused(without, "amiType", "nothing", ofDefault)]);
    const custom = nodeGroup({ amiType: "CUSTOM", releaseVersion: null, launchTemplate: null });
    assert.deepEqual(await said(custom), [verdicts.refused(custom, "amiType", '"CUSTOM"', ofDefault)]);
  });

  it("takes families from the configuration", async () => {
    const group = nodeGroup();
    assert.deepEqual(await said(group, { families: ["WINDOWS", "AL2"] }), [
      verdicts.refused(group, "amiType", '"BOTTLEROCKET_x86_64"', "a type of WINDOWS, AL2"),
    ]);
    assert.deepEqual(await said(nodeGroup({ amiType: "AL2_x86_64" }), { families: ["AL2"] }), []);
  });

  it("approves no AMI that the configuration does not name", async () => {
    for (const [resource, path] of [
      [launchTemplate({ imageId: image }), "imageId"],
      [instance(), "ami"],
      [launchConfiguration(), "imageId"],
    ] as const) {
      assert.deepEqual(await said(resource), [
        verdicts.refused(resource, path, `"${image}"`, "one of amiIds, which names none"),
      ]);
      assert.deepEqual(await said(resource, { amiIds: ["ami-0abcdef1", "resolve:ssm:/golden:3"] }), [
        verdicts.refused(resource, path, `"${image}"`, "one of ami-0abcdef1, resolve:ssm:/golden:3"),
      ]);
      assert.deepEqual(await said(resource, { amiIds: ["ami-0abcdef1", image] }), []);
    }
  });

  it("says nothing of a template without an AMI", async () =>
    assert.deepEqual(await judge([launchTemplate()]), []));

  it("judges the families and AMIs of Karpenter's node classes", async () => {
    const term = (changes: Record<string, unknown>) => nodeClass({ amiSelectorTerms: [changes] });
    const path = (key: string) => `spec.amiSelectorTerms[0].${key}`;
    const ofFamilies = "an alias of BOTTLEROCKET, AL2023";
    assert.deepEqual(await judge([nodeClass(), term({ alias: "al2023@v20250519" })]), []);
    for (const alias of ["al2@v20240807", "al2023x@v1", "@v1", ""]) {
      const resource = term({ alias });
      const found = alias === "" ? "an empty text" : JSON.stringify(alias);
      assert.deepEqual(await said(resource), [verdicts.refused(resource, path("alias"), found, ofFamilies)]);
    }
    const own = term({ id: image });
    assert.deepEqual(await said(own), [
      verdicts.refused(own, path("id"), `"${image}"`, "one of amiIds, which names none"),
    ]);
    assert.deepEqual(await said(own, { amiIds: [image] }), []);
    const open = term({ alias: unknown });
    assert.deepEqual(await said(open), [verdicts.undecided(open, path("alias"))]);
  });

  it("does not show a secret", async () => {
    const template = launchTemplate({ imageId: secret(image) });
    assert.deepEqual(await said(template), [
      verdicts.refused(template, "imageId", "a secret", "one of amiIds, which names none"),
    ]);
  });

  it("is undecided where only a deployment can tell", async () => {
    const group = nodeGroup({ amiType: unknown });
    assert.deepEqual(await judge([group]), [verdicts.undecided(group, "amiType")]);
    const template = launchTemplate({ imageId: unknown });
    assert.deepEqual(await said(template), [verdicts.undecided(template, "imageId")]);
  });
});
