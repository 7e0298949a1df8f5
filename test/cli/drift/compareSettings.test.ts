import assert from "node:assert/strict";
import type { KubernetesObject } from "../../../cli/drift/cluster/kubernetesObject.js";
import { compareObject } from "../../../cli/drift/compare/compareObject.js";
import { kindOf, object } from "./support.js";

const told = (declared: KubernetesObject, live: KubernetesObject) =>
  compareObject(declared, live, kindOf(declared)).map(({ path, change }) => `${path} ${change}`);

const v3 = "projectcalico.org/v3";
const operator = "operator.tigera.io/v1";

describe("the comparison of Calico's settings with its defaults", () => {
  /** What Calico's nodes and its operator write into it on EKS (tigera/operator v1.42, core_controller.go). */
  const felix = {
    bpfConnectTimeLoadBalancing: "TCP",
    bpfEnabled: false,
    bpfHostNetworkedNATWithoutCTLB: "Enabled",
    bpfLogLevel: "",
    floatingIPs: "Disabled",
    healthPort: 9099,
    logSeverityScreen: "Info",
    nftablesMode: "Disabled",
    reportingInterval: "0s",
    vxlanPort: 4789,
    vxlanVNI: 4096,
  };
  const felixes: readonly (readonly [title: string, spec: object, found: readonly string[]])[] = [
    ["nothing in what Calico writes", {}, []],
    [
      "nothing in a default that somebody wrote, in whichever case",
      {
        chainInsertMode: "insert",
        workloadSourceSpoofing: "disabled",
        interfacePrefix: "cali",
        debugPort: 0,
      },
      [],
    ],
    ["rules behind those of others", { chainInsertMode: "Append" }, ["spec.chainInsertMode changed"]],
    ["pods with any address", { workloadSourceSpoofing: "Any" }, ["spec.workloadSourceSpoofing changed"]],
    [
      "tunnels out of pods",
      { allowVXLANPacketsFromWorkloads: true, allowIPIPPacketsFromWorkloads: true },
      ["spec.allowIPIPPacketsFromWorkloads changed", "spec.allowVXLANPacketsFromWorkloads changed"],
    ],
    ["pods that are none to Felix", { interfacePrefix: "none" }, ["spec.interfacePrefix changed"]],
    ["tunnels from elsewhere", { externalNodesList: ["0.0.0.0/0"] }, ["spec.externalNodesList[0] added"]],
    [
      "another program that writes the rules, and an open port",
      { useInternalDataplaneDriver: false, debugPort: 6060 },
      ["spec.debugPort changed", "spec.useInternalDataplaneDriver changed"],
    ],
    [
      "packets of no connection",
      { disableConntrackInvalidCheck: true },
      ["spec.disableConntrackInvalidCheck changed"],
    ],
  ];
  for (const [title, spec, found] of felixes)
    it(`finds ${title}`, () => {
      const of = (more: object) => object(v3, "FelixConfiguration", "default", { spec: more });
      assert.deepEqual(told(of({}), of({ ...felix, ...spec })).sort(), found);
    });

  it("finds host endpoints that Calico is told to make, and nothing in what it writes itself", () => {
    const of = (spec: object) => object(v3, "KubeControllersConfiguration", "default", { spec });
    const live = (autoCreate: string, more: object = {}) =>
      of({
        controllers: {
          loadBalancer: { assignIPs: "AllServices" },
          namespace: { reconcilerPeriod: "5m0s" },
          node: { reconcilerPeriod: "5m0s", syncLabels: "Enabled", hostEndpoint: { autoCreate } },
        },
        etcdV3CompactionPeriod: "10m0s",
        healthChecks: "Enabled",
        logSeverityScreen: "Info",
        prometheusMetricsPort: 9094,
        ...more,
      });
    assert.deepEqual(told(of({}), live("Disabled")), []);
    assert.deepEqual(told(of({}), live("Enabled", { debugProfilePort: 6060 })).sort(), [
      "spec.controllers.node.hostEndpoint.autoCreate changed",
      "spec.debugProfilePort changed",
    ]);
  });
});

