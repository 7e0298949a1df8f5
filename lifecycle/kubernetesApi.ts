import type { KubeConfig, V1Pod } from "@kubernetes/client-node";
import { describeCluster, tokenCommand, type ClusterPlace } from "./awsCli.js";

/** A pod that runs on a node, and how it is told from its successor of the same name. */
export interface RunningPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Whether it has been asked to end already. */
  readonly ending: boolean;
}

/** A node, as far as draining it is concerned. */
export interface LiveNode {
  readonly name: string;
  readonly ready: boolean;
  readonly schedulable: boolean;
}

/** Kinds whose pods are replaced one after the other. */
export type RolledOutKind = "Deployment" | "StatefulSet";

/** What eviction answered: it ends, is gone already, or a disruption budget blocks it for now. */
export type Eviction = { readonly accepted: true } | { readonly accepted: false; readonly blockedBy: string };

/** Nodes and their pods. Every call throws {@link UnreachableError} when no answer comes. */
export interface KubernetesApi {
  /** Nodes of one EKS node group; without one, all nodes. */
  nodes(nodeGroup?: string): Promise<LiveNode[]>;
  cordon(node: string): Promise<void>;
  /** Pods that have to leave before their node goes: not those of DaemonSets, not the node's own, not ended ones. */
  podsToMove(node: string): Promise<RunningPod[]>;
  evict(pod: RunningPod): Promise<Eviction>;
  /** Whether all pods of a controller are those of its present spec, and ready, and none of its former ones is left. */
  isRolledOut(kind: RolledOutKind, namespace: string, name: string): Promise<boolean>;
  /** Names of volumes of a CSI driver whose claims are gone, and which its controller has yet to delete. */
  volumesToDelete(driver: string): Promise<string[]>;
}

/** No answer came from the API server. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/** Longest that one call may take, in milliseconds. */
const callTimeout = 20_000;

/** The API server of an EKS cluster, with the credentials of the AWS CLI; undefined when there is no such cluster. */
export async function connect(place: ClusterPlace): Promise<KubernetesApi | undefined> {
  const config = await eksConfig(place);
  return config && apiOf(config);
}

/** How an EKS cluster's API server is reached, with the credentials of the AWS CLI; undefined when there is no such cluster. */
export async function eksConfig(place: ClusterPlace): Promise<KubeConfig | undefined> {
  const endpoint = await describeCluster(place);
  if (!endpoint) return undefined;
  const { KubeConfig } = await client();
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [
      {
        name: place.name,
        server: endpoint.server,
        caData: endpoint.certificateAuthority,
        skipTLSVerify: false,
      },
    ],
    users: [
      {
        name: "aws",
        exec: {
          apiVersion: "client.authentication.k8s.io/v1beta1",
          interactiveMode: "Never",
          ...tokenCommand(place),
        },
      },
    ],
    contexts: [{ name: "basalt", cluster: place.name, user: "aws" }],
    currentContext: "basalt",
  });
  return config;
}

/** The API server that a context of a kubeconfig names, as the provider reads it. */
export async function connectByContext(context: string, kubeconfig?: string): Promise<KubernetesApi> {
  return apiOf(await contextConfig(context, kubeconfig));
}

/** How the API server that a context of a kubeconfig names is reached, as the provider reads it. */
export async function contextConfig(context: string, kubeconfig?: string): Promise<KubeConfig> {
  const { KubeConfig } = await client();
  const config = new KubeConfig();
  if (kubeconfig === undefined) config.loadFromDefault();
  else config.loadFromFile(kubeconfig);
  config.setCurrentContext(context);
  return config;
}

/** Only updates that wait or drain need the client, and it takes a while to load. */
function client(): Promise<typeof import("@kubernetes/client-node")> {
  return import("@kubernetes/client-node");
}

