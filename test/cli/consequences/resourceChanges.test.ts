import assert from "node:assert/strict";
import type { OpType } from "@pulumi/pulumi/automation/index.js";
import { isNodeType, resourceChanges } from "../../../cli/consequences/resourceChanges.js";
import type { ResourceChange } from "../../../cli/consequences/report.js";
import type { EngineStep } from "../../../cli/engine/engineRun.js";
import { nodeTypes, replaceableTypes } from "../../../policies/program/replaceableTypes.js";

const bucket = "aws:s3/bucket:Bucket";
const nodeGroup = "aws:eks/nodeGroup:NodeGroup";

function step(
  op: OpType,
  more: Partial<EngineStep> & { readonly name?: string; readonly custom?: boolean } = {},
) {
  const { name = "a", type = bucket, custom = true, ...rest } = more;
  const state = { id: "", inputs: {}, outputs: {}, parent: "", protect: false, custom };
  return {
    op,
    urn: `urn:pulumi:dev::basalt::${type}::${name}`,
    type,
    diffs: [],
    replacedBy: [],
    details: {},
    new: state,
    ...rest,
  } satisfies EngineStep;
}

/** What is told of a change besides which resource it is about. */
const told = ({ action, name, order, properties, nodes }: ResourceChange) =>
  [nodes ? "nodes" : "", action, name, order ?? "", properties.join(" ")]
    .filter((text) => text !== "")
    .join(" ");

const why = { replacedBy: ["bucket"], diffs: ["bucket", "tags"] };

const cases: readonly { title: string; steps: readonly EngineStep[]; changes: readonly string[] }[] = [
  { title: "leaves out what stays as it is", steps: [step("same")], changes: [] },
  {
    title: "leaves out what is only read",
    steps: [step("read"), step("refresh", { name: "b" })],
    changes: [],
  },
  {
    title: "leaves out components, which only group",
    steps: [step("update", { custom: false })],
    changes: [],
  },
  { title: "tells a creation", steps: [step("create")], changes: ["create a"] },
  { title: "takes an import for a creation", steps: [step("import")], changes: ["create a"] },
  {
    title: "tells what of a resource is updated, by its innermost paths",
    steps: [step("update", { diffs: ["spec"], details: { "spec.ports[0]": "update", "spec.name": "add" } })],
    changes: ["update a spec.name spec.ports[0]"],
  },
  {
    title: "takes the three steps of a replacement for one change, new before old",
    steps: [step("create-replacement", why), step("replace", why), step("delete-replaced")],
    changes: ["replace a create-before-delete bucket"],
  },
  {
    title: "tells that the old one goes first where the engine deletes first",
    steps: [step("delete-replaced", why), step("replace", why), step("create-replacement", why)],
    changes: ["replace a delete-before-create bucket"],
  },
  {
    title: "tells no order where only one half of a replacement is known",
    steps: [step("replace", why)],
    changes: ["replace a bucket"],
  },
  {
    title: "tells of a replacement the paths that it is for",
    steps: [step("replace", { details: { "spec.selector": "update-replace", "spec.replicas": "update" } })],
    changes: ["replace a spec.selector"],
  },
  {
    title: "takes what an earlier update could not delete for a deletion beside what took its place",
    steps: [step("same"), step("delete-replaced")],
    changes: ["delete a"],
  },
  {
    title: "puts nodes first, then what is replaced, deleted, created, updated",
    steps: [
      step("update", { name: "u" }),
      step("create", { name: "c" }),
      step("delete", { name: "d" }),
      step("replace", { name: "r" }),
      step("update", { name: "n", type: nodeGroup }),
    ],
    changes: ["nodes update n", "replace r", "delete d", "create c", "update u"],
  },
];

describe("the changes of a run", () => {
  for (const { title, steps, changes } of cases)
    it(title, () => {
      assert.deepEqual(resourceChanges(steps).changes.map(told), changes);
    });

  it("are of nodes where a type makes some, or says what one is, and of nothing that runs on them", () => {
    const types = ["aws:ec2/launchTemplate:LaunchTemplate", "aws:autoscaling/group:Group", nodeGroup];
    for (const type of types) assert.ok(isNodeType(type), type);
    for (const type of ["kubernetes:apps/v1:Deployment", "eks:index:NodeGroup", bucket])
      assert.ok(!isNodeType(type), type);
    // A policy lets nobody protect what makes nodes: they are replaced.
    for (const type of nodeTypes) assert.ok(replaceableTypes.includes(type), type);
  });

  it("counts what stays as it is, components left out", () => {
    const steps = [
      step("same"),
      step("same", { name: "b" }),
      step("same", { name: "c", custom: false }),
      step("update", { name: "d" }),
    ];
    assert.equal(resourceChanges(steps).unchanged, 2);
  });
});
