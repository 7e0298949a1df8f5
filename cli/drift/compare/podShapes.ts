import { isMapping, mappingOf, type Mapping } from "../cluster/kubernetesObject.js";
import { byContent, byField, type DefaultFrom, type Shape } from "./shape.js";

/*
 * What Kubernetes fills into the pods of a template (pkg/apis/core/v1/defaults.go), and of a field that is left out
 * where it has its zero value, that value.
 */

const probe: Shape = {
  defaults: { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
  fields: {
    httpGet: { defaults: { scheme: "HTTP", path: "/" } },
    grpc: { defaults: { service: "" } },
  },
};

const handler: Shape = { fields: { httpGet: { defaults: { scheme: "HTTP", path: "/" } } } };

/** By default a tag that moves is looked up each time. */
const pullPolicy: DefaultFrom = ({ image }) => {
  const reference = typeof image === "string" ? image : "";
  const name = reference.split("@")[0]!;
  const tag = /:([^/:]+)$/.exec(name)?.[1];
  return tag === "latest" || (tag === undefined && !reference.includes("@")) ? "Always" : "IfNotPresent";
};

const resources: Shape = {
  fields: {
    limits: { values: { quantity: true } },
    requests: { values: { quantity: true } },
  },
};

const security: Shape = {
  fields: {
    capabilities: {
      fields: {
        add: { unordered: true },
        drop: { unordered: true },
      },
    },
  },
};

const container: Shape = {
  defaults: {
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: pullPolicy,
    resources: {},
    stdin: false,
    stdinOnce: false,
    tty: false,
  },
  fields: {
    ports: { items: { defaults: { protocol: "TCP" } }, key: portKey },
    env: {
      key: byField("name"),
      items: {
        defaults: { value: ({ valueFrom }: Mapping) => (valueFrom === undefined ? "" : undefined) },
        fields: {
          valueFrom: {
            fields: {
              fieldRef: { defaults: { apiVersion: "v1" } },
              resourceFieldRef: { defaults: { divisor: "0" } },
            },
          },
        },
      },
    },
    volumeMounts: { key: byField("mountPath"), items: { defaults: { readOnly: false } } },
    volumeDevices: { key: byField("devicePath") },
    resources,
    livenessProbe: probe,
    readinessProbe: probe,
    startupProbe: probe,
    lifecycle: { fields: { preStop: handler, postStart: handler } },
    securityContext: security,
  },
};

/** A port's key is its number and protocol, and a protocol may be left out. */
function portKey(item: unknown): string {
  const { containerPort, protocol = "TCP" } = mappingOf(item);
  return `${String(containerPort)}/${String(protocol)}`;
}

const fileMode = { defaultMode: 0o644 };

const volume: Shape = {
  fields: {
    configMap: { defaults: { ...fileMode, optional: false } },
    secret: { defaults: { ...fileMode, optional: false } },
    downwardAPI: {
      defaults: fileMode,
      fields: { items: { items: { fields: { fieldRef: { defaults: { apiVersion: "v1" } } } } } },
    },
    emptyDir: { fields: { sizeLimit: { quantity: true } } },
    hostPath: { defaults: { type: "" } },
    projected: {
      defaults: fileMode,
      fields: {
        sources: {
          items: {
            fields: {
              serviceAccountToken: { defaults: { expirationSeconds: 3600 } },
              downwardAPI: {
                fields: { items: { items: { fields: { fieldRef: { defaults: { apiVersion: "v1" } } } } } },
              },
            },
          },
        },
      },
    },
  },
};

/** The spec of a pod's template. */
export const podSpec: Shape = {
  defaults: {
    restartPolicy: "Always",
    dnsPolicy: "ClusterFirst",
    schedulerName: "default-scheduler",
    terminationGracePeriodSeconds: 30,
    securityContext: {},
    serviceAccountName: "",
    // A field of old that repeats the other.
    serviceAccount: ({ serviceAccountName }: Mapping) => serviceAccountName ?? "",
    enableServiceLinks: true,
    hostNetwork: false,
    hostPID: false,
    hostIPC: false,
  },
  fields: {
    containers: { key: byField("name"), items: container },
    // They run one after the other.
    initContainers: { items: container },
    ephemeralContainers: { key: byField("name"), items: container },
    volumes: { key: byField("name"), items: volume },
    imagePullSecrets: { key: byField("name") },
    tolerations: { key: byContent, items: { defaults: { operator: "Equal" } } },
    topologySpreadConstraints: { key: byField("topologyKey", "whenUnsatisfiable") },
    hostAliases: { key: byField("ip") },
    securityContext: {
      fields: {
        ...security.fields,
        supplementalGroups: { unordered: true },
        sysctls: { key: byField("name") },
      },
    },
  },
};

/** Where the tokens of service accounts are mounted: Kubernetes' own, and those that EKS exchanges for a role's. */
const tokenFolders = [
  "/var/run/secrets/kubernetes.io/serviceaccount",
  "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount",
  "/var/run/secrets/eks.amazonaws.com/serviceaccount",
];

/** The volumes that hold them. */
const isTokenVolume = (item: unknown): boolean =>
  isMapping(item) &&
  /^(kube-api-access-[a-z0-9]{5}|eks-pod-identity-token|aws-iam-token)$/.test(String(item["name"])) &&
  isMapping(item["projected"]);

/** What EKS's webhook tells a pod of its role: https://github.com/aws/amazon-eks-pod-identity-webhook */
const roleVariables =
  /^AWS_(CONTAINER_CREDENTIALS_FULL_URI|CONTAINER_AUTHORIZATION_TOKEN_FILE|STS_REGIONAL_ENDPOINTS|REGION|DEFAULT_REGION|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE)$/;

const filledQuantities: Shape = { filled: "all", values: { quantity: true } };

const runningContainer: Shape = {
  ...container,
  // A LimitRange gives what is missing, and what has only a limit requests as much.
  filled: ["resources", "resizePolicy"],
  fields: {
    ...container.fields,
    resources: {
      filled: ["limits", "requests"],
      fields: { limits: filledQuantities, requests: filledQuantities },
    },
    env: {
      ...container.fields!["env"]!,
      addedItem: (item) => isMapping(item) && roleVariables.test(String(item["name"])),
    },
    volumeMounts: {
      ...container.fields!["volumeMounts"]!,
      addedItem: (item) => isMapping(item) && tokenFolders.includes(String(item["mountPath"])),
    },
  },
};

/** The spec of a pod that runs, as compared with the template that it is of. */
export const runningPodSpec: Shape = {
  ...podSpec,
  // Admission, the scheduler and the pod's controller write these.
  filled: [
    "nodeName",
    "priority",
    "priorityClassName",
    "preemptionPolicy",
    "hostname",
    "subdomain",
    "overhead",
    "imagePullSecrets",
  ],
  defaults: { ...podSpec.defaults, serviceAccountName: "default" },
  fields: {
    ...podSpec.fields,
    containers: { key: byField("name"), items: runningContainer },
    initContainers: { items: runningContainer },
    volumes: { ...podSpec.fields!["volumes"]!, addedItem: isTokenVolume },
    tolerations: { ...podSpec.fields!["tolerations"]!, addedItem: isNodeToleration },
    topologySpreadConstraints: {
      key: byField("topologyKey", "whenUnsatisfiable"),
      items: { fields: { labelSelector: { filled: ["matchExpressions"] } } },
    },
  },
};

const hostContainer: Shape = {
  ...runningContainer,
  fields: {
    ...runningContainer.fields,
    ports: {
      ...container.fields!["ports"]!,
      items: { ...container.fields!["ports"]!.items, filled: ["hostPort"] },
    },
  },
};

/** The same of a template on the host's network, where a port is the host's. */
export const hostPodSpec: Shape = {
  ...runningPodSpec,
  fields: {
    ...runningPodSpec.fields,
    containers: { key: byField("name"), items: hostContainer },
    initContainers: { items: hostContainer },
  },
};

/** A pod may stay some minutes on a node that does not answer; a DaemonSet's for ever. */
function isNodeToleration(item: unknown): boolean {
  const { key, operator } = mappingOf(item);
  return operator === "Exists" && String(key).startsWith("node.kubernetes.io/");
}
