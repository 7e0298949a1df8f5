import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { RenderedWorkload, WorkloadPort } from "../config/declaration.js";
import type { ProbeDeclaration } from "../config/namespaceSchema.js";
import { nodeGroupLabel } from "./nodeGroup.js";
import type { PodCredentials } from "./podCredentials.js";

type PodTemplate = kubernetes.types.input.core.v1.PodTemplateSpec;
type Probe = kubernetes.types.input.core.v1.Probe;

/** Names of the objects that a pod reads its configuration from, where it has any. */
export interface Configuration {
  readonly env?: pulumi.Input<string>;
  readonly secrets?: pulumi.Input<string>;
  readonly files?: pulumi.Input<string>;
}

/**
 * The pods of a workload: unprivileged, read-only but for declared volumes, spread over zones.
 *
 * @param credentials of its role in AWS, where it has one
 */
export function podTemplate(
  workload: RenderedWorkload,
  configuration: Configuration,
  credentials?: PodCredentials,
): PodTemplate {
  const { selector } = workload.peer;
  const scratch = Object.entries(workload.scratch);
  const files = Object.keys(workload.files);
  const { volumes = [] } = workload;
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
        // A volume of many files would be walked at every start.
        ...(volumes.length > 0 ? { fsGroupChangePolicy: "OnRootMismatch" } : {}),
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
          ports: workload.ports.map((port) => ({
            name: podPortName(port),
            containerPort: port.port,
            protocol: port.protocol,
          })),
          ...(credentials ? { env: credentials.env } : {}),
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
            ...volumes.map(({ name, path }) => ({ name, mountPath: path })),
            ...scratch.map(([mountPath], index) => ({ name: `scratch-${index}`, mountPath })),
            ...files.map((mountPath) => ({
              name: "files",
              mountPath,
              subPath: fileKey(workload, mountPath),
              readOnly: true,
            })),
            ...(credentials?.mounts ?? []),
          ],
        },
      ],
      volumes: [
        ...scratch.map(([, sizeLimit], index) => ({ name: `scratch-${index}`, emptyDir: { sizeLimit } })),
        ...(configuration.files === undefined
          ? []
          : [{ name: "files", configMap: { name: configuration.files, defaultMode: 0o440 } }]),
        ...(credentials?.volumes ?? []),
      ],
    },
  };
}

/**
 * By what a Service finds a port in its pods: the Service's own number, which callers know. During a rollout the same
 * Service then reaches old pods on their port and new ones on theirs, whatever changed in them.
 */
export function podPortName({ protocol, service }: Pick<WorkloadPort, "protocol" | "service">): string {
  return `${protocol.toLowerCase()}-${service}`;
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
  // The declaration's check has found each of these ports.
  const numberOf = (portName: string) => ports.find(({ name }) => name === portName)!.port;
  if ("http" in probe) return { httpGet: { path: probe.http, port: numberOf(probe.port) } };
  if ("tcp" in probe) return { tcpSocket: { port: numberOf(probe.tcp) } };
  if ("exec" in probe) return { exec: { command: probe.exec } };
  return { grpc: { port: numberOf(probe.grpc) } };
}
