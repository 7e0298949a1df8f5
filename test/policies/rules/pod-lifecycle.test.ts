import assert from "node:assert/strict";
import { containerProbes } from "../../../policies/rules/container-probes.js";
import { containerResources } from "../../../policies/rules/container-resources.js";
import { noBarePod } from "../../../policies/rules/no-bare-pod.js";
import { noServiceAccountToken } from "../../../policies/rules/no-service-account-token.js";
import { judge, secret, unknown } from "../support/judge.js";
import { judgesPods, type Change } from "../support/judgesPods.js";
import { container, containerPath, deployment, podPath, podSpec, verdictsOf } from "../support/workloads.js";

describe("no-service-account-token", () => {
  const mount = `${podPath}.automountServiceAccountToken`;
  const projected = `${podPath}.volumes[0].projected.sources[1].serviceAccountToken`;
  const volumes = (serviceAccountToken: unknown) => [
    { name: "token", projected: { sources: [{ configMap: { name: "ca" } }, { serviceAccountToken }] } },
  ];
  const unsaid = "false, or true with a service account of the pod's own";
  const found = "a token of the default service account";
  const own = "no token, or that of a service account of the pod's own";
  const token = { audience: "sts.amazonaws.com", path: "token" };
  const tokenSecret = (account: unknown, type: unknown = "kubernetes.io/service-account-token") => ({
    type: "kubernetes:core/v1:Secret",
    properties: {
      metadata: { name: "token", annotations: { "kubernetes.io/service-account.name": account } },
      type,
    },
  });
  const account = 'metadata.annotations."kubernetes.io/service-account.name"';
  const says = verdictsOf(noServiceAccountToken);

  it("refuses a Secret with a token of the default account", async () => {
    const resource = tokenSecret("default");
    assert.deepEqual(await judge([resource]), [says.refused(resource, account, found, own)]);
    const list = { type: "kubernetes:v1:SecretList", properties: { items: [resource.properties] } };
    assert.deepEqual(await judge([list]), [says.refused(list, `items[0].${account}`, found, own)]);
  });

  it("accepts Secrets with other tokens, and with none", async () =>
    assert.deepEqual(
      says.among(
        await judge([tokenSecret("web"), tokenSecret("default", "Opaque"), tokenSecret(unknown, "Opaque")]),
      ),
      [],
    ));

  it("is undecided where only a deployment can tell whose token a Secret has", async () => {
    for (const [resource, path] of [
      [tokenSecret(unknown), account],
      [tokenSecret("default", unknown), "type"],
    ] as const)
      assert.deepEqual(says.among(await judge([resource])), [says.undecided(resource, path)]);
  });

  judgesPods(noServiceAccountToken, [
    [
      "accepts a token of an account of its own",
      { automountServiceAccountToken: true, serviceAccountName: "web", volumes: volumes(token) },
      [],
    ],
    ["accepts one under its old name", { automountServiceAccountToken: true, serviceAccount: "web" }, []],
    ["accepts none of the default account", { serviceAccountName: "default" }, []],
    [
      "refuses pods that do not say whether they get one",
      { automountServiceAccountToken: undefined, serviceAccountName: "web" },
      [[mount, "nothing", unsaid]],
    ],
    [
      "refuses what is neither yes nor no",
      { automountServiceAccountToken: "yes", serviceAccountName: "web" },
      [[mount, '"yes"', unsaid]],
    ],
    [
      "refuses the default account's by default",
      { automountServiceAccountToken: true },
      [[mount, found, own]],
    ],
    [
      "refuses the default account's by an empty name",
      { automountServiceAccountToken: true, serviceAccountName: "" },
      [[mount, found, own]],
    ],
    [
      "refuses the default account's by name",
      { automountServiceAccountToken: true, serviceAccountName: "default" },
      [[mount, found, own]],
    ],
    [
      "refuses a projected one of the default account",
      { volumes: volumes(token) },
      [[projected, found, own]],
    ],
    [
      "does not show a secret",
      { automountServiceAccountToken: secret("yes"), serviceAccountName: secret("web") },
      [[mount, "a secret", unsaid]],
    ],
    ["is undecided where only a deployment can tell", { automountServiceAccountToken: unknown }, [[mount]]],
    [
      "is undecided where it cannot tell whose token it is",
      { automountServiceAccountToken: true, serviceAccountName: unknown },
      [[`${podPath}.serviceAccountName`]],
    ],
    ["does not ask whose account it is where there is no token", { serviceAccountName: unknown }, []],
    ["is undecided about an unknown source", { volumes: volumes(unknown) }, [[projected]]],
  ]);

  const verdicts = verdictsOf(noServiceAccountToken);
  const patched = async (spec: Change) => {
    const type = "kubernetes:apps/v1:DeploymentPatch";
    const properties = { spec: { template: { spec } } };
    return verdicts.among(await judge([{ type, properties }]));
  };
  it("takes what a patch leaves out for what it was", async () => {
    assert.deepEqual(await patched({}), []);
    assert.deepEqual(await patched({ automountServiceAccountToken: true }), []);
  });
  it("refuses a patch to the default account's", async () =>
    assert.deepEqual(await patched({ automountServiceAccountToken: true, serviceAccountName: "default" }), [
      verdicts.refused({ type: "kubernetes:apps/v1:DeploymentPatch" }, mount, found, own),
    ]));
});

