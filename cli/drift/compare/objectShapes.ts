import { mappingOf, type Mapping } from "../cluster/kubernetesObject.js";
import { podSpec } from "./podShapes.js";
import { felixConfiguration, imageSet, installation, kubeControllersConfiguration } from "./settingShapes.js";
import { byContent, byField, type Shape } from "./shape.js";

/*
 * What Kubernetes and Calico fill into the specs of their kinds. What stands here is compared in full: whatever else an
 * object has was added by somebody.
 */

/**
 * A template of pods. `kubectl rollout restart` notes in it when it was asked to: what runs is the same.
 *
 * @param labels those that the controller adds
 */
const templateOf = (labels: readonly string[] = []): Shape => ({
  defaults: { metadata: {} },
  fields: {
    spec: podSpec,
    metadata: {
      filled: ["creationTimestamp"],
      defaults: { labels: {}, annotations: {} },
      fields: { labels: { filled: labels }, annotations: { filled: ["kubectl.kubernetes.io/restartedAt"] } },
    },
  },
});

const template = templateOf();

const deployment: Shape = {
  defaults: {
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    strategy: {},
    minReadySeconds: 0,
    paused: false,
  },
  fields: {
    template,
    strategy: {
      defaults: {
        type: "RollingUpdate",
        rollingUpdate: ({ type }: Mapping) => (type === "Recreate" ? undefined : {}),
      },
      fields: { rollingUpdate: { defaults: { maxSurge: "25%", maxUnavailable: "25%" } } },
    },
  },
};

const statefulSet: Shape = {
  defaults: {
    replicas: 1,
    revisionHistoryLimit: 10,
    podManagementPolicy: "OrderedReady",
    updateStrategy: {},
    persistentVolumeClaimRetentionPolicy: {},
    minReadySeconds: 0,
    serviceName: "",
  },
  fields: {
    template,
    updateStrategy: {
      defaults: {
        type: "RollingUpdate",
        rollingUpdate: ({ type }: Mapping) => (type === "OnDelete" ? undefined : {}),
      },
      fields: { rollingUpdate: { defaults: { partition: 0 } } },
    },
    persistentVolumeClaimRetentionPolicy: { defaults: { whenDeleted: "Retain", whenScaled: "Retain" } },
    volumeClaimTemplates: {
      items: {
        defaults: { apiVersion: "v1", kind: "PersistentVolumeClaim" },
        filled: ["status"],
        fields: {
          metadata: { filled: ["creationTimestamp"] },
          spec: {
            defaults: { volumeMode: "Filesystem" },
            fields: { resources: { fields: { requests: { values: { quantity: true } } } } },
          },
        },
      },
    },
  },
};

const daemonSet: Shape = {
  defaults: { revisionHistoryLimit: 10, updateStrategy: {}, minReadySeconds: 0 },
  fields: {
    template,
    updateStrategy: {
      defaults: {
        type: "RollingUpdate",
        rollingUpdate: ({ type }: Mapping) => (type === "OnDelete" ? undefined : {}),
      },
      fields: { rollingUpdate: { defaults: { maxSurge: 0, maxUnavailable: 1 } } },
    },
  },
};

/** Labels that the Job's controller gives its pods, and selects them by. */
const jobLabels = [
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-name",
  "controller-uid",
  "job-name",
];

const job: Shape = {
  defaults: {
    parallelism: 1,
    completions: 1,
    backoffLimit: 6,
    completionMode: "NonIndexed",
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: "TerminatingOrFailed",
  },
  filled: ["selector"],
  fields: { template: templateOf(jobLabels) },
};

const cronJob: Shape = {
  defaults: {
    concurrencyPolicy: "Allow",
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  },
  fields: {
    jobTemplate: {
      defaults: { metadata: {} },
      fields: { metadata: { filled: ["creationTimestamp"] }, spec: { ...job, filled: [] } },
    },
  },
};

const servicePort: Shape = {
  defaults: { protocol: "TCP", targetPort: ({ port }: Mapping) => port },
  filled: ["nodePort"],
};

const isOpenToNodes = ({ type }: Mapping) => type === "NodePort" || type === "LoadBalancer";

const service: Shape = {
  defaults: {
    type: "ClusterIP",
    sessionAffinity: "None",
    internalTrafficPolicy: "Cluster",
    ipFamilyPolicy: "SingleStack",
    publishNotReadyAddresses: false,
    externalTrafficPolicy: (spec: Mapping) => (isOpenToNodes(spec) ? "Cluster" : undefined),
    allocateLoadBalancerNodePorts: ({ type }: Mapping) => (type === "LoadBalancer" ? true : undefined),
  },
  filled: ["clusterIP", "clusterIPs", "ipFamilies", "healthCheckNodePort", "loadBalancerClass"],
  fields: {
    ports: { key: (item) => servicePortKey(mappingOf(item)), items: servicePort },
    externalIPs: { unordered: true },
    loadBalancerSourceRanges: { unordered: true },
  },
};

