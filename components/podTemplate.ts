import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { RenderedWorkload } from "../config/declaration.js";
import type { ProbeDeclaration } from "../config/namespaceSchema.js";
import { nodeGroupLabel } from "./nodeGroup.js";

type PodTemplate = kubernetes.types.input.core.v1.PodTemplateSpec;
type Probe = kubernetes.types.input.core.v1.Probe;

/** Names of the objects that a pod reads its configuration from, where it has any. */
export interface Configuration {
  readonly env?: pulumi.Input<string>;
  readonly secrets?: pulumi.Input<string>;
  readonly files?: pulumi.Input<string>;
}

/** The pods of a workload: unprivileged, read-only but for declared scratch volumes, spread over zones. */
export function podTemplate(workload: RenderedWorkload, configuration: Configuration): PodTemplate {
  const { selector } = workload.peer;
  const scratch = Object.entries(workload.scratch);
  const files = Object.keys(workload.files);
  const once = workload.kind === "Job" || workload.kind === "CronJob";
  return {
    metadata: { labels: { ...selector } },
    spec: {
      serviceAccountName: workload.name,
      automountServiceAccountToken: workload.kubernetesToken,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: workload.terminationGraceSeconds,
      restartPolicy: once ? "Never" : "Always",
      securityContext: {
        runAsNonRoot: true,
        runAsUser: workload.user,
        runAsGroup: workload.user,
        fsGroup: workload.user,
        seccompProfile: { type: "RuntimeDefault" },
      },
      ...placement(workload),
      containers: [
        {
          name: workload.name,
          image: workload.image,
          imagePullPolicy: "IfNotPresent",
          command: workload.command && [...workload.command],
          args: workload.args && [...workload.args],
          ports: workload.ports.map(({ name, port, protocol }) => ({ name, containerPort: port, protocol })),
          envFrom: [
            ...(configuration.env === undefined ? [] : [{ configMapRef: { name: configuration.env } }]),
            ...(configuration.secrets === undefined ? [] : [{ secretRef: { name: configuration.secrets } }]),
          ],
          resources: { requests: { ...workload.requests }, limits: { ...workload.limits } },
          ...probes(workload),
          securityContext: {
            allowPrivilegeEscalation: false,
            privileged: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
          volumeMounts: [
            ...scratch.map(([mountPath], index) => ({ name: `scratch-${index}`, mountPath })),
            ...files.map((mountPath) => ({
              name: "files",
              mountPath,
              subPath: fileKey(workload, mountPath),
              readOnly: true,
            })),
          ],
        },
      ],
      volumes: [
        ...scratch.map(([, sizeLimit], index) => ({ name: `scratch-${index}`, emptyDir: { sizeLimit } })),
        ...(configuration.files === undefined
          ? []
          : [{ name: "files", configMap: { name: configuration.files, defaultMode: 0o440 } }]),
      ],
    },
  };
}

/** Key of a file in its ConfigMap, where slashes are not allowed. */
export function fileKey(workload: RenderedWorkload, path: string): string {
  return `file-${Object.keys(workload.files).indexOf(path)}`;
}

function placement(
  workload: RenderedWorkload,
): Pick<
  kubernetes.types.input.core.v1.PodSpec,
  "nodeSelector" | "tolerations" | "topologySpreadConstraints"
> {
  const spread = (topologyKey: string) => ({
    topologyKey,
    maxSkew: 1,
    // A full zone must not stop a rollout.
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: { ...workload.peer.selector } },
    // Each revision spreads by itself: pods on their way out do not count.
    ...(workload.kind === "Deployment" ? { matchLabelKeys: ["pod-template-hash"] } : {}),
  });
  const { nodes } = workload;
  return {
    ...(workload.kind === "DaemonSet"
      ? {}
      : { topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(spread) }),
    ...(nodes
      ? {
          nodeSelector: { [nodeGroupLabel]: nodes.name },
          tolerations: nodes.taints.map(({ key, value, effect }) => ({
            key,
            operator: "Equal",
            value,
            effect,
          })),
        }
      : {}),
  };
}

function probes(
  workload: RenderedWorkload,
): Pick<kubernetes.types.input.core.v1.Container, "readinessProbe" | "livenessProbe" | "startupProbe"> {
  const { readiness, liveness, startup } = workload.probes;
  return {
    ...(readiness ? { readinessProbe: { ...handler(readiness, workload), periodSeconds: 5 } } : {}),
    // Slower and more patient than readiness: a restart is the last resort.
    ...(liveness
      ? { livenessProbe: { ...handler(liveness, workload), periodSeconds: 10, failureThreshold: 6 } }
      : {}),
    ...(startup
      ? { startupProbe: { ...handler(startup, workload), periodSeconds: 5, failureThreshold: 60 } }
      : {}),
  };
}

function handler(probe: ProbeDeclaration, { ports }: RenderedWorkload): Probe {
  if ("http" in probe) return { httpGet: { path: probe.http, port: probe.port } };
  if ("tcp" in probe) return { tcpSocket: { port: probe.tcp } };
  if ("exec" in probe) return { exec: { command: probe.exec } };
  // A gRPC probe knows no port names; the declaration's check has found this one.
  return { grpc: { port: ports.find(({ name }) => name === probe.grpc)!.port } };
}