describe("no-bare-pod", () => {
  const verdicts = verdictsOf(noBarePod);
  const allowed = "a Deployment, StatefulSet, DaemonSet, Job or CronJob";
  const pod = (metadata: Change = {}, type = "kubernetes:core/v1:Pod") => ({
    type,
    properties: { metadata: { name: "web", namespace: "shop", ...metadata }, spec: podSpec() },
  });
  const ownedBy = (...ownerReferences: unknown[]) => pod({ ownerReferences });

  it("refuses a pod", async () =>
    assert.deepEqual(await judge([pod()]), [
      verdicts.refused(pod(), "", "a Pod without a controller", allowed),
    ]));

  for (const [type, kind] of [
    ["kubernetes:apps/v1:ReplicaSet", "ReplicaSet"],
    ["kubernetes:extensions/v1beta1:ReplicaSet", "ReplicaSet"],
    ["kubernetes:core/v1:ReplicationController", "ReplicationController"],
  ] as const)
    it(`refuses ${type}, whose pods stay when it changes`, async () => {
      const resource = { ...deployment(), type };
      assert.deepEqual(await judge([resource]), [
        verdicts.refused(resource, "", `a ${kind} without a controller`, allowed),
      ]);
    });

  it("names the place in a list", async () => {
    const resource = { type: "kubernetes:core/v1:PodList", properties: { items: [pod().properties] } };
    assert.deepEqual(await judge([resource]), [
      verdicts.refused(resource, "items[0]", "a Pod without a controller", allowed),
    ]);
  });

  it("accepts a pod of a controller, and of none but a controller", async () => {
    assert.deepEqual(await judge([ownedBy({ kind: "Node" }, { kind: "Test", controller: true })]), []);
    assert.deepEqual(await judge([ownedBy({ kind: "Node", controller: false })]), [
      verdicts.refused(pod(), "", "a Pod without a controller", allowed),
    ]);
  });

  it("is undecided where only a deployment can tell who owns it", async () => {
    assert.deepEqual(await judge([pod({ ownerReferences: unknown })]), [
      verdicts.undecided(pod(), "metadata.ownerReferences"),
    ]);
    assert.deepEqual(await judge([ownedBy({ controller: unknown })]), [
      verdicts.undecided(pod(), "metadata.ownerReferences[0].controller"),
    ]);
  });

  it("says nothing of patches and of other kinds", async () => {
    assert.deepEqual(verdicts.among(await judge([pod({}, "kubernetes:core/v1:PodPatch")])), []);
    assert.deepEqual(verdicts.among(await judge([pod({}, "kubernetes:example.com/v1:Pod")])), []);
    assert.deepEqual(verdicts.among(await judge([pod({}, "kubernetes:core/v1:PodTemplate")])), []);
  });
});