function servicePortKey({ port, protocol = "TCP" }: Mapping): string {
  return `${String(port)}/${String(protocol)}`;
}

/** Rules of Kubernetes' policies only ever open: their order means nothing, nor does that of what they list. */
const policyPeers: Shape = {
  unordered: true,
  items: {
    fields: {
      podSelector: selector(),
      namespaceSelector: selector(),
      ipBlock: { fields: { except: { unordered: true } } },
    },
  },
};

const policyRules: Shape = {
  unordered: true,
  items: {
    fields: {
      from: policyPeers,
      to: policyPeers,
      ports: { unordered: true, items: { defaults: { protocol: "TCP" } } },
    },
  },
};

function selector(): Shape {
  return {
    fields: { matchExpressions: { unordered: true, items: { fields: { values: { unordered: true } } } } },
  };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1 policyTypes */
const defaultTypes = ({ egress }: Mapping) => (egress === undefined ? ["Ingress"] : ["Ingress", "Egress"]);

const networkPolicy: Shape = {
  defaults: { policyTypes: defaultTypes, podSelector: {} },
  fields: {
    podSelector: selector(),
    policyTypes: { unordered: true },
    ingress: policyRules,
    egress: policyRules,
  },
};

/** An end that says nothing is anybody; Calico's API server writes both of every rule. */
const calicoRules: Shape = {
  items: {
    defaults: { source: {}, destination: {} },
    fields: { source: calicoEnd(), destination: calicoEnd() },
  },
};

function calicoEnd(): Shape {
  const list: Shape = { unordered: true };
  return { fields: { nets: list, notNets: list, ports: list, notPorts: list } };
}

/** https://docs.tigera.io/calico/latest/reference/resources/globalnetworkpolicy types */
const calicoTypes = ({ ingress, egress }: Mapping) =>
  egress === undefined ? ["Ingress"] : ingress === undefined ? ["Egress"] : ["Ingress", "Egress"];

const calicoPolicy: Shape = {
  defaults: { tier: "default", types: calicoTypes },
  fields: { types: { unordered: true }, ingress: calicoRules, egress: calicoRules },
};

const staged = (shape: Shape): Shape => ({ ...shape, defaults: { ...shape.defaults, stagedAction: "Set" } });

const specs: Readonly<Record<string, Shape>> = {
  "apps/Deployment": deployment,
  "apps/StatefulSet": statefulSet,
  "apps/DaemonSet": daemonSet,
  "batch/Job": job,
  "batch/CronJob": cronJob,
  "apps/ReplicaSet": { defaults: { replicas: 1, minReadySeconds: 0 }, fields: { template } },
  "/ReplicationController": { defaults: { replicas: 1, minReadySeconds: 0 }, fields: { template } },
  "/Pod": podSpec,
  "/Service": service,
  "/Namespace": { filled: ["finalizers"] },
  "networking.k8s.io/NetworkPolicy": networkPolicy,
  "projectcalico.org/NetworkPolicy": calicoPolicy,
  "projectcalico.org/GlobalNetworkPolicy": calicoPolicy,
  "projectcalico.org/StagedNetworkPolicy": staged(calicoPolicy),
  "projectcalico.org/StagedGlobalNetworkPolicy": staged(calicoPolicy),
  "projectcalico.org/StagedKubernetesNetworkPolicy": staged(networkPolicy),
  "projectcalico.org/Tier": { defaults: { defaultAction: "Deny" } },
  "projectcalico.org/NetworkSet": { fields: { nets: { unordered: true } } },
  "projectcalico.org/GlobalNetworkSet": { fields: { nets: { unordered: true } } },
  "projectcalico.org/FelixConfiguration": felixConfiguration,
  "projectcalico.org/KubeControllersConfiguration": kubeControllersConfiguration,
  "operator.tigera.io/Installation": installation,
  "operator.tigera.io/ImageSet": imageSet,
  "networking.k8s.io/Ingress": { fields: { tls: { key: byContent }, rules: { key: byField("host") } } },
};

/** What is known of the spec of a kind's objects. */
export function specShape(group: string, kind: string): Shape | undefined {
  return specs[`${group}/${kind}`];
}
