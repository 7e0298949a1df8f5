import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Exposure, RenderedWorkload } from "../config/declaration.js";
import { jobName } from "./jobName.js";
import type { Platform } from "./platform.js";
import { podCredentials } from "./podCredentials.js";
import { PodIdentity } from "./podIdentity.js";
import { fileKey, podPortName, podTemplate, type Configuration } from "./podTemplate.js";
import { claimTemplates, volumeClaims } from "./volumeClaims.js";

export interface WorkloadArgs {
  readonly workload: RenderedWorkload;
  /**
   * What the cluster offers. Of what goes with it, only what would leave something behind in AWS is deleted by itself:
   * pods, load balancers and volumes.
   */
  readonly platform: Pick<Platform, "aws" | "deletedWith" | "loadBalancers" | "storage">;
  /** Waits until an update of what runs the pods is over. */
  readonly rollout: pulumi.ResourceHookBinding;
  /** Values of the stack's secrets, by name. */
  readonly secretValues: pulumi.Input<Readonly<Record<string, string>>>;
  /** The namespace, where it is made here. */
  readonly namespace: readonly pulumi.Resource[];
  /** What must exist before its pods run or change: policies above all. */
  readonly needs: readonly pulumi.Resource[];
}

const skipAwait = { "pulumi.com/skipAwait": "true" };

type ObjectMeta = kubernetes.types.input.meta.v1.ObjectMeta;

/** A workload with its identity, configuration, Services and disruption budget. */
export class Workload extends pulumi.ComponentResource {
  /** What runs its pods. */
  readonly controller: pulumi.Resource;

  constructor(name: string, args: WorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    const { workload, platform } = args;
    const { namespace } = workload.peer;
    super(
      "basalt:workload:Workload",
      name,
      { namespace, workload: workload.name, kind: workload.kind, image: workload.image },
      opts,
    );
    const own = { parent: this, dependsOn: [...args.namespace] };
    const passive = { ...own, deletedWith: platform.deletedWith };
    const metadata = (objectName: string): ObjectMeta => ({
      name: objectName,
      namespace,
      labels: { ...workload.peer.selector },
    });

    const account = new kubernetes.core.v1.ServiceAccount(
      name,
      { metadata: metadata(workload.name), automountServiceAccountToken: false },
      passive,
    );
    const configuration = configure(name, workload, args.secretValues, passive);
    // Services first: an environment variable or a probe of another workload may need their names.
    const internal = workload.ports.length > 0 ? [service(name, workload, metadata, passive)] : [];
    for (const exposure of workload.exposures) {
      // A balancer is waited for, with the pods behind it, and deleted while there are nodes.
      publicService(workload, exposure, platform.loadBalancers, metadata, {
        ...own,
        dependsOn: [...args.needs],
      });
    }
    const { aws } = platform;
    const identity =
      aws && workload.aws
        ? new PodIdentity(
            name,
            {
              cluster: { name: aws.name, region: aws.region, account: aws.account, ready: aws.ready },
              namespace,
              serviceAccount: workload.name,
              statements: workload.aws.statements,
            },
            { parent: this, providers: [aws.provider] },
          )
        : undefined;
    const credentials = aws && identity ? podCredentials(workload, aws.region) : undefined;
    const claims = platform.storage ? volumeClaims(workload, platform.storage, own) : [];
    const controller = run(name, workload, podTemplate(workload, configuration, credentials), metadata, {
      ...own,
      hooks: args.rollout,
      dependsOn: [...args.needs, account, ...internal, ...(identity?.ready ?? []), ...claims],
    });
    if ((workload.kind === "Deployment" || workload.kind === "StatefulSet") && workload.replicas > 0) {
      new kubernetes.policy.v1.PodDisruptionBudget(
        name,
        {
          metadata: metadata(workload.name),
          spec: { maxUnavailable: 1, selector: { matchLabels: { ...workload.peer.selector } } },
        },
        passive,
      );
    }
    this.controller = controller;
    this.registerOutputs({ controller: controller.urn });
  }
}

/** Immutable and auto-named: a changed value is a new object, and new pods. */
function configure(
  name: string,
  workload: RenderedWorkload,
  secretValues: WorkloadArgs["secretValues"],
  own: pulumi.CustomResourceOptions,
): Configuration {
  const metadata = { namespace: workload.peer.namespace, labels: { ...workload.peer.selector } };
  const map = (suffix: string, data: Record<string, string>) =>
    new kubernetes.core.v1.ConfigMap(`${name}.${suffix}`, { metadata, immutable: true, data }, own).metadata
      .name;
  const secrets = Object.entries(workload.secrets);
  return {
    ...(Object.keys(workload.env).length > 0 ? { env: map("env", { ...workload.env }) } : {}),
    ...(Object.keys(workload.files).length > 0
      ? {
          files: map(
            "files",
            Object.fromEntries(
              Object.entries(workload.files).map(([path, content]) => [fileKey(workload, path), content]),
            ),
          ),
        }
      : {}),
    ...(secrets.length > 0
      ? {
          secrets: new kubernetes.core.v1.Secret(
            `${name}.secrets`,
            {
              metadata,
              immutable: true,
              stringData: pulumi
                .secret(secretValues)
                .apply((values) =>
                  Object.fromEntries(secrets.map(([variable, secret]) => [variable, values[secret]!])),
                ),
            },
            own,
          ).metadata.name,
        }
      : {}),
  };
}

