import type { KubernetesObject } from "../../../cli/drift/cluster/kubernetesObject.js";
import type { LiveKind } from "../../../cli/drift/cluster/liveKinds.js";
import { liveKindOf } from "../../../cli/drift/cluster/liveKinds.js";

/** An object with a name, in a namespace where one is given. */
export function object(
  apiVersion: string,
  kind: string,
  name: string,
  rest: {
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
    readonly spec?: object;
  } & Record<string, unknown> = {},
): KubernetesObject {
  const { namespace, labels, ...more } = rest;
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), ...(labels ? { labels } : {}) },
    ...more,
  } as KubernetesObject;
}

/** What is known of an object's kind. */
export function kindOf({ apiVersion, kind }: KubernetesObject): LiveKind {
  return liveKindOf(apiVersion, kind)!;
}

/** A Deployment as Basalt declares one. */
export const declaredDeployment = object("apps/v1", "Deployment", "web", {
  namespace: "shop",
  labels: { app: "web" },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "web" } },
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        serviceAccountName: "web",
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, runAsUser: 65532 },
        containers: [
          {
            name: "web",
            image: "example.com/web:1@sha256:aa",
            args: ["serve", "--port=8080"],
            env: [
              { name: "A", value: "1" },
              { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
            ],
            ports: [{ name: "http", containerPort: 8080 }],
            resources: { requests: { cpu: "1000m", memory: "1Gi" }, limits: { memory: "1Gi" } },
            readinessProbe: { httpGet: { path: "/", port: 8080 } },
            volumeMounts: [{ name: "files", mountPath: "/files" }],
            securityContext: { capabilities: { drop: ["ALL"] } },
          },
        ],
        volumes: [{ name: "files", configMap: { name: "files-1" } }],
        tolerations: [{ key: "dedicated", value: "web", effect: "NoSchedule" }],
      },
    },
  },
});

/** The same as the API server has it: with everything filled in, in an order of its own. */
export const liveDeployment = object("apps/v1", "Deployment", "web", {
  namespace: "shop",
  labels: { app: "web" },
  spec: {
    progressDeadlineSeconds: 600,
    replicas: 2,
    revisionHistoryLimit: 10,
    selector: { matchLabels: { app: "web" } },
    strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }, type: "RollingUpdate" },
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        automountServiceAccountToken: false,
        containers: [
          {
            args: ["serve", "--port=8080"],
            env: [
              { name: "A", value: "1" },
              { name: "NODE", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "spec.nodeName" } } },
            ],
            image: "example.com/web:1@sha256:aa",
            imagePullPolicy: "IfNotPresent",
            name: "web",
            ports: [{ containerPort: 8080, name: "http", protocol: "TCP" }],
            readinessProbe: {
              failureThreshold: 3,
              httpGet: { path: "/", port: 8080, scheme: "HTTP" },
              periodSeconds: 10,
              successThreshold: 1,
              timeoutSeconds: 1,
            },
            resources: { limits: { memory: "1Gi" }, requests: { cpu: "1", memory: "1Gi" } },
            securityContext: { capabilities: { drop: ["ALL"] } },
            terminationMessagePath: "/dev/termination-log",
            terminationMessagePolicy: "File",
            volumeMounts: [{ mountPath: "/files", name: "files" }],
          },
        ],
        dnsPolicy: "ClusterFirst",
        enableServiceLinks: false,
        restartPolicy: "Always",
        schedulerName: "default-scheduler",
        securityContext: { runAsNonRoot: true, runAsUser: 65532 },
        serviceAccount: "web",
        serviceAccountName: "web",
        terminationGracePeriodSeconds: 30,
        tolerations: [{ key: "dedicated", operator: "Equal", value: "web", effect: "NoSchedule" }],
        volumes: [{ name: "files", configMap: { name: "files-1", defaultMode: 420 } }],
      },
    },
  },
});
