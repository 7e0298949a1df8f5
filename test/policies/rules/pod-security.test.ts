import assert from "node:assert/strict";
import { imagePullPolicy } from "../../../policies/rules/image-pull-policy.js";
import { noAddedCapabilities } from "../../../policies/rules/no-added-capabilities.js";
import { noHostNamespaces } from "../../../policies/rules/no-host-namespaces.js";
import { noHostPath } from "../../../policies/rules/no-host-path.js";
import { noHostPort } from "../../../policies/rules/no-host-port.js";
import { noPrivilegedContainer } from "../../../policies/rules/no-privileged-container.js";
import { noServiceAccountToken } from "../../../policies/rules/no-service-account-token.js";
import { readOnlyRootFilesystem } from "../../../policies/rules/read-only-root-filesystem.js";
import { runAsNonRoot } from "../../../policies/rules/run-as-non-root.js";
import { seccompProfile } from "../../../policies/rules/seccomp-profile.js";
import { judge, secret, unknown } from "../support/judge.js";
import { judgesPods, type Change, type PodCase } from "../support/judgesPods.js";
import {
  container,
  containerPath,
  containerSecurity,
  deployment,
  pinnedImage,
  podPath,
  podSecurity,
  podSpec,
  verdictsOf,
} from "../support/workloads.js";

/** A pod whose container's security context is changed. */
const secured = (change: Change, pod: Change = {}): Change => ({
  ...pod,
  containers: [container({ securityContext: { ...containerSecurity, ...change } })],
});
const inContainer = `${containerPath}.securityContext`;
const inPod = `${podPath}.securityContext`;
const windows = { os: { name: "windows" } };

describe("a Deployment", () => {
  it("that does all that the rules ask is not refused", async () =>
    assert.deepEqual(await judge([deployment()]), []));
});

describe("an Argo workflow", () => {
  const workflow = (change: Change = {}, template: Change = {}) => ({
    type: "kubernetes:argoproj.io/v1alpha1:Workflow",
    properties: {
      metadata: { namespace: "shop" },
      spec: {
        automountServiceAccountToken: false,
        securityContext: podSecurity,
        templates: [{ name: "main", container: container(), ...template }],
        ...change,
      },
    },
  });

  it("that says for all its pods what the rules ask is not refused", async () =>
    assert.deepEqual(await judge([workflow()]), []));

  it("is refused where it puts all its pods on the node's network, once", async () => {
    const resource = workflow({
      hostNetwork: true,
      templates: [{ container: container() }, { container: container() }],
    });
    assert.deepEqual(await judge([resource]), [
      verdictsOf(noHostNamespaces).refused(
        resource,
        "spec.hostNetwork",
        "true (a boolean)",
        "false, or nothing",
      ),
    ]);
  });

  it("is refused for volumes that it has for all its pods, once", async () => {
    const resource = workflow({
      serviceAccountName: "default",
      volumes: [
        { name: "node", hostPath: { path: "/" } },
        { name: "model", image: { reference: pinnedImage, pullPolicy: "Never" } },
        { name: "token", projected: { sources: [{ serviceAccountToken: { path: "token" } }] } },
      ],
    });
    assert.deepEqual(await judge([resource]), [
      verdictsOf(imagePullPolicy).refused(
        resource,
        "spec.volumes[1].image.pullPolicy",
        '"Never"',
        "IfNotPresent, or Always beside a digest",
      ),
      verdictsOf(noHostPath).refused(resource, "spec.volumes[0].hostPath", '"/"', "other sorts of volumes"),
      verdictsOf(noServiceAccountToken).refused(
        resource,
        "spec.volumes[2].projected.sources[0].serviceAccountToken",
        "a token of the default service account",
        "no token, or that of a service account of the pod's own",
      ),
    ]);
  });

  it("is refused where a template outweighs it", async () => {
    const resource = workflow({}, { securityContext: { runAsNonRoot: false } });
    assert.deepEqual(await judge([resource]), [
      verdictsOf(runAsNonRoot).refused(
        resource,
        "spec.templates[0].securityContext.runAsNonRoot",
        "false (a boolean)",
        "true",
      ),
    ]);
  });
});

