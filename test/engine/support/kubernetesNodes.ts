import type { Client } from "./kubernetes/client.js";
import { hasCondition, type KubernetesObject, type Taint, type WatchEvent } from "./kubernetes/objects.js";
import { chooseNode } from "./kubernetes/schedule.js";

/** A node to add. */
export interface NodeArgs {
  readonly name: string;
  /** A zone is the label `topology.kubernetes.io/zone`. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
}

/** What a cluster has besides its API server and controllers: machines, a cloud, Calico's operator. */
export interface Nodes {
  addNode(node: NodeArgs): Promise<void>;
  /** The machine is gone, and the pods on it with it. */
  removeNode(name: string): Promise<void>;
  nodes(): KubernetesObject[];
}

/** Serves pods that come before any node was added, so that a test that is not about nodes needs none. */
const fallback = "test-fallback";
/** By this a cloud controller keeps a Service until its load balancer is gone. */
const cleanup = "service.kubernetes.io/load-balancer-cleanup";
const pathOf = (pod: KubernetesObject) =>
  `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;

/**
 * Stands in for scheduler, kubelets, cloud controller and Calico's operator. It works through the API, by watching:
 * pods get nodes and run, end when they are deleted, Jobs' pods succeed, load balancers get a name.
 */
export async function startNodes(
  client: Client,
  options: { readonly fallbackNode: boolean; readonly startMilliseconds?: number },
): Promise<Nodes> {
  const [nodes, pods] = [new Map<string, KubernetesObject>(), new Map<string, KubernetesObject>()];
  const starting = new Set<string>();
  let addresses = 0;

  const patchStatus = (path: string, status: object) =>
    client.request("PATCH", `${path}/status?fieldManager=test-nodes`, { status });

  async function create(node: NodeArgs): Promise<void> {
    const { name, labels, taints } = node;
    await client.request("POST", "/api/v1/nodes", {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name, labels: { "kubernetes.io/hostname": name, ...labels } },
      spec: { providerID: `test:///${name}`, taints },
    });
    const ready = { type: "Ready", status: "True", reason: "KubeletReady", message: "stand-in" };
    const answer = await patchStatus(`/api/v1/nodes/${name}`, { conditions: [ready] });
    if (answer.status !== 200) throw new Error(`node ${name}: ${JSON.stringify(answer.body)}`);
    // A real server taints every new node until it is ready.
    await client.request("PATCH", `/api/v1/nodes/${name}`, { spec: { taints: taints ?? [] } });
  }

  async function schedule(pod: KubernetesObject): Promise<void> {
    if (nodes.size === 0 && options.fallbackNode) await create({ name: fallback });
    const node = chooseNode(pod, [...nodes.values()], [...pods.values()]);
    if (node === undefined) return;
    // Counts at once: the next pod is placed before the server tells of this one.
    pods.set(pod.metadata.uid, { ...pod, spec: { ...pod.spec, nodeName: node.metadata.name } });
    await client.request("POST", `${pathOf(pod)}/binding`, {
      apiVersion: "v1",
      kind: "Binding",
      metadata: { name: pod.metadata.name },
      target: { apiVersion: "v1", kind: "Node", name: node.metadata.name },
    });
  }

  async function run(pod: KubernetesObject): Promise<void> {
    const completes = pod.metadata.ownerReferences?.some((owner) => owner.kind === "Job") ?? false;
    addresses++;
    const state = completes
      ? { terminated: { exitCode: 0, reason: "Completed", startedAt: now(), finishedAt: now() } }
      : { running: { startedAt: now() } };
    const ready = completes ? "False" : "True";
    await patchStatus(pathOf(pod), {
      phase: completes ? "Succeeded" : "Running",
      startTime: now(),
      podIP: address(addresses),
      podIPs: [{ ip: address(addresses) }],
      conditions: ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map((type) => ({
        type,
        status: type.endsWith("Ready") ? ready : "True",
        lastTransitionTime: now(),
      })),
      containerStatuses: pod.spec?.containers?.map(({ name, image }) => ({
        name,
        image,
        imageID: image,
        ready: !completes,
        started: !completes,
        restartCount: 0,
        state,
      })),
    });
    for (const { persistentVolumeClaim: claim } of pod.spec?.volumes ?? [])
      if (claim !== undefined)
        await patchStatus(
          `/api/v1/namespaces/${pod.metadata.namespace}/persistentvolumeclaims/${claim.claimName}`,
          { phase: "Bound" },
        );
  }

  const end = (pod: KubernetesObject) => client.request("DELETE", `${pathOf(pod)}?gracePeriodSeconds=0`);

  async function tend(pod: KubernetesObject): Promise<void> {
    if (pod.metadata.deletionTimestamp !== undefined) await end(pod);
    else if (pod.spec?.nodeName === undefined) await schedule(pod);
    else if (pod.status?.phase === "Pending") await start(pod);
  }

  async function start(pod: KubernetesObject): Promise<void> {
    if (options.startMilliseconds === undefined) return run(pod);
    const { uid } = pod.metadata;
    if (starting.has(uid)) return;
    starting.add(uid);
    // The last that was told of: it may have been deleted in the meantime.
    const begin = () => later(() => (pods.has(uid) ? run(pods.get(uid)!) : Promise.resolve()));
    setTimeout(begin, options.startMilliseconds).unref();
  }

  // One after another: two pods that are placed at once would both find the same node empty.
  let queue: Promise<unknown> = Promise.resolve();
  const later = (work: () => Promise<unknown>) => {
    // The server may be stopping; what matters is told again by the next watch.
    queue = queue.then(work).catch(() => undefined);
  };

  function podChanged({ type, object: pod }: WatchEvent): void {
    if (type === "DELETED") return void pods.delete(pod.metadata.uid);
    pods.set(pod.metadata.uid, pod);
    later(() => tend(pod));
  }

  function nodeChanged({ type, object: node }: WatchEvent): void {
    if (type === "DELETED") {
      nodes.delete(node.metadata.name);
      for (const pod of pods.values()) if (pod.spec?.nodeName === node.metadata.name) later(() => end(pod));
      return;
    }
    nodes.set(node.metadata.name, node);
    for (const { metadata } of pods.values())
      later(async () => {
        const pod = pods.get(metadata.uid);
        if (pod !== undefined && pod.spec?.nodeName === undefined) await tend(pod);
      });
  }

  function serviceChanged({ type, object: service }: WatchEvent): void {
    const { name, namespace, deletionTimestamp, finalizers = [] } = service.metadata;
    const path = `/api/v1/namespaces/${namespace}/services/${name}`;
    const finalize = (finalizers: string[]) =>
      client.request("PATCH", `${path}?fieldManager=test-cloud`, { metadata: { finalizers } });
    if (type === "DELETED") return;
    if (deletionTimestamp !== undefined) {
      // The load balancer is gone: so may the Service be.
      if (finalizers.includes(cleanup)) later(() => finalize(finalizers.filter((one) => one !== cleanup)));
      return;
    }
    if (service.spec?.type !== "LoadBalancer") return;
    if (!finalizers.includes(cleanup)) later(() => finalize([...finalizers, cleanup]));
    else if ((service.status?.loadBalancer?.ingress ?? []).length === 0) {
      const ingress = [{ hostname: `${name}.${namespace}.elb.example.com` }];
      later(() => patchStatus(path, { loadBalancer: { ingress } }));
    }
  }

  function calicoChanged({ type, object }: WatchEvent): void {
    if (type === "DELETED" || object.status?.state === "Ready") return;
    const path = `/apis/operator.tigera.io/v1/apiservers/${object.metadata.name}`;
    later(async () => {
      const { status } = await patchStatus(path, { state: "Ready" });
      // A definition without the status subresource keeps it in the object.
      if (status === 404) await client.request("PATCH", path, { status: { state: "Ready" } });
    });
  }

  await Promise.all([
    client.watch("/api/v1/nodes", nodeChanged),
    client.watch("/api/v1/pods", podChanged),
    client.watch("/api/v1/services", serviceChanged),
    client.watch("/apis/operator.tigera.io/v1/apiservers", calicoChanged),
  ]);

  const removeNode = async (name: string) => {
    await client.request("DELETE", `/api/v1/nodes/${name}`);
  };
  return {
    async addNode(node) {
      await create(node);
      if (nodes.has(fallback)) await removeNode(fallback);
    },
    removeNode,
    nodes: () => [...nodes.values()].filter((node) => hasCondition(node, "Ready")),
  };
}

const now = () => new Date().toISOString().replace(/\.\d+/, "");
const address = (number: number) => `10.244.${(number >> 8) & 255}.${number & 255}`;