describe("container-resources", () => {
  const place = `${containerPath}.resources`;
  const allowed = "a quantity above 0";
  const enough = { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "64Mi" } };
  const resources = (value: unknown, pod: Change = {}) => ({
    ...pod,
    containers: [container({ resources: value })],
  });
  judgesPods(containerResources, [
    ["takes a limit for a request", resources({ limits: { cpu: 1, memory: "1Gi" } }), []],
    [
      "accepts a part of a CPU as a number",
      resources({ ...enough, requests: { cpu: 0.1, memory: 1e9 } }),
      [],
    ],
    ["accepts an exponent", resources({ ...enough, requests: { cpu: "1e-1", memory: "5E6" } }), []],
    ["takes the pod's for its containers'", resources(undefined, { resources: enough }), []],
    [
      "takes the container's where both say it",
      resources({ ...enough, requests: { cpu: "0", memory: "1Mi" } }, { resources: enough }),
      [[`${place}.requests.cpu`, '"0"', allowed]],
    ],
    [
      "refuses a container that says nothing",
      resources(undefined),
      [
        [`${place}.limits.memory`, "nothing", allowed],
        [`${place}.requests.cpu`, "nothing", allowed],
        [`${place}.requests.memory`, "nothing", allowed],
      ],
    ],
    [
      "does not take a request for a limit",
      resources({ requests: enough.requests }),
      [[`${place}.limits.memory`, "nothing", allowed]],
    ],
    ...([0, "0", "0Mi", "0.0", "0e9", ""] as const).map(
      (zero) =>
        [
          `refuses ${JSON.stringify(zero)}`,
          resources({ ...enough, limits: { memory: zero } }),
          [
            [
              `${place}.limits.memory`,
              zero === 0 ? "0 (a number)" : zero === "" ? "an empty text" : JSON.stringify(zero),
              allowed,
            ],
          ],
        ] as const,
    ),
    [
      "asks init containers",
      { initContainers: [container({ name: "setup", ports: [], resources: { requests: enough.requests } })] },
      [[`${podPath}.initContainers[0].resources.limits.memory`, "nothing", allowed]],
    ],
    [
      "asks nothing of ephemeral containers, which cannot have them",
      { ephemeralContainers: [container({ name: "debug", ports: [], resources: undefined })] },
      [],
    ],
    [
      "does not show a secret",
      resources({ ...enough, limits: { memory: secret("0") } }),
      [[`${place}.limits.memory`, "a secret", allowed]],
    ],
    [
      "is undecided where only a deployment can tell",
      resources({ ...enough, limits: { memory: unknown } }),
      [[`${place}.limits.memory`]],
    ],
  ]);

  it("takes what a patch leaves out for what it was", async () => {
    const spec = { containers: [{ name: "web", resources: { limits: { memory: "0" } } }] };
    const patch = {
      type: "kubernetes:apps/v1:DeploymentPatch",
      properties: { spec: { template: { spec } } },
    };
    const verdicts = verdictsOf(containerResources);
    assert.deepEqual(verdicts.among(await judge([patch])), [
      verdicts.refused(patch, `${place}.limits.memory`, '"0"', allowed),
    ]);
  });
});

describe("container-probes", () => {
  const place = `${containerPath}.readinessProbe`;
  const allowed = "a probe, since the container has ports";
  const unready = (change: Change = {}, pod: Change = {}) => ({
    ...pod,
    containers: [container({ readinessProbe: undefined, ...change })],
  });
  const init = (change: Change) => ({
    initContainers: [container({ name: "sidecar", readinessProbe: undefined, ...change })],
  });
  judgesPods(containerProbes, [
    ["accepts a container without ports", unready({ ports: [] }), []],
    ["accepts one that lists none", unready({ ports: undefined }), []],
    ["refuses a container with ports", unready(), [[place, "nothing", allowed]]],
    [
      "does not take liveness for it",
      unready({ livenessProbe: { tcpSocket: { port: 8080 } } }),
      [[place, "nothing", allowed]],
    ],
    ["refuses pods that always run", unready({}, { restartPolicy: "Always" }), [[place, "nothing", allowed]]],
    ["asks nothing of what runs to an end", unready({}, { restartPolicy: "Never" }), []],
    ["asks nothing of what runs until it succeeds", unready({}, { restartPolicy: "OnFailure" }), []],
    ["asks nothing of init containers", init({}), []],
    [
      "asks init containers that stay",
      init({ restartPolicy: "Always" }),
      [[`${podPath}.initContainers[0].readinessProbe`, "nothing", allowed]],
    ],
    [
      "asks nothing of ephemeral containers",
      { ephemeralContainers: [container({ readinessProbe: undefined, resources: undefined })] },
      [],
    ],
    ["is undecided where only a deployment can tell", unready({ readinessProbe: unknown }), [[place]]],
    [
      "is undecided about an unknown restart policy",
      unready({}, { restartPolicy: unknown }),
      [[`${podPath}.restartPolicy`]],
    ],
    [
      "does not show a secret",
      unready({ ports: secret([{ containerPort: 8080 }]) }),
      [[place, "nothing", allowed]],
    ],
  ]);

  it("asks for unknown ports only where there is no probe", async () => {
    const verdicts = verdictsOf(containerProbes);
    const judged = async (pod: Change) => verdicts.among(await judge([deployment(pod)]));
    assert.deepEqual(await judged({ containers: [container({ ports: unknown })] }), []);
    assert.deepEqual(await judged(unready({ ports: unknown })), [
      verdicts.undecided(deployment(), `${containerPath}.ports`),
    ]);
  });

  it("asks nothing of Knative services, which get a probe, and of patches", async () => {
    const verdicts = verdictsOf(containerProbes);
    const { properties } = deployment(unready());
    for (const type of ["kubernetes:serving.knative.dev/v1:Service", "kubernetes:apps/v1:DeploymentPatch"])
      assert.deepEqual(verdicts.among(await judge([{ type, properties }])), []);
  });
});