describe("pods of an operator", () => {
  const elastic = (spec: Change) => ({
    type: "kubernetes:elasticsearch.k8s.elastic.co/v1:Elasticsearch",
    properties: { metadata: { namespace: "shop" }, spec: { nodeSets: [{ podTemplate: { spec } }] } },
  });
  const place = "spec.nodeSets[0].podTemplate.spec";

  it("are not asked for what is left to it", async () =>
    assert.deepEqual(
      await judge([
        elastic({ containers: [{ name: "elasticsearch" }], initContainers: [{ name: "sysctl" }] }),
      ]),
      [],
    ));

  it("are refused for what is said", async () => {
    const resource = elastic({
      hostPID: true,
      containers: [{ name: "elasticsearch", securityContext: { privileged: true } }],
    });
    assert.deepEqual(await judge([resource]), [
      verdictsOf(noHostNamespaces).refused(
        resource,
        `${place}.hostPID`,
        "true (a boolean)",
        "false, or nothing",
      ),
      verdictsOf(noPrivilegedContainer).refused(
        resource,
        `${place}.containers[0].securityContext.privileged`,
        "true (a boolean)",
        "false, or nothing",
      ),
    ]);
  });
});

describe("no-privileged-container", () => {
  judgesPods(noPrivilegedContainer, [
    ["accepts a container that says it is not", secured({ privileged: false }), []],
    [
      "refuses a privileged one",
      secured({ privileged: true }),
      [[`${inContainer}.privileged`, "true (a boolean)", "false, or nothing"]],
    ],
    [
      "refuses one that nobody keeps from gaining privileges",
      secured({ allowPrivilegeEscalation: undefined }),
      [[`${inContainer}.allowPrivilegeEscalation`, "nothing", "false"]],
    ],
    [
      "refuses one that may gain them",
      secured({ allowPrivilegeEscalation: true }),
      [[`${inContainer}.allowPrivilegeEscalation`, "true (a boolean)", "false"]],
    ],
    [
      "does not show a secret",
      secured({ privileged: secret(true) }),
      [[`${inContainer}.privileged`, "a secret", "false, or nothing"]],
    ],
    [
      "is undecided where only a deployment can tell",
      secured({ privileged: unknown }),
      [[`${inContainer}.privileged`]],
    ],
    [
      "asks pods on Windows about host processes, and not about what they cannot have",
      secured(
        { allowPrivilegeEscalation: undefined, windowsOptions: { hostProcess: true } },
        { ...windows, securityContext: { ...podSecurity, windowsOptions: { hostProcess: true } } },
      ),
      [
        [`${inContainer}.windowsOptions.hostProcess`, "true (a boolean)", "false, or nothing"],
        [`${inPod}.windowsOptions.hostProcess`, "true (a boolean)", "false, or nothing"],
      ],
    ],
    [
      "is undecided about what pods on Windows cannot have where the system is unknown",
      secured({ allowPrivilegeEscalation: true }, { os: { name: unknown } }),
      [[`${podPath}.os.name`]],
    ],
    [
      "does not ask for the system where there is nothing to refuse",
      secured({}, { os: { name: unknown } }),
      [],
    ],
    [
      "refuses on Linux by name",
      secured({ allowPrivilegeEscalation: true }, { os: { name: "linux" } }),
      [[`${inContainer}.allowPrivilegeEscalation`, "true (a boolean)", "false"]],
    ],
  ]);
});

describe("no-host-namespaces", () => {
  judgesPods(noHostNamespaces, [
    ["accepts false", { hostNetwork: false, hostPID: false, hostIPC: false }, []],
    ["accepts processes that a pod's containers share", { shareProcessNamespace: true, hostUsers: true }, []],
    ...["hostNetwork", "hostPID", "hostIPC"].flatMap((key): PodCase[] => [
      [`refuses ${key}`, { [key]: true }, [[`${podPath}.${key}`, "true (a boolean)", "false, or nothing"]]],
      [
        `does not show a secret ${key}`,
        { [key]: secret(true) },
        [[`${podPath}.${key}`, "a secret", "false, or nothing"]],
      ],
      [`is undecided about an unknown ${key}`, { [key]: unknown }, [[`${podPath}.${key}`]]],
    ]),
  ]);
});

describe("no-host-path", () => {
  const place = `${podPath}.volumes[1].hostPath`;
  const volumes = (hostPath: unknown) => ({
    volumes: [
      { name: "scratch", emptyDir: {} },
      { name: "it", hostPath },
    ],
  });
  const allowed = "other sorts of volumes";
  judgesPods(noHostPath, [
    ["accepts other volumes", volumes(null), []],
    ["refuses a directory of the node", volumes({ path: "/var/log" }), [[place, '"/var/log"', allowed]]],
    ["refuses one that says no path", volumes({}), [[place, "nothing", allowed]]],
    ["does not show a secret path", volumes({ path: secret("/srv") }), [[place, "a secret", allowed]]],
    ["refuses an unknown path", volumes({ path: unknown }), [[place, "a path", allowed]]],
    ["is undecided about an unknown volume", volumes(unknown), [[place]]],
  ]);

  it("refuses a PersistentVolume in the node's files, and no other", async () => {
    const volume = (source: Change) => ({
      type: "kubernetes:core/v1:PersistentVolume",
      properties: { spec: source },
    });
    for (const key of ["hostPath", "local"]) {
      const bad = volume({ [key]: { path: "/srv" } });
      assert.deepEqual(await judge([bad, volume({ csi: { driver: "ebs.csi.aws.com" } })]), [
        verdictsOf(noHostPath).refused(bad, `spec.${key}`, '"/srv"', allowed),
      ]);
    }
  });

  it("says nothing of custom resources that are only called so", async () =>
    assert.deepEqual(
      await judge([
        { type: "kubernetes:example.com/v1:PersistentVolume", properties: { spec: { hostPath: {} } } },
      ]),
      [],
    ));
});

