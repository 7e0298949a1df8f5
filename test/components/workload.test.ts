import assert from "node:assert/strict";
import { inStack } from "../support/project.js";
import { recorded, unknown, withTools, type Recorded } from "../support/recorded.js";

const image = `registry.example.com/app:1.0.0@sha256:${"a".repeat(64)}`;
const labels = (workload: string) => ({ "app.kubernetes.io/name": workload });
const metadata = (name: string) => ({ name, namespace: "tools", labels: labels(name) });

const podSecurity = (user: number) => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  seccompProfile: { type: "RuntimeDefault" },
});
const containerSecurity = {
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};
const spread = (workload: string, more: object = {}) =>
  ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: labels(workload) },
    ...more,
  }));

/** The pods of a workload that declares nothing but its image. */
const plainTemplate = (name: string, restartPolicy: string, spec: object = {}, container: object = {}) => ({
  metadata: { labels: labels(name) },
  spec: {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 30,
    restartPolicy,
    securityContext: podSecurity(65532),
    ...spec,
    containers: [
      {
        name,
        image,
        imagePullPolicy: "IfNotPresent",
        ports: [],
        envFrom: [],
        resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
        securityContext: containerSecurity,
        volumeMounts: [],
        ...container,
      },
    ],
    volumes: [],
  },
});

