import { created } from "./admission.js";
import { collectGarbage, emptyDefinitions, emptyNamespaces } from "./deletion.js";
import { countDisruptions } from "./disruption.js";
import { kindNamed } from "./kinds.js";
import { isReady, type KubernetesObject, type Labels } from "./objects.js";
import { matches } from "./selectors.js";
import type { Store } from "./store.js";
import { spreadDaemonSets } from "./daemonSets.js";
import { fillReplicaSets, rollDeployments } from "./deployments.js";
import { runJobs } from "./jobs.js";
import { orderStatefulSets } from "./statefulSets.js";

/** In this order: what ends comes first, so that nothing is made for it any more. */
const controllers = [
  ...[emptyNamespaces, emptyDefinitions, collectGarbage, keepServiceAccounts, reportQuotas],
  ...[rollDeployments, fillReplicaSets, orderStatefulSets, spreadDaemonSets, runJobs],
  ...[listEndpoints, countDisruptions],
];

/** Runs Kubernetes' controllers, as far as tests need them, after every change. They look at everything, each time. */
export function startControllers(store: Store): () => void {
  let scheduled: NodeJS.Immediate | undefined;
  const run = () => {
    scheduled = undefined;
    for (const controller of controllers) controller(store);
  };
  const stop = store.subscribe(() => (scheduled ??= setImmediate(run)));
  return () => {
    stop();
    clearImmediate(scheduled);
  };
}

/** Each namespace has a service account, and the certificate that its pods trust. */
function keepServiceAccounts(store: Store): void {
  for (const { metadata } of store.list(kindNamed("Namespace"))) {
    if (metadata.deletionTimestamp !== undefined) continue;
    for (const [kind, name] of [
      ["ServiceAccount", "default"],
      ["ConfigMap", "kube-root-ca.crt"],
    ] as const)
      if (!store.get(kindNamed(kind), metadata.name, name)) add(store, kind, metadata.name, { name }, {});
  }
}

function reportQuotas(store: Store): void {
  const quotas = kindNamed("ResourceQuota");
  for (const quota of store.list(quotas)) {
    const hard = quota.spec?.hard;
    const used = Object.fromEntries(Object.keys(hard ?? {}).map((resource) => [resource, "0"]));
    store.write(quotas, { ...quota, status: { hard, used } });
  }
}

/** Endpoints and one EndpointSlice for each Service that selects pods. */
function listEndpoints(store: Store): void {
  for (const service of store.list(kindNamed("Service"))) {
    const { metadata, spec = {} } = service;
    const selector = (spec.selector ?? {}) as Labels;
    if (metadata.deletionTimestamp !== undefined || Object.keys(selector).length === 0) continue;
    const pods = store
      .list(kindNamed("Pod"), metadata.namespace)
      .filter(
        (pod) => pod.status?.podIP !== undefined && matches({ matchLabels: selector }, pod.metadata.labels),
      );
    const address = (pod: KubernetesObject) => ({
      ip: pod.status!.podIP,
      nodeName: pod.spec?.nodeName,
      targetRef: {
        kind: "Pod",
        name: pod.metadata.name,
        namespace: metadata.namespace,
        uid: pod.metadata.uid,
      },
    });
    const ports = (spec.ports ?? []).map(({ name, port, protocol = "TCP" }) => ({ name, port, protocol }));
    const [ready, waiting] = [pods.filter(isReady), pods.filter((pod) => !isReady(pod))];
    const subset = {
      ...(ready.length > 0 ? { addresses: ready.map(address) } : {}),
      ...(waiting.length > 0 ? { notReadyAddresses: waiting.map(address) } : {}),
      ports,
    };
    const owner = {
      apiVersion: "v1",
      kind: "Service",
      name: metadata.name,
      uid: metadata.uid,
      controller: true,
    };
    const ownerReferences = [{ ...owner, blockOwnerDeletion: true }];
    const labels = { ...metadata.labels, "kubernetes.io/service-name": metadata.name };
    add(
      store,
      "Endpoints",
      metadata.namespace,
      { name: metadata.name, labels: metadata.labels ?? {}, ownerReferences },
      { subsets: pods.length > 0 ? [subset] : [] },
    );
    add(
      store,
      "EndpointSlice",
      metadata.namespace,
      { name: `${metadata.name}-1`, labels, ownerReferences },
      {
        addressType: "IPv4",
        ports,
        endpoints: pods.map((pod) => ({
          addresses: [pod.status!.podIP],
          conditions: {
            ready: isReady(pod),
            serving: isReady(pod),
            terminating: pod.metadata.deletionTimestamp !== undefined,
          },
          nodeName: pod.spec?.nodeName,
          targetRef: address(pod).targetRef,
        })),
      },
    );
  }
}

function add(
  store: Store,
  name: string,
  namespace: string | undefined,
  metadata: Partial<KubernetesObject["metadata"]>,
  fields: object,
): void {
  const kind = kindNamed(name);
  const apiVersion = kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
  const object = {
    apiVersion,
    kind: name,
    metadata: { ...metadata, namespace },
    ...fields,
  };
  store.write(kind, created(store, kind, object));
}
