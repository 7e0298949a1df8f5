import assert from "node:assert/strict";
import { judge, secret, unknown, type TestResource } from "../support/judge.js";
import { judges } from "../support/table.js";
import { Verdicts } from "../support/verdicts.js";

describe("no-patch-resource", () => {
  const says = new Verdicts(
    "no-patch-resource",
    "no resource patches a Kubernetes object that is not its own",
    "Declare the whole object where it is made, or set the values of the chart that makes it; add an object of your own beside it where that does.",
  );
  const patch = (
    properties: Record<string, unknown>,
    type = "kubernetes:core/v1:NodePatch",
  ): TestResource => ({
    type,
    properties,
  });
  const whole = "whole objects, each owned by one program";
  const named = (name: unknown) => patch({ kind: "Node", metadata: { name } });
  const refused = (found: string, resource = named("")) => [says.refused(resource, "", found, whole)];
  const custom = "kubernetes:example.org/v1:FilePatch";

  judges([
    ["refuses a patch", named("node-1"), refused('a patch of "node-1"')],
    ["refuses one that says little", patch({}), refused("a patch of nothing")],
    ["does not show a secret", named(secret("node-1")), refused("a patch of a secret")],
    ["refuses one whose name only a deployment can tell", named(unknown), refused("a patch")],
    [
      "refuses a patch of a custom resource",
      patch({ kind: "File" }, custom),
      refused("a patch of nothing", patch({}, custom)),
    ],
    ["accepts a custom kind that ends so itself", patch({ kind: "FilePatch" }, custom), []],
    [
      "refuses one whose kind only a deployment can tell",
      patch({ kind: unknown }, custom),
      refused("a patch of nothing", patch({}, custom)),
    ],
    ["accepts a kind that is just so called", patch({}, "kubernetes:example.org/v1:Patch"), []],
    ["accepts other providers' patches", patch({}, "aws:ssm/patchBaseline:PatchBaselinePatch"), []],
    ["accepts a type that only ends so", patch({}, "my:kubernetes:core/v1:NodePatch"), []],
    ["accepts a type that goes on", patch({}, "kubernetes:core/v1:NodePatch/v2"), []],
    ["accepts what only contains the word", patch({}, "kubernetes:example.org/v1:PatchSet"), []],
  ]);
});

describe("no-command-resource", () => {
  const says = new Verdicts(
    "no-command-resource",
    "no resource runs commands, here or on other machines",
    "Declare what the command makes as resources. What nodes need belongs in their image or in the launch template; what a pod needs belongs in its image.",
  );
  const judged = async (type: string, properties: Record<string, unknown> = { create: secret("rm -rf /") }) =>
    judge([{ type, properties }]);

  for (const type of [
    "command:local:Command",
    "command:local:run",
    "command:remote:Command",
    "command:remote:CopyToRemote",
    "ansible:index/playbook:Playbook",
    "aws:ssm/association:Association",
    "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask",
    "vpc:tf:null_resource",
    "vpc:tf:terraform_data",
  ])
    it(`refuses ${type}, and shows nothing of it`, async () =>
      assert.deepEqual(await judged(type), [
        says.refused({ type }, "", `a ${type}`, "resources that declare what they make"),
      ]));

  for (const type of [
    "commander:local:Command",
    "my:command:local:Command",
    "aws:ssm/association:AssociationVersion",
    "aws:ssm/parameter:Parameter",
    "vpc:tf:aws_vpc",
    "vpc:tf:null_resource_2",
    "tf:null_resource:x",
    "my:vpc:tf:null_resource",
    "my:ansible:index/playbook:Playbook",
    "my:aws:ssm/association:Association",
  ])
    it(`has nothing to say of ${type}`, async () => assert.deepEqual(await judged(type), []));

  for (const type of ["my:null:index:Resource", "null:index:Resources"])
    it(`has nothing to say of ${type} with provisioners`, async () =>
      assert.deepEqual(await judged(type, { provisioners: [{}] }), []));

  for (const type of ["null:index/resource:Resource", "null:index:Resource"])
    it(`refuses ${type} where it has provisioners`, async () => {
      assert.deepEqual(await judged(type, { provisioners: [{}] }), [
        says.refused({ type }, "", `a ${type}`, "resources that declare what they make"),
      ]);
      assert.deepEqual(await judged(type, { triggers: {} }), []);
      assert.deepEqual(await judged(type, { provisioners: unknown }), [
        says.undecided({ type }, "provisioners"),
      ]);
    });
});

describe("no-dynamic-provider", () => {
  const says = new Verdicts(
    "no-dynamic-provider",
    "no resource is made by a dynamic provider",
    "Take the resource of a published provider, or put the provider into a package of its own with a version.",
  );

  for (const type of [
    "pulumi-nodejs:dynamic:Resource",
    "pulumi-nodejs:dynamic/shop:Coupon",
    "pulumi-python:dynamic:Resource",
    "pulumi-python:dynamic/shop:Coupon",
  ])
    it(`refuses ${type}, and shows nothing of its code`, async () =>
      assert.deepEqual(await judge([{ type, properties: { __provider: "exports.handler = 1" } }]), [
        says.refused({ type }, "", `a ${type}`, "resources of published providers"),
      ]));

  for (const type of [
    "pulumi-nodejs:dynamics:Resource",
    "x:pulumi-nodejs:dynamic:Resource",
    "aws:dynamic/x:Y",
  ])
    it(`has nothing to say of ${type}`, async () =>
      assert.deepEqual(await judge([{ type, properties: {} }]), []));
});

describe("no-opaque-release", () => {
  const says = new Verdicts(
    "no-opaque-release",
    "no Helm release whose objects no policy can see",
    "Make the chart a kubernetes.helm.sh/v4 Chart, whose objects are resources of the stack. Charts that need Helm's hooks cannot be judged.",
  );
  const type = "kubernetes:helm.sh/v3:Release";
  const release = async (chart: unknown) => says.among(await judge([{ type, properties: { chart } }]));
  const refused = (found: string) => [
    says.refused({ type }, "", found, "charts whose objects are resources of the stack"),
  ];

  it("refuses a release, and names its chart", async () =>
    assert.deepEqual(await release("web"), refused('a release of the chart "web"')));
  it("does not show a secret", async () =>
    assert.deepEqual(await release(secret("web")), refused("a release of the chart a secret")));
  it("does not show what a chart's address logs in with", async () =>
    assert.deepEqual(
      await release("https://me:hunter2@example.com/web-1.2.3.tgz?token=x"),
      refused('a release of the chart "https://…@example.com/web-1.2.3.tgz?…"'),
    ));
  it("refuses a release whose chart only a deployment can tell", async () =>
    assert.deepEqual(await release(unknown), refused("a release")));
  it("accepts charts, whose objects are seen", async () =>
    assert.deepEqual(
      says.among(
        await judge(
          ["kubernetes:helm.sh/v4:Chart", "kubernetes:helm.sh/v3:Chart"].map((chart) => ({
            type: chart,
            properties: { chart: "web" },
          })),
        ),
      ),
      [],
    ));
});
