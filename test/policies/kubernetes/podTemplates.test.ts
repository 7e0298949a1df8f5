import assert from "node:assert/strict";
import { containersOf, mayHavePods, podTemplatesOf } from "../../../policies/kubernetes/podTemplates.js";
import { resourceFor } from "../../../policies/model/resource.js";
import { secret, unknown } from "../support/judge.js";

type Properties = Readonly<Record<string, unknown>>;

/** A resource, and the places that only a deployment can tell which were asked for. */
function resourceOf(type: string, properties: Properties) {
  const asked: string[] = [];
  const resource = resourceFor(
    {
      urn: "",
      type: `kubernetes:${type}`,
      name: "it",
      properties,
      options: { protect: false, ignoreChanges: [] },
    },
    (value) => asked.push(value.path),
  );
  return { resource, asked };
}

const containers = (type: string, properties: Properties) =>
  containersOf(resourceOf(type, properties).resource).map(({ list, value }) => `${list} ${value.path}`);
const web = { name: "web", image: "web" };
const pods = { containers: [web] };
const template = { metadata: { labels: { app: "web" } }, spec: pods };

describe("the pods of a resource", () => {
  const builtIn: readonly (readonly [type: string, properties: Properties, path: string])[] = [
    ["core/v1:Pod", { spec: pods }, "spec"],
    ["v1:Pod", { spec: pods }, "spec"],
    ["core/v1:PodPatch", { spec: pods }, "spec"],
    ["core/v1:PodList", { items: [{ spec: pods }] }, "items[0].spec"],
    ["core/v1:PodTemplate", { template }, "template.spec"],
    ["core/v1:ReplicationController", { spec: { template } }, "spec.template.spec"],
    ["apps/v1:Deployment", { spec: { template } }, "spec.template.spec"],
    ["apps/v1beta2:StatefulSet", { spec: { template } }, "spec.template.spec"],
    ["apps/v1:DaemonSetList", { items: [{ spec: { template } }] }, "items[0].spec.template.spec"],
    ["extensions/v1beta1:ReplicaSet", { spec: { template } }, "spec.template.spec"],
    ["batch/v1:Job", { spec: { template } }, "spec.template.spec"],
    [
      "batch/v1beta1:CronJob",
      { spec: { jobTemplate: { spec: { template } } } },
      "spec.jobTemplate.spec.template.spec",
    ],
    ["v1:List", { items: [{ apiVersion: "v1", kind: "Pod", spec: pods }] }, "items[0].spec"],
    [
      "core/v1:List",
      { items: [{ apiVersion: "apps/v1", kind: "Deployment", spec: { template } }] },
      "items[0].spec.template.spec",
    ],
    [
      "v1:List",
      { items: [{ apiVersion: "v1", kind: "PodList", items: [{ spec: pods }] }] },
      "items[0].items[0].spec",
    ],
    ["example.com/v1:Thing", { template }, "template.spec"],
    ["example.com/v1:Things", { things: [pods] }, "things[0]"],
    [
      "core/v1:List",
      { items: [{ apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", spec: { template } }] },
      "items[0].spec.template.spec",
    ],
  ];
  const custom: readonly (readonly [what: string, type: string, spec: unknown, path: string])[] = [
    ["an Argo rollout", "argoproj.io/v1alpha1:Rollout", { template }, "spec.template.spec"],
    ["a version of another name", "example.com/beta:Rollout", { template }, "spec.template.spec"],
    [
      "a JobSet",
      "jobset.x-k8s.io/v1alpha2:JobSet",
      { replicatedJobs: [{ template: { spec: { template } } }] },
      "spec.replicatedJobs[0].template.spec.template.spec",
    ],
    ["a Knative service", "serving.knative.dev/v1:Service", { template }, "spec.template.spec"],
    [
      "a Ray cluster",
      "ray.io/v1:RayCluster",
      { headGroupSpec: { template } },
      "spec.headGroupSpec.template.spec",
    ],
    [
      "a KServe predictor",
      "serving.kserve.io/v1beta1:InferenceService",
      { predictor: pods },
      "spec.predictor",
    ],
    ["a kind that ends in List", "example.com/v1:PlayList", { template }, "spec.template.spec"],
    ["a kind that is called Patch", "example.com/v1:Patch", { template }, "spec.template.spec"],
    ["a list of custom resources", "argoproj.io/v1alpha1:RolloutPatch", { template }, "spec.template.spec"],
    [
      "pods at the greatest depth",
      "example.com/v1:Deep",
      { 1: { 2: { 3: { 4: { 5: { 6: { 7: { 8: pods } } } } } } } },
      'spec."1"."2"."3"."4"."5"."6"."7"."8"',
    ],
  ];
  for (const [type, properties, path] of [
    ...builtIn,
    ...custom.map(([, type, spec, path]) => [type, { spec }, path] as const),
  ])
    it(`are found in ${type}`, () => {
      assert.ok(mayHavePods(`kubernetes:${type}`));
      const { resource, asked } = resourceOf(type, properties);
      const [found, ...others] = podTemplatesOf(resource);
      assert.deepEqual(others, []);
      assert.equal(found!.spec.path, path);
      assert.deepEqual(containers(type, properties), [`containers ${path}.containers[0]`]);
      assert.deepEqual(asked, []);
    });

  it("are all of a resource, with the labels of each", () => {
    const { resource } = resourceOf("example.com/v1:Two", {
      spec: { a: { template }, b: [{ template }, { podSpec: pods }] },
    });
    assert.deepEqual(
      podTemplatesOf(resource).map(({ kind, metadata, object }) => [
        kind,
        metadata.at("labels").texts(),
        object.path,
      ]),
      [
        ["Two", { app: "web" }, ""],
        ["Two", { app: "web" }, ""],
        ["Two", {}, ""],
      ],
    );
  });

  const none: readonly (readonly [what: string, type: string, properties: Properties])[] = [
    [
      "deeper than anybody has them",
      "example.com/v1:Deep",
      { spec: { 1: { 2: { 3: { 4: { 5: { 6: { 7: { 8: { 9: pods } } } } } } } } } },
    ],
    ["in the status", "example.com/v1:Status", { status: { template } }],
    ["in the metadata", "example.com/v1:Status", { metadata: { template } }],
    ["a list of something else", "example.com/v1:Other", { spec: { containers: ["web", { size: 1 }] } }],
    ["containers that are no list", "example.com/v1:Other", { spec: { containers: { web } } }],
    ["a container outside a workflow", "example.com/v1:Other", { spec: { container: web } }],
    ["another group's Deployment without pods", "example.com/v1:Deployment", { spec: {} }],
    ["an empty list", "core/v1:PodList", {}],
  ];
  for (const [what, type, properties] of none)
    it(`are not ${what}`, () => assert.deepEqual(containers(type, properties), []));

  for (const type of [
    "core/v1:ConfigMap",
    "core/v1:Deployment2",
    "apps/v1:ControllerRevision",
    "core/v1:constructor",
    "autoscaling/v2:HorizontalPodAutoscaler",
    "policy/v1:PodDisruptionBudget",
    "events/v1:Event",
    "meta/v1:Status",
    "networking.k8s.io/v1:NetworkPolicy",
    "projectcalico.org/v3:GlobalNetworkPolicy",
    "crd.projectcalico.org/v1:GlobalNetworkPolicy",
    "helm.sh/v4:Chart",
    "yaml/v2:ConfigFile",
    "kustomize/v2:Directory",
    "index:Provider",
    "helm:Chart",
  ])
    it(`are not looked for in ${type}`, () => {
      assert.equal(mayHavePods(`kubernetes:${type}`), false);
      assert.deepEqual(containers(type, { spec: { template } }), []);
    });

  it("are not those of other providers", () => assert.equal(mayHavePods("aws:apps/v1:Deployment"), false));

  const parts: readonly (readonly [what: string, properties: Properties, paths: readonly string[]])[] = [
    [
      "containers without images",
      { spec: { node: { spec: { template: { spec: { containers: [{ name: "node", resources: {} }] } } } } } },
      ["spec.node.spec.template.spec"],
    ],
    ["init containers alone", { spec: { initContainers: [web] } }, ["spec"]],
    ["an init container without an image", { spec: { initContainers: [{ name: "wait" }] } }, ["spec"]],
    [
      "an ephemeral container without a name",
      { spec: { ephemeralContainers: [{ image: "web" }] } },
      ["spec"],
    ],
    ...["hostIPC", "hostNetwork", "hostPID", "securityContext", "volumes"].flatMap((key) =>
      ["template", "podTemplate"].map(
        (place) =>
          [
            `${place} with ${key}`,
            { spec: { [place]: { spec: { [key]: true } } } },
            [`spec.${place}.spec`],
          ] as const,
      ),
    ),
    [
      "parts around others",
      { spec: { initContainers: [{ name: "wait" }], thing: { containers: [{ name: "web" }] } } },
      ["spec", "spec.thing"],
    ],
    [
      "parts at the greatest depth",
      { spec: { 1: { 2: { 3: { 4: { 5: { 6: { 7: { 8: { containers: [{ name: "web" }] } } } } } } } } } },
      ['spec."1"."2"."3"."4"."5"."6"."7"."8"'],
    ],
    ["a template of something else", { spec: { template: { spec: { size: 1 } } } }, []],
    ["a specification of no template", { spec: { other: { spec: { volumes: [] } } } }, []],
    ["a template without a specification", { spec: { template: { volumes: [] } } }, []],
  ];
  for (const [what, properties, paths] of parts)
    it(`are changed in part by ${what}`, () => {
      const { resource, asked } = resourceOf("example.com/v1:Operated", properties);
      const found = podTemplatesOf(resource);
      assert.deepEqual(
        found.map(({ spec, partial }) => [spec.path, partial]),
        paths.map((path) => [path, true]),
      );
      assert.deepEqual(asked, []);
    });

  it("say whether they are a patch", () => {
    const partial = (type: string) =>
      podTemplatesOf(resourceOf(type, { spec: { template } }).resource)[0]!.partial;
    assert.equal(partial("apps/v1:DeploymentPatch"), true);
    assert.equal(partial("apps/v1:Deployment"), false);
    assert.equal(partial("argoproj.io/v1alpha1:RolloutPatch"), true);
  });

  it("hold init and ephemeral containers as well", () =>
    assert.deepEqual(
      containers("core/v1:Pod", {
        spec: { ...pods, initContainers: [web], ephemeralContainers: [web], container: web },
      }),
      [
        "initContainers spec.initContainers[0]",
        "containers spec.containers[0]",
        "ephemeralContainers spec.ephemeralContainers[0]",
      ],
    ));

  it("are found inside what is secret", () =>
    assert.deepEqual(containers("example.com/v1:Thing", { spec: { one: secret([{ two: secret(pods) }]) } }), [
      "containers spec.one[0].two.containers[0]",
    ]));

  it("hide what is secret", () => {
    const { resource } = resourceOf("argoproj.io/v1alpha1:Rollout", { spec: secret({ template }) });
    assert.equal(containersOf(resource)[0]!.value.at("image").show(), "a secret");
  });
});

describe("the pods of an Argo workflow", () => {
  const workflow = {
    automountServiceAccountToken: false,
    templates: [
      { name: "main", steps: [[{ name: "one", template: "one" }]] },
      { name: "one", container: web, initContainers: [web] },
      { name: "two", script: { image: "web", source: "true" }, sidecars: [web] },
      { name: "three", containerSet: { containers: [web, web] } },
    ],
  };
  it("are those of its templates", () =>
    assert.deepEqual(containers("argoproj.io/v1alpha1:Workflow", { spec: workflow }), [
      "initContainers spec.templates[1].initContainers[0]",
      "task spec.templates[1].container",
      "task spec.templates[2].script",
      "task spec.templates[2].sidecars[0]",
      "task spec.templates[3].containerSet.containers[0]",
      "task spec.templates[3].containerSet.containers[1]",
    ]));

  it("take from around them what they leave out", () => {
    for (const [properties, path] of [
      [{ spec: workflow }, "spec"],
      [{ spec: { workflowSpec: workflow } }, "spec.workflowSpec"],
    ] as const) {
      const { resource } = resourceOf("argoproj.io/v1alpha1:Workflow", properties);
      for (const { outer } of podTemplatesOf(resource)) assert.equal(outer[0]!.path, path);
    }
  });
});

describe("pods that only a deployment can tell", () => {
  const cases: readonly (readonly [what: string, properties: Properties, expected: readonly string[]])[] = [
    ["a specification", { spec: unknown }, ["spec"]],
    ["a template", { spec: { template: unknown } }, ["spec.template"]],
    ["init containers", { spec: { initContainers: unknown } }, ["spec.initContainers"]],
    ["a template beside a specification", { template: unknown, other: unknown }, ["template"]],
    ["one of several", { spec: { replicatedJobs: [unknown] } }, ["spec.replicatedJobs[0]"]],
    [
      "containers",
      { spec: { template: { spec: { containers: unknown } } } },
      ["spec.template.spec.containers"],
    ],
    ["what cannot be pods", { spec: { replicas: unknown, nested: { name: unknown, list: [unknown] } } }, []],
  ];
  for (const [what, properties, expected] of cases)
    it(`are ${expected.length > 0 ? "" : "not "}noted for ${what}`, () => {
      const { resource, asked } = resourceOf("example.com/v1:Thing", properties);
      assert.deepEqual(containersOf(resource), []);
      assert.deepEqual([...new Set(asked)], expected);
    });

  it("are pods where their image alone is unknown", () => {
    const spec = { template: { spec: { containers: [{ name: "web", image: unknown }] } } };
    assert.deepEqual(containers("example.com/v1:Thing", { spec }), [
      "containers spec.template.spec.containers[0]",
    ]);
    assert.deepEqual(containers("example.com/v1:Thing", { spec: { containers: [unknown] } }), [
      "containers spec.containers[0]",
    ]);
    assert.deepEqual(
      containers("example.com/v1:Thing", { spec: { templates: [{ container: { image: unknown } }] } }),
      ["task spec.templates[0].container"],
    );
  });
});