function service(
  name: string,
  workload: RenderedWorkload,
  metadata: (name: string) => ObjectMeta,
  own: pulumi.CustomResourceOptions,
): pulumi.Resource {
  return new kubernetes.core.v1.Service(
    name,
    {
      // Nothing is ready before the pods are, and the pods wait for this.
      metadata: { ...metadata(workload.name), annotations: skipAwait },
      spec: {
        selector: { ...workload.peer.selector },
        // Each pod of a StatefulSet has a name of its own, which only a headless Service gives.
        ...(workload.kind === "StatefulSet" ? { clusterIP: "None" } : { type: "ClusterIP" }),
        ports: workload.ports.map((port) => ({
          name: port.name,
          port: port.service,
          targetPort: podPortName(port),
          protocol: port.protocol,
        })),
      },
    },
    own,
  );
}

/**
 * The way in from outside. Local: only nodes that run a pod take traffic, so that the client's own address
 * arrives, and the policy decides on it. Pods are not in the VPC, so targets are nodes.
 */
function publicService(
  workload: RenderedWorkload,
  exposure: Exposure,
  loadBalancers: boolean,
  metadata: (name: string) => ObjectMeta,
  own: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const annotations = {
    ...(loadBalancers ? balancerAnnotations(exposure) : {}),
    ...(workload.replicas === 0 ? skipAwait : {}),
  };
  return new kubernetes.core.v1.Service(
    `${workload.peer.namespace}.${exposure.service}`,
    {
      metadata: {
        ...metadata(exposure.service),
        // Left out where there are none: the API server does not keep an empty mapping.
        ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      },
      spec: {
        type: loadBalancers ? "LoadBalancer" : "NodePort",
        ...(loadBalancers ? { loadBalancerSourceRanges: [...exposure.sources] } : {}),
        externalTrafficPolicy: "Local",
        selector: { ...workload.peer.selector },
        ports: exposure.ports.map(({ name: portName, listener, target }) => ({
          name: portName,
          port: listener,
          targetPort: podPortName(
            workload.ports.find(
              ({ port, protocol }) => port === target.port && protocol === target.protocol,
            )!,
          ),
          protocol: target.protocol,
        })),
      },
    },
    own,
  );
}

/** https://cloud-provider-aws.sigs.k8s.io/service_controller/ */
function balancerAnnotations({ scheme, ports }: Exposure): Record<string, string> {
  const prefix = "service.beta.kubernetes.io/aws-load-balancer";
  const tls = ports.filter(({ certificate }) => certificate !== undefined);
  return {
    [`${prefix}-type`]: "nlb",
    ...(scheme === "internal" ? { [`${prefix}-internal`]: "true" } : {}),
    ...(tls.length > 0
      ? {
          [`${prefix}-ssl-cert`]: tls[0]!.certificate!,
          [`${prefix}-ssl-ports`]: tls.map(({ listener }) => listener).join(","),
          [`${prefix}-ssl-negotiation-policy`]: "ELBSecurityPolicy-TLS13-1-2-2021-06",
        }
      : {}),
  };
}

function run(
  name: string,
  workload: RenderedWorkload,
  template: kubernetes.types.input.core.v1.PodTemplateSpec,
  metadata: (name: string) => ObjectMeta,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const selector = { matchLabels: { ...workload.peer.selector } };
  const common = { selector, template, revisionHistoryLimit: 2 };
  switch (workload.kind) {
    case "Deployment":
      return new kubernetes.apps.v1.Deployment(
        name,
        {
          metadata: metadata(workload.name),
          // New pods are ready before old ones go.
          spec: {
            ...common,
            replicas: workload.replicas,
            strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          },
        },
        opts,
      );
    case "StatefulSet":
      return new kubernetes.apps.v1.StatefulSet(
        name,
        {
          metadata: metadata(workload.name),
          spec: {
            ...common,
            replicas: workload.replicas,
            serviceName: workload.name,
            updateStrategy: { type: "RollingUpdate" },
            ...(workload.volumes ? { volumeClaimTemplates: claimTemplates(workload) } : {}),
          },
        },
        opts,
      );
    case "DaemonSet":
      return new kubernetes.apps.v1.DaemonSet(
        name,
        {
          metadata: metadata(workload.name),
          spec: {
            ...common,
            updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          },
        },
        opts,
      );
    case "Job":
      // A Job cannot change: another content is another Job, made before the old one goes.
      return new kubernetes.batch.v1.Job(
        `${name}.${jobName(workload)}`,
        { metadata: metadata(jobName(workload)), spec: { template, backoffLimit: 3 } },
        opts,
      );
    case "CronJob":
      return new kubernetes.batch.v1.CronJob(
        name,
        {
          metadata: metadata(workload.name),
          spec: {
            schedule: workload.schedule!,
            concurrencyPolicy: "Forbid",
            successfulJobsHistoryLimit: 1,
            failedJobsHistoryLimit: 3,
            jobTemplate: { spec: { template, backoffLimit: 3 } },
          },
        },
        opts,
      );
  }
}
