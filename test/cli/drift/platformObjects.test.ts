import assert from "node:assert/strict";
import { objectTitle, type KubernetesObject } from "../../../cli/drift/cluster/kubernetesObject.js";
import { liveFindings } from "../../../cli/drift/liveFindings.js";
import { existingProject, inStack, load } from "../../support/project.js";
import { compare, told } from "./comparison.js";
import { object } from "./support.js";

const calico = "projectcalico.org/v3";
const registry = "602401143452.dkr.ecr.eu-central-1.amazonaws.com/eks";
const pinned = (name: string) => `quay.io/calico/${name}@sha256:${"f".repeat(64)}`;
const privileged = { securityContext: { privileged: true } };

interface Pods {
  readonly image?: string;
  readonly container?: object;
  readonly spec?: object;
  readonly labels?: object;
}

/** The pods' label by which policies select; drivers of volumes and agents have none. */
const appOf = (namespace: string, name: string): object => {
  if (namespace === "calico-system" || name === "kube-proxy") return { "k8s-app": name };
  return name === "coredns" ? { "k8s-app": "kube-dns" } : {};
};
const pods = (
  kind: string,
  name: string,
  { image, container, spec, labels: more }: Pods,
): KubernetesObject => {
  const [namespace = "", own = ""] = name.split("/");
  const containers = [{ name: "c", image, ...container }];
  const labels = { ...appOf(namespace, own), ...more };
  return object("apps/v1", kind, own, {
    namespace,
    spec: { template: { metadata: { labels }, spec: { containers, ...spec } } },
  });
};
const selectors: Readonly<Record<string, object>> = {
  "kube-system/kube-dns": { "k8s-app": "kube-dns" },
  "calico-system/calico-typha": { "k8s-app": "calico-typha" },
  "calico-system/calico-api": { apiserver: "true" },
};
const service = (name: string, spec: object = { type: "ClusterIP" }) => {
  const [namespace = "", own = ""] = name.split("/");
  const selector = selectors[name];
  return object("v1", "Service", own, { namespace, spec: { ...(selector ? { selector } : {}), ...spec } });
};
const ignored = (each: KubernetesObject, value = "true"): KubernetesObject => ({
  ...each,
  metadata: { ...each.metadata, annotations: { "unsupported.operator.tigera.io/ignore": value } },
});
const namespace = (name: string, labels: Record<string, string> = {}) =>
  object("v1", "Namespace", name, { labels: { "kubernetes.io/metadata.name": name, ...labels } });
const tier = (name: string, spec: object) => object(calico, "Tier", name, { spec });
const policy = (name: string, spec: object) => {
  const [place = "", own = ""] = name.split("/");
  return object(calico, "NetworkPolicy", `calico-system.${own}`, {
    namespace: place,
    spec: { tier: "calico-system", types: ["Ingress", "Egress"], ...spec },
  });
};
const pool = (spec: object = {}) =>
  object(calico, "IPPool", "pods", {
    spec: {
      allowedUses: ["Workload", "Tunnel"],
      assignmentMode: "Automatic",
      blockSize: 26,
      cidr: "10.244.0.0/16",
      ipipMode: "Never",
      natOutgoing: true,
      nodeSelector: "all()",
      vxlanMode: "Always",
      ...spec,
    },
  });

/** What the program declares of Calico, as far as the platform goes by it. */
const installation = object("operator.tigera.io/v1", "Installation", "default", {
  spec: {
    registry: "quay.io/",
    calicoNetwork: {
      ipPools: [
        {
          name: "pods",
          cidr: "10.244.0.0/16",
          encapsulation: "VXLAN",
          natOutgoing: "Enabled",
          nodeSelector: "all()",
          blockSize: 26,
        },
      ],
    },
  },
});