describe("Workload", () => {
  let run: Recorded;
  before(async () => {
    const taints = "taints: [{ key: team, value: tools, effect: PreferNoSchedule }]";
    run = await recorded({
      changes: [withTools, inStack("size: { min: 1, max: 2 }", `size: { min: 1, max: 2 }\n      ${taints}`)],
    });
  });

  it("as a Deployment has new pods before old ones go, and everything that it declares", () => {
    assert.deepEqual(run.inputs("Deployment", "tools.api"), {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: metadata("api"),
      spec: {
        replicas: 3,
        revisionHistoryLimit: 2,
        selector: { matchLabels: labels("api") },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        template: {
          metadata: { labels: labels("api") },
          spec: {
            serviceAccountName: "api",
            automountServiceAccountToken: true,
            enableServiceLinks: false,
            terminationGracePeriodSeconds: 60,
            restartPolicy: "Always",
            securityContext: podSecurity(1000),
            topologySpreadConstraints: spread("api", { matchLabelKeys: ["pod-template-hash"] }),
            nodeSelector: { "basalt/node-group": "general" },
            tolerations: [{ key: "team", operator: "Equal", value: "tools", effect: "PreferNoSchedule" }],
            containers: [
              {
                name: "api",
                image,
                imagePullPolicy: "IfNotPresent",
                command: ["/bin/api"],
                args: ["--verbose"],
                ports: [
                  { name: "tcp-80", containerPort: 8080, protocol: "TCP" },
                  { name: "tcp-9000", containerPort: 9000, protocol: "TCP" },
                  { name: "udp-8125", containerPort: 8125, protocol: "UDP" },
                ],
                envFrom: [{ configMapRef: { name: unknown } }, { secretRef: { name: unknown } }],
                resources: {
                  requests: { cpu: "200m", memory: "256Mi" },
                  limits: { cpu: "1", memory: "512Mi" },
                },
                readinessProbe: { httpGet: { path: "/ready", port: 8080 }, periodSeconds: 5 },
                livenessProbe: { grpc: { port: 9000 }, periodSeconds: 10, failureThreshold: 6 },
                startupProbe: {
                  exec: { command: ["/bin/check", "--now"] },
                  periodSeconds: 5,
                  failureThreshold: 60,
                },
                securityContext: containerSecurity,
                volumeMounts: [
                  { name: "scratch-0", mountPath: "/tmp" },
                  { name: "scratch-1", mountPath: "/var/cache" },
                  {
                    name: "files",
                    mountPath: "/etc/api/config.yaml",
                    subPath: "file-0",
                    readOnly: true,
                  },
                  { name: "files", mountPath: "/etc/api/rules", subPath: "file-1", readOnly: true },
                ],
              },
            ],
            volumes: [
              { name: "scratch-0", emptyDir: { sizeLimit: "64Mi" } },
              { name: "scratch-1", emptyDir: { sizeLimit: "1Gi" } },
              { name: "files", configMap: { name: unknown, defaultMode: 0o440 } },
            ],
          },
        },
      },
    });
  });

  it("as a StatefulSet is served by its headless Service and probed on its port", () => {
    const probe = { tcpSocket: { port: 5432 } };
    assert.deepEqual(run.inputs("StatefulSet"), {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: metadata("store"),
      spec: {
        replicas: 1,
        revisionHistoryLimit: 2,
        selector: { matchLabels: labels("store") },
        serviceName: "store",
        updateStrategy: { type: "RollingUpdate" },
        template: plainTemplate(
          "store",
          "Always",
          { topologySpreadConstraints: spread("store") },
          {
            ports: [{ name: "tcp-5432", containerPort: 5432, protocol: "TCP" }],
            readinessProbe: { ...probe, periodSeconds: 5 },
            livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 6 },
          },
        ),
      },
    });
    assert.deepEqual(run.inputs("Service", "tools.store")["spec"], {
      clusterIP: "None",
      selector: labels("store"),
      ports: [{ name: "db", port: 5432, targetPort: "tcp-5432", protocol: "TCP" }],
    });
  });

  it("as a DaemonSet has a new pod on a node before the old one goes, and no spread", () => {
    assert.deepEqual(run.inputs("DaemonSet"), {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: metadata("agent"),
      spec: {
        revisionHistoryLimit: 2,
        selector: { matchLabels: labels("agent") },
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        template: plainTemplate("agent", "Always"),
      },
    });
  });

  it("as a CronJob never runs twice at a time", () => {
    assert.deepEqual(run.inputs("CronJob"), {
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: metadata("report"),
      spec: {
        schedule: "0 3 * * *",
        concurrencyPolicy: "Forbid",
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 3,
        jobTemplate: {
          spec: {
            template: plainTemplate("report", "Never", { topologySpreadConstraints: spread("report") }),
            backoffLimit: 3,
          },
        },
      },
    });
  });

  it("as a Job is named by what it runs, because a Job cannot change", () => {
    const { name, inputs } = run.one("Job");
    const [, hash] = /^tools\.migrate\.(migrate-[0-9a-f]{8})$/.exec(name) ?? [];
    assert.deepEqual(inputs, {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { ...metadata("migrate"), name: hash },
      spec: {
        template: plainTemplate("migrate", "Never", { topologySpreadConstraints: spread("migrate") }),
        backoffLimit: 3,
      },
    });
  });

  it("has a service account of its own, whose token is mounted only where it asks for it", () => {
    assert.deepEqual(
      run.all("ServiceAccount").map(({ name }) => name),
      [
        "billing.api",
        "shop.cart",
        "shop.web",
        "tools.agent",
        "tools.api",
        "tools.migrate",
        "tools.report",
        "tools.store",
      ],
    );
    for (const { inputs } of run.all("ServiceAccount"))
      assert.equal(inputs["automountServiceAccountToken"], false);
    assert.deepEqual(run.inputs("ServiceAccount", "tools.api"), {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: metadata("api"),
      automountServiceAccountToken: false,
    });
  });

  it("is disrupted one pod at a time, where it has replicas", async () => {
    const budgets = (recording: Recorded) => recording.all("PodDisruptionBudget").map(({ name }) => name);
    assert.deepEqual(budgets(run), ["billing.api", "shop.cart", "shop.web", "tools.api", "tools.store"]);
    assert.deepEqual(run.inputs("PodDisruptionBudget", "tools.api"), {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: metadata("api"),
      spec: { maxUnavailable: 1, selector: { matchLabels: labels("api") } },
    });
    const idle = await recorded({
      changes: [inStack("workloads: {} }", "workloads: { web: { replicas: 0 } } }")],
    });
    assert.deepEqual(budgets(idle), ["billing.api", "shop.cart"]);
  });

  it("that something else renders gets policies only", () => {
    assert.deepEqual(
      run.resources.filter(({ name }) => name.startsWith("shop.redis")),
      [],
    );
  });
});