describe("the comparison of what Calico's operator runs with its declaration", () => {
  const pool = {
    name: "pods",
    cidr: "10.244.0.0/16",
    encapsulation: "VXLAN",
    natOutgoing: "Enabled",
    nodeSelector: "all()",
    blockSize: 26,
  };
  const calicoNetwork = { bgp: "Disabled", linuxDataplane: "Iptables", ipPools: [pool] };
  const spec = {
    variant: "Calico",
    registry: "quay.io/",
    kubernetesProvider: "EKS",
    cni: { type: "Calico", ipam: { type: "Calico" } },
    calicoNetwork,
  };
  /** With what the operator writes: fillDefaults of tigera/operator's installation and ippool controllers. */
  const filled = {
    ...spec,
    calicoRunHostPath: "/var/run/calico",
    calicoLibHostPath: "/var/lib/calico",
    controlPlaneReplicas: 2,
    flexVolumePath: "/usr/libexec/kubernetes/kubelet-plugins/volume/exec/",
    kubeletVolumePluginPath: "/var/lib/kubelet",
    logging: { cni: { logSeverity: "Info", logFileMaxCount: 10 } },
    nodeUpdateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } },
    cni: {
      ...spec.cni,
      binDir: "/opt/cni/bin",
      confDir: "/etc/cni/net.d",
      installMode: "All",
      specVersion: "Auto",
    },
    calicoNetwork: {
      ...calicoNetwork,
      hostPorts: "Enabled",
      linuxPolicySetupTimeoutSeconds: 0,
      multiInterfaceMode: "None",
      nodeAddressAutodetectionV4: { canReach: "8.8.8.8" },
      windowsDataplane: "Disabled",
      ipPools: [
        {
          ...pool,
          allowedUses: ["Workload", "Tunnel"],
          assignmentMode: "Automatic",
          disableBGPExport: false,
          disableNewAllocations: false,
        },
      ],
    },
  };
  const of = (more: object) => object(operator, "Installation", "default", { spec: more });
  const network = (more: object) => ({ calicoNetwork: { ...filled.calicoNetwork, ...more } });
  const edits: readonly (readonly [title: string, more: object, found: readonly string[]])[] = [
    ["nothing in what the operator writes", {}, []],
    [
      "other images",
      { imagePath: "evil", registry: "evil.example.com/" },
      ["spec.imagePath added", "spec.registry changed"],
    ],
    [
      "another pool",
      network({ ipPools: [...filled.calicoNetwork.ipPools, { name: "more", cidr: "10.9.0.0/16" }] }),
      ["spec.calicoNetwork.ipPools[10.9.0.0/16] added"],
    ],
    [
      "pods that forward packets, or set what the kernel does",
      network({
        containerIPForwarding: "Enabled",
        sysctl: [{ key: "net.ipv4.conf.all.rp_filter", value: "0" }],
      }),
      ["spec.calicoNetwork.containerIPForwarding changed", "spec.calicoNetwork.sysctl added"],
    ],
    [
      "what is laid over the operator's own pods",
      { calicoNodeDaemonSet: { spec: {} }, nonPrivileged: "Enabled", nodeMetricsPort: 9091 },
      ["spec.calicoNodeDaemonSet added", "spec.nodeMetricsPort added", "spec.nonPrivileged added"],
    ],
  ];
  for (const [title, more, found] of edits)
    it(`finds ${title}`, () => {
      assert.deepEqual(told(of(spec), of({ ...filled, ...more })).sort(), found);
    });

  it("finds another digest and an image more, whatever their order", () => {
    const images = [
      { image: "calico/node", digest: "sha256:aa" },
      { image: "calico/typha", digest: "sha256:bb" },
    ];
    const set = (list: readonly object[]) =>
      object(operator, "ImageSet", "calico-v3.32.2", { spec: { images: list } });
    assert.deepEqual(told(set(images), set([...images].reverse())), []);
    assert.deepEqual(
      told(
        set(images),
        set([{ image: "calico/node", digest: "sha256:ee" }, images[1]!, { image: "calico/x" }]),
      ),
      ["spec.images[calico/node].digest changed", "spec.images[calico/x] added"],
    );
  });
});