async function apiOf(config: KubeConfig): Promise<KubernetesApi> {
  const { AppsV1Api, CoreV1Api, PatchStrategy, V1Eviction, setHeaderOptions } = await client();
  const api = config.makeApiClient(CoreV1Api);
  const apps = config.makeApiClient(AppsV1Api);
  return {
    async nodes(nodeGroup) {
      const labelSelector = nodeGroup === undefined ? undefined : `eks.amazonaws.com/nodegroup=${nodeGroup}`;
      const { items } = await answered(api.listNode({ labelSelector }));
      return items.map(({ metadata, spec, status }) => ({
        name: metadata!.name!,
        ready: status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false,
        schedulable: spec?.unschedulable !== true,
      }));
    },
    async cordon(node) {
      const options = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
      await answered(api.patchNode({ name: node, body: { spec: { unschedulable: true } } }, options));
    },
    async podsToMove(node) {
      const { items } = await answered(
        api.listPodForAllNamespaces({ fieldSelector: `spec.nodeName=${node}` }),
      );
      return items.filter(hasToMove).map(({ metadata }) => ({
        namespace: metadata!.namespace!,
        name: metadata!.name!,
        uid: metadata!.uid!,
        ending: metadata!.deletionTimestamp !== undefined,
      }));
    },
    async evict({ namespace, name, uid }) {
      // By its identity: a StatefulSet gives the name to the next pod.
      const body = Object.assign(new V1Eviction(), {
        metadata: { namespace, name },
        deleteOptions: { preconditions: { uid } },
      });
      try {
        await answered(api.createNamespacedPodEviction({ namespace, name, body }));
        return { accepted: true };
      } catch (error) {
        const { code, message } = refusal(error);
        // Gone, or another pod has the name by now: either way this one has left.
        if (code === 404 || code === 409) return { accepted: true };
        if (code === 429 || code === 500) return { accepted: false, blockedBy: message };
        throw error;
      }
    },
    async isRolledOut(kind, namespace, name) {
      const finished = await answered(
        kind === "Deployment"
          ? apps.readNamespacedDeployment({ namespace, name }).then(({ metadata, spec, status }) => {
              const wanted = spec?.replicas ?? 1;
              const states = [status?.updatedReplicas, status?.availableReplicas, status?.replicas];
              const counts = states.every((count) => (count ?? 0) === wanted);
              return { selector: spec?.selector.matchLabels, done: counts && isObserved(metadata, status) };
            })
          : apps.readNamespacedStatefulSet({ namespace, name }).then(({ metadata, spec, status }) => {
              const wanted = spec?.replicas ?? 1;
              const states = [status?.readyReplicas, status?.updatedReplicas];
              const counts = states.every((count) => (count ?? 0) === wanted);
              return { selector: spec?.selector.matchLabels, done: counts && isObserved(metadata, status) };
            }),
      );
      if (!finished.done) return false;
      // What is ending is still there, for as long as its grace period.
      const labelSelector = Object.entries(finished.selector ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .join(",");
      const { items } = await answered(api.listNamespacedPod({ namespace, labelSelector }));
      return items.every(({ metadata }) => metadata?.deletionTimestamp === undefined);
    },
    async volumesToDelete(driver) {
      const volumes = await answered(api.listPersistentVolume());
      const claims = await answered(api.listPersistentVolumeClaimForAllNamespaces());
      const claimed = claims.items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
      const kept = new Set(claimed.map(({ metadata }) => metadata!.uid!));
      return volumes.items
        .filter(
          ({ spec }) =>
            spec?.csi?.driver === driver &&
            spec.persistentVolumeReclaimPolicy === "Delete" &&
            !kept.has(spec.claimRef?.uid ?? ""),
        )
        .map(({ metadata }) => metadata!.name!);
    },
  };
}

/** Whether the controller's report is about the present spec. */
function isObserved(
  metadata: { readonly generation?: number } | undefined,
  status: { readonly observedGeneration?: number } | undefined,
): boolean {
  return (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
}

function hasToMove({ metadata, status }: V1Pod): boolean {
  const ownedByDaemonSet = metadata?.ownerReferences?.some(
    ({ kind, controller }) => controller && kind === "DaemonSet",
  );
  const ofTheNode = metadata?.annotations?.["kubernetes.io/config.mirror"] !== undefined;
  const ended = status?.phase === "Succeeded" || status?.phase === "Failed";
  return !ownedByDaemonSet && !ofTheNode && !ended;
}

/** Turns "no answer" into an error of its own; refusals stay what they are. */
async function answered<Result>(call: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new UnreachableError(`no answer in ${callTimeout / 1000} s`)),
      callTimeout,
    );
  });
  try {
    return await Promise.race([call, late]);
  } catch (error) {
    if (error instanceof UnreachableError || refusal(error).code !== undefined) throw error;
    throw new UnreachableError(error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
  }
}

/** Status and words of a refusal; of a disruption budget's, what the budget says. */
function refusal(error: unknown): { readonly code?: number; readonly message: string } {
  const { code, body } = error as { code?: unknown; body?: unknown };
  if (typeof code !== "number") return { message: String(error) };
  const status = statusOf(body);
  const budget = status.details?.causes?.find(({ reason }) => reason === "DisruptionBudget")?.message;
  return { code, message: budget ?? status.message ?? `HTTP ${code}` };
}

interface Status {
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] };
}

function statusOf(body: unknown): Status {
  if (typeof body === "object" && body !== null) return body;
  try {
    return JSON.parse(String(body)) as Status;
  } catch {
    return {};
  }
}
