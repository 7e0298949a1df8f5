import { setTimeout as wait } from "node:timers/promises";
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nothingDeployed, type Deployed } from "../config/checkSuccession.js";
import type { ClusterPlace } from "./awsCli.js";
import { finishZone, leave, predecessors } from "./nodeGroups.js";
import type { KubernetesApi, RolledOutKind } from "./kubernetesApi.js";
import { rolledOut } from "./rollouts.js";
import { successionTransform } from "./succession.js";
import { ebs, volumesDeleted } from "./volumes.js";

/**
 * The name under which state keeps the hook. A program that does not register it can neither preview nor destroy what
 * another version made: it never changes.
 */
export const hookName = "basalt:lifecycle";

/** Seconds that pods have to leave a node group of which this program knows nothing more. */
const defaultTimeoutSeconds = 900;

/** What runs pods, by the type of its resource. */
const controllers: Readonly<Record<string, RolledOutKind>> = {
  "kubernetes:apps/v1:Deployment": "Deployment",
  "kubernetes:apps/v1:StatefulSet": "StatefulSet",
};

/** A declared node group in one zone. */
export interface ZoneGroup {
  readonly group: aws.eks.NodeGroup;
  readonly place: ClusterPlace;
  /** Name of the resource that comes before it: the zone that has to be finished first. */
  readonly before?: string;
  readonly drainTimeoutSeconds: number;
}

/**
 * What happens around the replacement and the end of node groups, by one hook before they are created and deleted; and
 * after an update of a workload, until its last old pod is gone.
 *
 * Of a node group nothing hangs on the hook after its creation: the engine runs it before it records what was created, and a failure
 * there does not stop the update. So a zone is finished before the next one begins, and the last one before the old
 * groups are deleted.
 */
export class Lifecycle {
  private readonly hook: pulumi.ResourceHook;
  private running = nothingDeployed;
  private connect: () => Promise<KubernetesApi | undefined> = () => Promise.resolve(undefined);
  private api?: Promise<KubernetesApi | undefined>;
  private readonly zones = new Map<string, ZoneGroup>();

  /** For everything in the cluster, and for what makes its control plane: see {@link successionTransform}. */
  readonly succession: pulumi.ResourceTransform;

  /** Registers the hooks: once for each run of the program, whatever is declared. */
  constructor() {
    this.hook = new pulumi.ResourceHook(hookName, (args) => this.run(args));
    this.succession = successionTransform(() => this.running);
  }

  /** The options of a resource that the hook looks after. */
  get binding(): pulumi.ResourceHookBinding {
    return { beforeCreate: [this.hook], beforeDelete: [this.hook] };
  }

  /** The options of what runs pods: an update of it is over when its last old pod is. */
  get rollout(): pulumi.ResourceHookBinding {
    return { afterUpdate: [this.hook] };
  }

  /** Tells how the API server is reached from here. */
  reachBy(connect: () => Promise<KubernetesApi | undefined>): void {
    this.connect = connect;
  }

  /** Tells what the stack runs now, before anything is registered. */
  compareWith(running: Deployed): void {
    this.running = running;
  }

  /** Tells which node group serves a zone from now on. */
  follow(name: string, zone: ZoneGroup): void {
    this.zones.set(name, zone);
  }

  private async run(args: pulumi.ResourceHookArgs): Promise<void> {
    const controller = controllers[args.type];
    if (controller) return this.afterUpdate(controller, args);
    if (args.newInputs) return this.beforeCreate(args.name);
    const old = properties(args.oldOutputs);
    const place = placeOf(old);
    if (!place) return;
    const { nodeGroupName, addonName } = old;
    if (typeof nodeGroupName === "string") await this.beforeDelete(args.name, nodeGroupName, place);
    else if (addonName === ebs.addon) await volumesDeleted(place, (line) => void pulumi.log.info(line));
  }

  private async afterUpdate(kind: RolledOutKind, { newInputs }: pulumi.ResourceHookArgs): Promise<void> {
    const { namespace, name } = properties(properties(newInputs)["metadata"]);
    const api = await (this.api ??= this.connect());
    if (!api || typeof namespace !== "string" || typeof name !== "string") return;
    await rolledOut(
      api,
      kind,
      namespace,
      name,
      (line) => void pulumi.log.info(`${namespace}/${name}: ${line}`),
    );
  }

  /** A zone begins: the one before it has to be finished. */
  private async beforeCreate(name: string): Promise<void> {
    const before = this.zones.get(name)?.before;
    if (before === undefined) return;
    const { place } = this.zones.get(before)!;
    const current = await this.currentOf(before);
    if (current === undefined) return;
    const superseded = await predecessors(place, current);
    if (superseded.length > 0) await finishZone({ ...this.work(before, place), current, superseded });
  }

  private async beforeDelete(name: string, leaving: string, place: ClusterPlace): Promise<void> {
    const current = await this.currentOf(name);
    const work = this.work(name, place);
    if (current === undefined || current === leaving) await leave({ ...work, name: leaving });
    else await finishZone({ ...work, current, superseded: [leaving] });
  }

  private work(name: string, place: ClusterPlace) {
    const zone = this.zones.get(name);
    return {
      place,
      subject: name,
      timeoutSeconds: zone?.drainTimeoutSeconds ?? defaultTimeoutSeconds,
      say: (line: string) => void pulumi.log.info(line, zone?.group),
    };
  }

  /** The group that serves a zone now; undefined where this program declares none, or none exists. */
  private async currentOf(name: string): Promise<string | undefined> {
    const zone = this.zones.get(name);
    if (!zone) return undefined;
    const known = new Promise<string>((resolve) => void zone.group.nodeGroupName.apply(resolve));
    // What is known by now is there at once; what is not known never comes.
    return Promise.race([known, wait(1_000).then(() => undefined)]);
  }
}

/** The cluster that a node group or an add-on belongs to. */
function placeOf({ clusterName, region, arn }: Record<string, unknown>): ClusterPlace | undefined {
  const where = typeof region === "string" ? region : typeof arn === "string" ? arn.split(":")[3] : undefined;
  return typeof clusterName === "string" && where !== undefined
    ? { name: clusterName, region: where }
    : undefined;
}

function properties(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
