import assert from "node:assert/strict";
import type { KubernetesObject } from "../../../cli/drift/cluster/kubernetesObject.js";
import { objectKey } from "../../../cli/drift/cluster/kubernetesObject.js";
import { engineFindings } from "../../../cli/drift/engineFindings.js";
import { pathSteps } from "../../../cli/drift/engine/pathSteps.js";
import type { EngineDrift } from "../../../cli/drift/engine/refreshDrift.js";
import { object } from "./support.js";

const urn = "urn:pulumi:dev::basalt::kubernetes:x::web";

/** Paths that are told of what the engine sees in an object; undefined where nothing is. */
function told(
  of: KubernetesObject,
  paths: readonly string[],
  { change = "changed", unread = [] }: { change?: EngineDrift["change"]; unread?: readonly string[] } = {},
): readonly string[] | undefined {
  const inputs = of as unknown as Record<string, unknown>;
  const type = `kubernetes:${of.apiVersion}:${of.kind}`;
  const [finding] = engineFindings(
    {
      drift: [{ urn, type, name: "web", change, paths }],
      state: new Map([[urn, { urn, type, parent: "", inputs, outputs: {} }]]),
    },
    new Map([[objectKey(of), { object: of, urn }]]),
    { objects: [], unread: unread.map((what) => ({ what, reason: "" })) },
  );
  return finding?.differences.map(({ path }) => path);
}

const account = object("v1", "ServiceAccount", "web", { namespace: "shop", secrets: [{ name: "a" }] });
const deployment = object("apps/v1", "Deployment", "web", {
  namespace: "shop",
  spec: {
    replicas: 2,
    template: {
      metadata: { annotations: { "a.b/c": "[secret]" } },
      spec: { containers: [{ name: "web", image: "web:1", env: [{ name: "P", value: "[secret]" }] }] },
    },
  },
});

describe("what the engine sees of objects that are compared with the cluster", () => {
  const cases: readonly (readonly [
    title: string,
    of: KubernetesObject,
    paths: readonly string[],
    told: readonly string[] | undefined,
  ])[] = [
    ["is not told twice", deployment, ["spec.replicas", "metadata.labels.app"], undefined],
    [
      "is told of what the comparison does not look at",
      account,
      ["secrets[0].name", "metadata.labels.app"],
      ["secrets[0].name"],
    ],
    ["is not told of the rest of such an object", account, ["automountServiceAccountToken"], undefined],
    [
      "is told of metadata that nobody compares",
      deployment,
      ["metadata.finalizers[0]"],
      ["metadata.finalizers[0]"],
    ],
    [
      "is told of a value that is not known here",
      deployment,
      ["spec.template.spec.containers[0].env[0].value", "spec.template.spec.containers[0].image"],
      ["spec.template.spec.containers[0].env[0].value"],
    ],
    [
      "is told of what has such a value in it",
      deployment,
      ["spec.template.spec.containers"],
      ["spec.template.spec.containers"],
    ],
    [
      "is told of such a value under a name with dots",
      deployment,
      ['spec.template.metadata.annotations["a.b/c"]'],
      ['spec.template.metadata.annotations["a.b/c"]'],
    ],
    ["is told where it may be such a value, and the engine does not say what", deployment, [], []],
    ["is not told where nothing is such a value, and the engine does not say what", account, [], undefined],
  ];
  for (const [title, of, paths, expected] of cases)
    it(title, () => {
      assert.deepEqual(told(of, paths), expected);
    });

  it("is told of all where the cluster's could not be read, and of what is gone only then", () => {
    const unread = ["Deployment of apps"];
    assert.deepEqual(told(deployment, ["spec.replicas"], { unread }), ["spec.replicas"]);
    assert.deepEqual(told(deployment, [], { change: "missing", unread }), []);
    assert.equal(told(deployment, [], { change: "missing" }), undefined);
  });
});

describe("a path of the engine", () => {
  for (const [path, steps] of [
    ["spec.containers[0].image", ["spec", "containers", 0, "image"]],
    ['metadata.annotations["a.b/c"].d', ["metadata", "annotations", "a.b/c", "d"]],
    ['["a\\"b"][12]', ['a"b', 12]],
  ] as const)
    it(`has its steps: ${path}`, () => {
      assert.deepEqual(pathSteps(path), steps);
    });
});