// As Calico's API server answers: with parts that say nothing.
const dns = {
  action: "Allow",
  protocol: "UDP",
  source: {},
  destination: {
    namespaceSelector: "projectcalico.org/name == 'kube-system'",
    selector: "k8s-app in { 'kube-dns', 'coredns' }",
    ports: [53],
  },
};
const whisker = {
  selector: "k8s-app == 'whisker'",
  egress: [
    {
      action: "Allow",
      protocol: "TCP",
      source: {},
      destination: { selector: "k8s-app == 'goldmane'", ports: [7443] },
    },
    dns,
  ],
};
const clusterDns = {
  order: 1,
  selector: "k8s-app in { 'kube-dns', 'coredns' }",
  ingress: [
    {
      action: "Allow",
      source: { namespaceSelector: "all()", selector: "projectcalico.org/namespace in {'calico-system'}" },
      destination: {},
    },
    { action: "Pass", source: {}, destination: {} },
  ],
  egress: [{ action: "Allow", source: {}, destination: {} }],
};

const tiers = [
  tier("default", { order: 1_000_000, defaultAction: "Deny" }),
  tier("kube-admin", { order: 1000, defaultAction: "Pass" }),
  tier("kube-baseline", { order: 10_000_000, defaultAction: "Pass" }),
  tier("calico-system", { order: 100, defaultAction: "Deny" }),
];
const calicos = [
  namespace("calico-system", {
    name: "calico-system",
    "pod-security.kubernetes.io/enforce": "privileged",
    "pod-security.kubernetes.io/enforce-version": "latest",
  }),
  pods("DaemonSet", "calico-system/calico-node", {
    image: pinned("node"),
    container: {
      ...privileged,
      env: [
        { name: "DATASTORE_TYPE", value: "kubernetes" },
        { name: "FELIX_DEFAULTENDPOINTTOHOSTACTION", value: "ACCEPT" },
        { name: "FELIX_TYPHAK8SSERVICENAME", value: "calico-typha" },
        { name: "FELIX_IPV6SUPPORT", value: "false" },
      ],
    },
    spec: { hostNetwork: true, initContainers: [{ name: "i", image: pinned("cni"), ...privileged }] },
  }),
  pods("Deployment", "calico-system/calico-typha", {
    image: pinned("typha"),
    container: { ports: [{ containerPort: 5473, hostPort: 5473 }] },
    spec: { hostNetwork: true },
  }),
  pods("Deployment", "calico-system/calico-kube-controllers", { image: pinned("kube-controllers") }),
  pods("Deployment", "calico-system/goldmane", { image: pinned("goldmane") }),
  pods("Deployment", "calico-system/whisker", { image: pinned("whisker") }),
  service("calico-system/calico-typha"),
  service("calico-system/calico-api"),
  service("calico-system/goldmane"),
  policy("calico-system/default-deny", { selector: "k8s-app != 'calico-apiserver'" }),
  policy("calico-system/whisker", whisker),
  policy("kube-system/cluster-dns", clusterDns),
  pool(),
  object(calico, "FelixConfiguration", "default", {
    spec: { healthPort: 9099, vxlanVNI: 4096, nftablesMode: "Disabled", logSeverityScreen: "Info" },
  }),
  object(calico, "FelixConfiguration", "node.ip-10-0-0-1", {
    spec: { defaultEndpointToHostAction: "Return" },
  }),
  object(calico, "KubeControllersConfiguration", "default", {
    spec: { controllers: { node: { hostEndpoint: { autoCreate: "Disabled" }, syncLabels: "Enabled" } } },
  }),
  ...tiers,
];
const kubernetes = [
  ...["default", "kube-system", "kube-public", "kube-node-lease"].map((name) => namespace(name)),
  service("default/kubernetes"),
];
const apiServer = (image: string) =>
  pods("Deployment", "calico-system/calico-apiserver", { image, spec: { hostNetwork: true } });