describe("the comparison of what is selected, and of who is lent what, with its declaration", () => {
  const account = (more: object = {}, metadata: object = {}): KubernetesObject => {
    const made = object("v1", "ServiceAccount", "web", { namespace: "shop", ...more });
    return { ...made, metadata: { ...made.metadata, ...metadata } };
  };
  const declared = account({ automountServiceAccountToken: false });

  const accounts: readonly (readonly [title: string, live: KubernetesObject, found: readonly string[]])[] = [
    [
      "nothing in the tokens that Kubernetes writes, nor in notes",
      account(
        { automountServiceAccountToken: false, secrets: [{ name: "web-token-x" }] },
        { annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}" } },
      ),
      [],
    ],
    [
      "a token that pods now get",
      account({ automountServiceAccountToken: true }),
      ["automountServiceAccountToken changed"],
    ],
    ["a token that pods now get by default", account(), ["automountServiceAccountToken changed"]],
    [
      "other credentials for images",
      account({ automountServiceAccountToken: false, imagePullSecrets: [{ name: "evil" }] }),
      ["imagePullSecrets[evil] added"],
    ],
    [
      "a label, which policies select it by",
      account({ automountServiceAccountToken: false }, { labels: { role: "admin" } }),
      ["metadata.labels.role added"],
    ],
    [
      "a role of AWS",
      account(
        { automountServiceAccountToken: false },
        { annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/admin" } },
      ),
      ['metadata.annotations["eks.amazonaws.com/role-arn"] added'],
    ],
  ];
  for (const [title, live, found] of accounts)
    it(`finds ${title}`, () => {
      assert.deepEqual(told(declared, live), found);
    });

  const annotated = (apiVersion: string, kind: string, annotations: Record<string, string>) => {
    const made = object(apiVersion, kind, "a", { namespace: "shop", spec: {} });
    return told(made, { ...made, metadata: { ...made.metadata, annotations } });
  };

  it("finds what AWS is told to open, but no notes of controllers", () => {
    const orders = {
      "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing",
      "service.beta.kubernetes.io/aws-load-balancer-extra-security-groups": "sg-1",
    };
    const notes = {
      "field.cattle.io/publicEndpoints": "[]",
      "kubectl.kubernetes.io/last-applied-configuration": "{}",
    };
    assert.deepEqual(
      annotated("v1", "Service", { ...orders, ...notes }),
      Object.keys(orders).map((name) => `metadata.annotations["${name}"] added`),
    );
    assert.deepEqual(
      annotated("networking.k8s.io/v1", "Ingress", {
        "alb.ingress.kubernetes.io/scheme": "internet-facing",
        ...notes,
      }),
      ['metadata.annotations["alb.ingress.kubernetes.io/scheme"] added'],
    );
    assert.deepEqual(annotated("v1", "Namespace", { "cni.projectcalico.org/ipv4pools": '["open"]' }), [
      'metadata.annotations["cni.projectcalico.org/ipv4pools"] added',
    ]);
    // On pods and what makes them, Calico and AWS note what they did.
    assert.deepEqual(annotated("v1", "Pod", { "cni.projectcalico.org/podIP": "10.0.0.1/32" }), []);
    assert.deepEqual(annotated("apps/v1", "Deployment", { "deployment.kubernetes.io/revision": "2" }), []);
  });

  for (const kind of ["NetworkSet", "GlobalNetworkSet", "HostEndpoint"])
    it(`finds a label more on a ${kind}, which policies select it by`, () => {
      const made = object(v3, kind, "a", { spec: {} });
      const live = { ...made, metadata: { ...made.metadata, labels: { trusted: "yes" } } };
      assert.deepEqual(told(made, live), ["metadata.labels.trusted added"]);
    });
});