describe("no-host-port", () => {
  const place = `${containerPath}.ports[1].hostPort`;
  const port = (hostPort: unknown) => ({
    containers: [container({ ports: [{ containerPort: 8080 }, { containerPort: 9090, hostPort }] })],
  });
  judgesPods(noHostPort, [
    ["accepts 0, which is none", port(0), []],
    ["refuses a port of the node", port(1), [[place, "1 (a number)", "nothing"]]],
    ["refuses what is no number", port("9090"), [[place, '"9090"', "nothing"]]],
    ["does not show a secret", port(secret(9090)), [[place, "a secret", "nothing"]]],
    ["is undecided where only a deployment can tell", port(unknown), [[place]]],
  ]);
});

describe("no-added-capabilities", () => {
  const place = `${inContainer}.capabilities`;
  const capabilities = (change: Change, pod: Change = {}) =>
    secured({ capabilities: { drop: ["ALL"], ...change } }, pod);
  judgesPods(noAddedCapabilities, [
    ["accepts the one that binds low ports", capabilities({ add: ["NET_BIND_SERVICE"] }), []],
    ["accepts ALL among others", capabilities({ drop: ["NET_RAW", "ALL"] }), []],
    [
      "refuses another",
      capabilities({ add: ["NET_BIND_SERVICE", "NET_RAW"] }),
      [[`${place}.add[1]`, '"NET_RAW"', "NET_BIND_SERVICE"]],
    ],
    [
      "refuses to drop some only",
      capabilities({ drop: ["NET_RAW"] }),
      [[`${place}.drop`, "a list of 1", "a list with ALL"]],
    ],
    [
      "refuses to drop none",
      secured({ capabilities: undefined }),
      [[`${place}.drop`, "nothing", "a list with ALL"]],
    ],
    [
      "refuses an empty list",
      capabilities({ drop: [] }),
      [[`${place}.drop`, "a list of 0", "a list with ALL"]],
    ],
    [
      "refuses small letters, as the API does",
      capabilities({ drop: ["all"] }),
      [[`${place}.drop`, "a list of 1", "a list with ALL"]],
    ],
    [
      "does not show a secret",
      capabilities({ add: [secret("NET_RAW")] }),
      [[`${place}.add[0]`, "a secret", "NET_BIND_SERVICE"]],
    ],
    [
      "is undecided where only a deployment can tell what is added",
      capabilities({ add: [unknown] }),
      [[`${place}.add[0]`]],
    ],
    [
      "is undecided where only a deployment can tell what is dropped",
      capabilities({ drop: ["NET_RAW", unknown] }),
      [[`${place}.drop[1]`]],
    ],
    ["is undecided about an unknown list", capabilities({ drop: unknown }), [[`${place}.drop`]]],
    ["decides by what is known", capabilities({ drop: [unknown, "ALL"] }), []],
    ["asks nothing of pods on Windows", secured({ capabilities: undefined }, windows), []],
  ]);
});

describe("read-only-root-filesystem", () => {
  const place = `${inContainer}.readOnlyRootFilesystem`;
  judgesPods(readOnlyRootFilesystem, [
    [
      "refuses a writable one",
      secured({ readOnlyRootFilesystem: false }),
      [[place, "false (a boolean)", "true"]],
    ],
    [
      "refuses one that nobody protects",
      secured({ readOnlyRootFilesystem: undefined }),
      [[place, "nothing", "true"]],
    ],
    [
      "does not show a secret",
      secured({ readOnlyRootFilesystem: secret(false) }),
      [[place, "a secret", "true"]],
    ],
    [
      "is undecided where only a deployment can tell",
      secured({ readOnlyRootFilesystem: unknown }),
      [[place]],
    ],
    ["asks nothing of pods on Windows", secured({ readOnlyRootFilesystem: undefined }, windows), []],
  ]);
});