const eks = [
  pods("DaemonSet", "kube-system/kube-proxy", {
    image: `${registry}/kube-proxy:v1.35.3-minimal-eksbuild.29`,
    container: { ...privileged, command: ["kube-proxy", "--v=2"] },
    spec: { hostNetwork: true, volumes: [{ name: "lib", hostPath: { path: "/lib/modules" } }] },
  }),
  pods("Deployment", "kube-system/coredns", {
    image: `${registry}/coredns:v1.13.2-eksbuild.31`,
    container: { securityContext: { capabilities: { add: ["NET_BIND_SERVICE"], drop: ["ALL"] } } },
  }),
  service("kube-system/kube-dns"),
  service("kube-system/eks-extension-metrics-api"),
  apiServer(pinned("apiserver")),
];

const driver = inStack(
  "    coredns: v1.13.2-eksbuild.31\n",
  "    coredns: v1.13.2-eksbuild.31\n    eks-pod-identity-agent: v1.3.10-eksbuild.2\n    aws-ebs-csi-driver: v1.60.0-eksbuild.1\n",
);
const csi = [
  pods("DaemonSet", "kube-system/ebs-csi-node", {
    image: `${registry}/aws-ebs-csi-driver:v1`,
    container: privileged,
  }),
  pods("Deployment", "kube-system/ebs-csi-controller", { image: `${registry}/csi-attacher:v4` }),
  pods("DaemonSet", "kube-system/eks-pod-identity-agent", {
    image: `${registry}/eks-pod-identity-agent:v0`,
    container: privileged,
    spec: { hostNetwork: true },
  }),
];
const unobserved = inStack(
  "    images:\n      apiserver",
  "    observation: false\n    images:\n      apiserver",
);

