import assert from "node:assert/strict";
import { judge, secret, unknown, type TestResource } from "../support/judge.js";
import { instance, launchConfiguration, launchTemplate } from "../support/nodes.js";
import { Verdicts } from "../support/verdicts.js";

describe("no-mutable-ami-parameter", () => {
  const verdicts = new Verdicts(
    "no-mutable-ami-parameter",
    "images are not named by parameters whose value can change",
    "Look the AMI id up when you write the program and put the id there, or name the parameter's version: resolve:ssm:/golden/image:3.",
  );
  const allowed = "an AMI id, or a parameter's version: resolve:ssm:/golden/image:3";
  const refused = (resource: TestResource, path: string, found: string) => [
    verdicts.refused(resource, path, found, allowed),
  ];

  const images: readonly (readonly [string, string, boolean])[] = [
    ["an AMI id", "ami-0123456789abcdef0", true],
    ["a parameter's version", "resolve:ssm:/golden/image:3", true],
    ["a parameter", "resolve:ssm:/golden/image", false],
    ["a label of a parameter, which moves", "resolve:ssm:/golden/image:stable", false],
    [
      "the newest image of Bottlerocket",
      "resolve:ssm:/aws/service/bottlerocket/aws-k8s-1.33/x86_64/latest/image_id",
      false,
    ],
    [
      "the recommended image of EKS, in whatever case",
      "RESOLVE:SSM:/aws/service/eks/optimized-ami/1.33/recommended/image_id",
      false,
    ],
    ["the path of such a parameter", "/aws/service/eks/optimized-ami/1.33/recommended/image_id", false],
    ["the path without a slash", "aws/service/eks/optimized-ami/1.33/recommended/image_id", false],
    ["a name that has such a path in it", "ami-aws/service/", true],
  ];
  for (const [title, imageId, accepted] of images)
    it(`${accepted ? "accepts" : "refuses"} ${title}`, async () => {
      const template = launchTemplate({ imageId });
      assert.deepEqual(
        verdicts.among(await judge([template])),
        accepted ? [] : refused(template, "imageId", JSON.stringify(imageId)),
      );
    });

  it("judges instances and launch configurations", async () => {
    const path = "resolve:ssm:/golden/image";
    const resources = [instance({ ami: path }), launchConfiguration({ imageId: path })];
    assert.deepEqual(verdicts.among(await judge(resources)), [
      ...refused(resources[0]!, "ami", '"resolve:ssm:/golden/image"'),
      ...refused(resources[1]!, "imageId", '"resolve:ssm:/golden/image"'),
    ]);
  });

  it("leaves what is no text to others, and does not show a secret", async () => {
    assert.deepEqual(verdicts.among(await judge([launchTemplate({ imageId: 3 })])), []);
    const hidden = launchTemplate({ imageId: secret("resolve:ssm:/golden/image") });
    assert.deepEqual(verdicts.among(await judge([hidden])), refused(hidden, "imageId", "a secret"));
  });

  it("is undecided where only a deployment can tell the image", async () => {
    const template = launchTemplate({ imageId: unknown });
    assert.deepEqual(verdicts.among(await judge([template])), [verdicts.undecided(template, "imageId")]);
  });

  const parameter = (properties: Record<string, unknown>): TestResource => ({
    type: "aws:ssm/parameter:Parameter",
    properties: { type: "String", dataType: "aws:ec2:image", value: "ami-0123456789abcdef0", ...properties },
  });
  const overwritten = (resource: TestResource, found: string) =>
    verdicts.refused(
      resource,
      "overwrite",
      found,
      "false for a parameter that names an image",
      "Make a parameter of another name for another image, or remove overwrite.",
    );
  const parameters: readonly (readonly [string, TestResource, (resource: TestResource) => string[]])[] = [
    ["accepts a parameter that names an image", parameter({}), () => []],
    ["accepts one that is not overwritten", parameter({ overwrite: false }), () => []],
    [
      "refuses to overwrite it",
      parameter({ overwrite: true }),
      (resource) => [overwritten(resource, "true (a boolean)")],
    ],
    [
      "refuses it as a text",
      parameter({ overwrite: "true" }),
      (resource) => [overwritten(resource, '"true"')],
    ],
    ["accepts another parameter", parameter({ overwrite: true, dataType: "text" }), () => []],
    ["accepts one without a type", parameter({ overwrite: true, dataType: null }), () => []],
    [
      "is undecided where only a deployment can tell whether it is overwritten",
      parameter({ overwrite: unknown }),
      (resource) => [verdicts.undecided(resource, "overwrite")],
    ],
    [
      "is undecided where only a deployment can tell what it is",
      parameter({ overwrite: true, dataType: unknown }),
      (resource) => [verdicts.undecided(resource, "dataType")],
    ],
    [
      "is decided where another parameter may be overwritten",
      parameter({ overwrite: unknown, dataType: "text" }),
      () => [],
    ],
    [
      "needs no type where nothing is overwritten",
      parameter({ overwrite: false, dataType: unknown }),
      () => [],
    ],
  ];
  for (const [title, resource, expected] of parameters)
    it(title, async () => assert.deepEqual(await judge([resource]), expected(resource)));

  const nodeClass = (type: string, ...amiSelectorTerms: unknown[]): TestResource => ({
    type: `kubernetes:karpenter.k8s.aws/v1:${type}`,
    properties: { spec: { amiSelectorTerms } },
  });
  const terms: readonly (readonly [string, unknown, (readonly [string, string, string])?])[] = [
    ["accepts an id", { id: "ami-0123456789abcdef0" }],
    ["accepts a release", { alias: "bottlerocket@v1.20.0" }],
    [
      "refuses the newest release",
      { alias: "bottlerocket@latest" },
      ["alias", '"bottlerocket@latest"', "one release: bottlerocket@v1.20.0"],
    ],
    [
      "refuses an alias that is no text",
      { alias: 1 },
      ["alias", "1 (a number)", "one release: bottlerocket@v1.20.0"],
    ],
    ["refuses an id that is no text", { id: 1 }, ["id", "1 (a number)", "an AMI id"]],
    [
      "refuses the newest of a name",
      { name: "golden-*" },
      ["", 'a mapping of "name"', "an AMI id, or an alias with one release: bottlerocket@v1.20.0"],
    ],
  ];
  for (const [title, term, refusal] of terms)
    it(`${title} in a node class of Karpenter`, async () => {
      const resource = nodeClass("EC2NodeClass", { id: "ami-0123456789abcdef0" }, term);
      const [key, found, instead] = refusal ?? [];
      const path = `spec.amiSelectorTerms[1]${key === "" ? "" : `.${key ?? ""}`}`;
      assert.deepEqual(
        verdicts.among(await judge([resource])),
        refusal ? [verdicts.refused(resource, path, found!, instead!)] : [],
      );
    });

  it("is undecided about terms that only a deployment can tell", async () => {
    const resource = nodeClass("EC2NodeClass", unknown, { alias: unknown });
    const said = verdicts.among(await judge([resource]));
    assert.deepEqual(said, [
      verdicts.undecided(resource, "spec.amiSelectorTerms[0].alias", "spec.amiSelectorTerms[1].alias"),
    ]);
  });

  it("says nothing of other kinds", async () =>
    assert.deepEqual(verdicts.among(await judge([nodeClass("NodePool", { name: "golden" })])), []));
});
