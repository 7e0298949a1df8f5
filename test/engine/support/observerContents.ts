import type { KubernetesObject } from "./kubernetes/objects.js";
import type { TestKubernetes } from "./kubernetes.js";
import { keyOf } from "./observer.js";

const paths = [
  "/api/v1/namespaces",
  "/api/v1/services",
  "/api/v1/configmaps",
  "/api/v1/serviceaccounts",
  "/api/v1/resourcequotas",
  "/api/v1/limitranges",
  "/apis/apps/v1/deployments",
  "/apis/apps/v1/statefulsets",
  "/apis/policy/v1/poddisruptionbudgets",
  "/apis/networking.k8s.io/v1/networkpolicies",
  "/apis/projectcalico.org/v3/stagedkubernetesnetworkpolicies",
  "/apis/projectcalico.org/v3/globalnetworkpolicies",
  "/apis/projectcalico.org/v3/tiers",
];

/** What is in a cluster, without what differs from one deployment of the same to the next, by kind and name. */
export async function contentsOf(kubernetes: TestKubernetes): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const path of paths) {
    const { body } = await kubernetes.request("GET", path);
    for (const object of (body as { items: KubernetesObject[] }).items) {
      const plain = generated(
        JSON.stringify({ ...object, metadata: described(object), spec: specOf(object), status: undefined }),
      );
      found[`${path} ${generated(keyOf(object))}`] = JSON.parse(plain) as unknown;
    }
  }
  return found;
}

/** Names that the provider makes up end in eight characters. */
function generated(text: string): string {
  return text.replace(/((?:east|west)\.\w+\.(?:env|files|secrets))-[0-9a-f]{8}/g, "$1-*");
}

function described({ metadata: { name, labels, annotations } }: KubernetesObject): object {
  const { ["deployment.kubernetes.io/revision"]: _, ...kept } = annotations ?? {};
  return { name, labels, annotations: kept };
}

/** Without the addresses that the server gives out. */
function specOf({ spec }: KubernetesObject): object {
  const { clusterIP, clusterIPs: _, finalizers: __, ...rest } = spec ?? {};
  return { ...rest, ...(clusterIP === "None" ? { clusterIP } : {}) };
}