describe("objects of the platform", () => {
  const found = (live: readonly KubernetesObject[], declaration = load()) =>
    told([installation], [installation, ...live], { declaration });

  it("are nothing to tell of as they are made, on EKS", async () => {
    assert.deepEqual(await found([...kubernetes, ...calicos, ...eks]), []);
    assert.deepEqual(await found([...eks, ...csi], load({ changes: [driver] })), []);
  });

  it("are nothing to tell of as they are made, on an existing cluster", async () => {
    const declaration = load({ base: existingProject });
    assert.deepEqual(await found([...kubernetes, ...calicos], declaration), []);
    const { calico: _calico, ...without } = declaration;
    assert.deepEqual(await told([], [...kubernetes, ...calicos, installation], { declaration: without }), []);
  });

  const image = (name: string) => `changed ${name} (none) spec.template.spec.containers[c].image`;
  const cases: readonly (readonly [string, KubernetesObject, readonly string[]])[] = [
    [
      "kube-proxy of another image",
      pods("DaemonSet", "kube-system/kube-proxy", { image: "evil.example.com/x" }),
      [image("DaemonSet kube-system/kube-proxy")],
    ],
    [
      "kube-proxy of a registry of somebody's in AWS",
      pods("DaemonSet", "kube-system/kube-proxy", {
        image: "111122223333.dkr.ecr.eu-central-1.amazonaws.com/eks/kube-proxy:v1",
      }),
      [image("DaemonSet kube-system/kube-proxy")],
    ],
    [
      "CoreDNS in its node's network",
      pods("Deployment", "kube-system/coredns", {
        image: `${registry}/coredns:v1`,
        spec: { hostNetwork: true },
      }),
      ["changed Deployment kube-system/coredns (none) spec.template.spec.hostNetwork"],
    ],
    [
      "a driver of volumes that is no add-on here",
      csi[0]!,
      ["undeclared DaemonSet kube-system/ebs-csi-node (delete)"],
    ],
    [
      "an agent that is no add-on here",
      csi[2]!,
      ["undeclared DaemonSet kube-system/eks-pod-identity-agent (delete)"],
    ],
    [
      "an image of Calico's that is not pinned",
      pods("Deployment", "calico-system/calico-kube-controllers", {
        image: "quay.io/calico/kube-controllers:v3.32.2",
      }),
      [image("Deployment calico-system/calico-kube-controllers")],
    ],
    [
      "Whisker with every right",
      pods("Deployment", "calico-system/whisker", { image: pinned("whisker"), container: privileged }),
      [
        "changed Deployment calico-system/whisker (none) spec.template.spec.containers[c].securityContext.privileged",
      ],
    ],
    [
      "a driver that the Installation switches off",
      pods("DaemonSet", "calico-system/csi-node-driver", { image: pinned("csi") }),
      ["undeclared DaemonSet calico-system/csi-node-driver (delete)"],
    ],
    [
      "a Service that leads in from outside",
      service("kube-system/kube-dns", { type: "LoadBalancer" }),
      ["changed Service kube-system/kube-dns (none) spec.type"],
    ],
    [
      "a pool of other addresses",
      pool({ cidr: "10.0.0.0/8", natOutgoing: false, disabled: true }),
      ["changed IPPool pods (none) spec.cidr spec.disabled spec.natOutgoing"],
    ],
    ["a pool without tunnels", pool({ vxlanMode: "Never" }), ["changed IPPool pods (none) spec.vxlanMode"]],
    [
      "a tier that lets through what no policy names",
      tier("default", { order: 1_000_000, defaultAction: "Pass" }),
      ["changed Tier default (none) spec.defaultAction"],
    ],
    [
      "a tier that comes at another time",
      tier("calico-system", { order: 2_000_000 }),
      ["changed Tier calico-system (none) spec.order"],
    ],
    [
      "a policy of the operator's name in another tier",
      policy("calico-system/whisker", { ...whisker, tier: "default" }),
      ["undeclared NetworkPolicy calico-system/calico-system.whisker (delete)"],
    ],
    [
      "a policy of the operator's that lets more through, to be looked into",
      policy("calico-system/whisker", { ...whisker, egress: [{ action: "Allow" }] }),
      ["changed NetworkPolicy calico-system/calico-system.whisker (delete) spec"],
    ],
    [
      "a policy of the operator's for other pods, to be looked into",
      policy("kube-system/cluster-dns", { ...clusterDns, selector: "all()" }),
      ["changed NetworkPolicy kube-system/calico-system.cluster-dns (delete) spec"],
    ],
    ...[
      pods("Deployment", "calico-system/calico-webhooks", { image: pinned("node") }),
      service("calico-system/calico-webhooks"),
      policy("calico-system/calico-webhooks", { order: 1, selector: "k8s-app == 'calico-webhooks'" }),
    ].map((each): readonly [string, KubernetesObject, readonly string[]] => [
      `a ${each.kind} of webhooks, which the operator makes only where Calico's objects are of another kind`,
      each,
      [`undeclared ${each.kind} calico-system/${each.metadata.name} (delete)`],
    ]),
    ...[
      pods("DaemonSet", "calico-system/calico-node", { image: pinned("node"), container: privileged }),
      service("calico-system/calico-typha"),
      pool(),
      policy("calico-system/whisker", whisker),
      object(calico, "FelixConfiguration", "default", { spec: {} }),
    ].map((each): readonly [string, KubernetesObject, readonly string[]] => [
      `a ${each.kind} that the operator is told to leave as it is`,
      ignored(each),
      [`changed ${objectTitle(each)} (none) metadata.annotations["unsupported.operator.tigera.io/ignore"]`],
    ]),
    [
      "an order to the operator that it does not take for one, and nothing else,",
      ignored(service("calico-system/calico-typha"), "false"),
      [],
    ],
    [
      "what tells Felix to enforce nothing",
      pods("DaemonSet", "calico-system/calico-node", {
        image: pinned("node"),
        container: {
          ...privileged,
          env: [
            "FELIX_INTERFACEPREFIX",
            "felix_FailsafeInboundHostPorts",
            "FELIX_USEINTERNALDATAPLANEDRIVER",
            "FELIX_DATAPLANEDRIVER",
            "FELIX_HEALTHPORT",
          ].map((name) => ({ name, value: "x" })),
          envFrom: [{ configMapRef: { name: "x" } }],
        },
      }),
      [
        "changed DaemonSet calico-system/calico-node (none)" +
          [
            "env[FELIX_INTERFACEPREFIX]",
            "env[felix_FailsafeInboundHostPorts]",
            "env[FELIX_USEINTERNALDATAPLANEDRIVER]",
            "env[FELIX_DATAPLANEDRIVER]",
            "envFrom",
          ]
            .map((field) => ` spec.template.spec.containers[c].${field}`)
            .join(""),
      ],
    ],
    ...["coredns", "kube-proxyx", "other/kube-proxy"].map(
      (repository): readonly [string, KubernetesObject, readonly string[]] => [
        `kube-proxy of EKS's image ${repository}`,
        pods("DaemonSet", "kube-system/kube-proxy", { image: `${registry}/${repository}:v1` }),
        [image("DaemonSet kube-system/kube-proxy")],
      ],
    ),
    [
      "CoreDNS of EKS's image of kube-proxy",
      pods("Deployment", "kube-system/coredns", { image: `${registry}/kube-proxy:v1` }),
      [image("Deployment kube-system/coredns")],
    ],
    [
      "kube-proxy that starts something else",
      pods("DaemonSet", "kube-system/kube-proxy", {
        image: `${registry}/kube-proxy:v1`,
        container: { command: ["sh", "-c", "x"] },
      }),
      ["changed DaemonSet kube-system/kube-proxy (none) spec.template.spec.containers[c].command"],
    ],
    [
      "CoreDNS that starts something else",
      pods("Deployment", "kube-system/coredns", {
        image: `${registry}/coredns:v1`,
        container: { command: ["/other"] },
      }),
      ["changed Deployment kube-system/coredns (none) spec.template.spec.containers[c].command"],
    ],
    [
      "Calico with a label of another's",
      pods("Deployment", "calico-system/whisker", {
        image: pinned("whisker"),
        labels: { "k8s-app": "calico-apiserver" },
      }),
      ["changed Deployment calico-system/whisker (none) spec.template.metadata.labels.k8s-app"],
    ],
    [
      "CoreDNS without its label",
      pods("Deployment", "kube-system/coredns", {
        image: `${registry}/coredns:v1`,
        labels: { "k8s-app": undefined },
      }),
      ["changed Deployment kube-system/coredns (none) spec.template.metadata.labels.k8s-app"],
    ],
    [
      "the API server's Service with pods of its own",
      service("default/kubernetes", { type: "LoadBalancer", selector: { app: "evil" } }),
      ["changed Service default/kubernetes (none) spec.type spec.selector"],
    ],
    ...Object.keys(selectors).flatMap((name) =>
      [{ app: "evil" }, undefined].map((selector): readonly [string, KubernetesObject, readonly string[]] => [
        `a Service ${name} that leads to ${selector ? "others" : "whoever somebody writes down"}`,
        service(name, { selector }),
        [`changed Service ${name} (none) spec.selector`],
      ]),
    ),
    [
      "a policy of the operator's of which something else decides whom it is for, to be looked into",
      policy("calico-system/whisker", { ...whisker, serviceAccountSelector: "all()" }),
      ["changed NetworkPolicy calico-system/calico-system.whisker (delete) spec"],
    ],
    [
      "a label of a system's namespace, to be looked into",
      namespace("kube-system", { role: "admin" }),
      ["changed Namespace kube-system (none) metadata.labels.role"],
    ],
    [
      "a system's namespace that says it is another, to be looked into",
      namespace("kube-public", { "kubernetes.io/metadata.name": "shop" }),
      ['changed Namespace kube-public (none) metadata.labels["kubernetes.io/metadata.name"]'],
    ],
    [
      "a setting that lets pods send as others",
      object(calico, "FelixConfiguration", "default", { spec: { workloadSourceSpoofing: "Any" } }),
      ["changed FelixConfiguration default (none) spec.workloadSourceSpoofing"],
    ],
    [
      "a setting of one node",
      object(calico, "FelixConfiguration", "node.a", { spec: { chainInsertMode: "Append" } }),
      ["changed FelixConfiguration node.a (none) spec.chainInsertMode"],
    ],
  ];
  for (const [title, live, expected] of cases)
    it(`are told where there is ${title}`, async () => {
      assert.deepEqual(await found([live]), expected);
    });

  it("have their own images and labels where they are add-ons", async () => {
    const declaration = load({ changes: [driver] });
    const agent = "kube-system/eks-pod-identity-agent";
    const controller = "kube-system/ebs-csi-controller";
    const live = [
      pods("DaemonSet", agent, { image: `${registry}/kube-proxy:v1`, container: privileged }),
      pods("Deployment", controller, {
        image: `${registry}/coredns:v1`,
        labels: { "k8s-app": "kube-dns" },
      }),
    ];
    assert.deepEqual(await found(live, declaration), [
      `changed Deployment ${controller} (none) spec.template.metadata.labels.k8s-app spec.template.spec.containers[c].image`,
      image(`DaemonSet ${agent}`),
    ]);
  });

  it("are no longer doubted where the operator is told to leave them", async () => {
    const other = namespace("calico-system", { role: "admin" });
    const declaration = load();
    const doubted = async (each: KubernetesObject) =>
      liveFindings(await compare([], [each], { declaration })).map((finding) => finding.doubted);
    assert.deepEqual(await doubted(other), [true]);
    assert.deepEqual(await doubted(ignored(other)), [undefined]);
  });

  it("may be told to stay as they are where somebody else installed Calico", async () => {
    const { calico: _calico, ...declaration } = load({ base: existingProject });
    assert.deepEqual(await told([], [ignored(pool())], { declaration }), []);
  });

  it("are not the platform's where the declaration switches them off", async () => {
    const live = calicos.filter(({ metadata }) => metadata.name === "whisker");
    assert.deepEqual(await found(live, load({ changes: [unobserved] })), [
      "undeclared Deployment calico-system/whisker (delete)",
    ]);
  });

  it("are EKS's in a region whose registries are not known here, from that region alone", async () => {
    const declaration = load();
    const { cluster } = declaration;
    assert.ok(cluster.kind === "eks");
    const elsewhere = {
      ...declaration,
      cluster: { ...cluster, eks: { ...cluster.eks, region: "xx-new-1" } },
    };
    const proxy = (region: string) =>
      pods("DaemonSet", "kube-system/kube-proxy", {
        image: `123456789012.dkr.ecr.${region}.amazonaws.com/eks/kube-proxy:v1`,
      });
    assert.deepEqual(await found([proxy("xx-new-1")], elsewhere), []);
    assert.deepEqual(await found([proxy("eu-central-1")], elsewhere), [
      image("DaemonSet kube-system/kube-proxy"),
    ]);
  });

  it("may still be of the images that were deployed last", async () => {
    const digest = `sha256:${"1".repeat(64)}`;
    const images = object("operator.tigera.io/v1", "ImageSet", "calico-v3.32.2", {
      spec: { images: [{ image: "calico/typha", digest }] },
    });
    const typha = pods("Deployment", "calico-system/calico-typha", {
      image: `quay.io/calico/typha@${digest}`,
    });
    const all = [installation, images];
    assert.deepEqual(await told(all, [...all, typha]), []);
    assert.deepEqual(await found([typha]), [image("Deployment calico-system/calico-typha")]);
  });

  it("do not reach their nodes on an existing cluster, whose control plane reaches pods", async () => {
    assert.deepEqual(await found([apiServer(pinned("apiserver"))], load({ base: existingProject })), [
      "changed Deployment calico-system/calico-apiserver (none) spec.template.spec.hostNetwork",
    ]);
  });
});