describe("run-as-non-root", () => {
  const pod = (change: Change, own: Change = {}) =>
    secured(own, { securityContext: { ...podSecurity, ...change } });
  const user = "a number other than 0, or nothing";
  judgesPods(runAsNonRoot, [
    ["accepts a user other than root", pod({ runAsUser: 1 }), []],
    [
      "accepts what the container says where its pod says nothing",
      pod({ runAsNonRoot: undefined }, { runAsNonRoot: true }),
      [],
    ],
    ["lets the container outweigh its pod for the better", pod({ runAsUser: 0 }, { runAsUser: 1000 }), []],
    [
      "lets it outweigh its pod for the worse",
      pod({}, { runAsNonRoot: false }),
      [[`${inContainer}.runAsNonRoot`, "false (a boolean)", "true"]],
    ],
    [
      "refuses where neither says it",
      pod({ runAsNonRoot: undefined }),
      [[`${inPod}.runAsNonRoot`, "nothing", "true"]],
    ],
    [
      "refuses root even where it says that it is not",
      pod({ runAsUser: 0 }),
      [[`${inPod}.runAsUser`, "0 (a number)", user]],
    ],
    [
      "refuses root in a container",
      pod({ runAsUser: 1000 }, { runAsUser: 0 }),
      [[`${inContainer}.runAsUser`, "0 (a number)", user]],
    ],
    ["refuses what is no number", pod({ runAsUser: "0" }), [[`${inPod}.runAsUser`, '"0"', user]]],
    ["does not show a secret", pod({ runAsUser: secret(0) }), [[`${inPod}.runAsUser`, "a secret", user]]],
    ["is undecided where only a deployment can tell", pod({ runAsUser: unknown }), [[`${inPod}.runAsUser`]]],
    [
      "does not ask the pod where the container says it",
      pod({ runAsUser: unknown, runAsNonRoot: unknown }, { runAsUser: 1, runAsNonRoot: true }),
      [],
    ],
    [
      "does not take the pod's word for an unknown one of the container",
      pod({}, { runAsNonRoot: unknown }),
      [[`${inContainer}.runAsNonRoot`]],
    ],
    [
      "says once what a pod says for all its containers",
      {
        securityContext: { ...podSecurity, runAsNonRoot: false },
        initContainers: [container({ name: "setup", ports: [] })],
      },
      [[`${inPod}.runAsNonRoot`, "false (a boolean)", "true"]],
    ],
  ]);

  it("asks pods on Windows as well", async () => {
    const resource = deployment({ ...windows, securityContext: {} });
    assert.deepEqual(await judge([resource]), [
      verdictsOf(runAsNonRoot).refused(resource, `${inPod}.runAsNonRoot`, "nothing", "true"),
    ]);
  });
});

describe("seccomp-profile", () => {
  const profile = (type: unknown) => ({ seccompProfile: { type } });
  const pod = (change: Change, own: Change = {}) =>
    secured(own, { securityContext: { ...podSecurity, ...change } });
  const allowed = "RuntimeDefault, or Localhost";
  judgesPods(seccompProfile, [
    ["accepts a profile of the node", pod(profile("Localhost")), []],
    ["accepts the container's own", pod({ seccompProfile: undefined }, profile("RuntimeDefault")), []],
    ["lets the container outweigh its pod", pod(profile("Unconfined"), profile("RuntimeDefault")), []],
    [
      "refuses a container without one in a pod with one",
      pod({}, profile("Unconfined")),
      [[`${inContainer}.seccompProfile.type`, '"Unconfined"', allowed]],
    ],
    [
      "refuses where neither has one",
      pod({ seccompProfile: undefined }),
      [[`${inPod}.seccompProfile.type`, "nothing", allowed]],
    ],
    [
      "refuses none by name",
      pod(profile("Unconfined")),
      [[`${inPod}.seccompProfile.type`, '"Unconfined"', allowed]],
    ],
    [
      "does not show a secret",
      pod(profile(secret("Unconfined"))),
      [[`${inPod}.seccompProfile.type`, "a secret", allowed]],
    ],
    [
      "is undecided where only a deployment can tell",
      pod(profile(unknown)),
      [[`${inPod}.seccompProfile.type`]],
    ],
    [
      "is undecided about an unknown profile",
      pod({ seccompProfile: unknown }),
      [[`${inPod}.seccompProfile.type`]],
    ],
  ]);

  it("does not take the old annotations for a profile", async () => {
    const resource = deployment();
    const annotations = { "seccomp.security.alpha.kubernetes.io/pod": "runtime/default" };
    const spec = podSpec({ securityContext: { runAsNonRoot: true } });
    assert.deepEqual(
      await judge([{ ...resource, properties: { spec: { template: { metadata: { annotations }, spec } } } }]),
      [verdictsOf(seccompProfile).refused(resource, `${inPod}.seccompProfile.type`, "nothing", allowed)],
    );
  });

  it("asks nothing of pods on Windows", async () =>
    assert.deepEqual(await judge([deployment({ ...windows, securityContext: { runAsNonRoot: true } })]), []));
});
