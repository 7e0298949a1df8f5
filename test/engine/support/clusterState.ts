import type { Account } from "./aws/account.js";
import { nameOf } from "./aws/identity.js";
import type { Properties } from "./aws/values.js";
import type { TestKubernetes } from "./kubernetes.js";
import type { KubernetesObject } from "./kubernetes/objects.js";
import { list, placeOf } from "./kubernetesObjects.js";

/** What a program makes; what controllers make of it follows. */
const paths = [
  "/api/v1/namespaces",
  "/api/v1/services",
  "/api/v1/configmaps",
  "/api/v1/secrets",
  "/api/v1/serviceaccounts",
  "/api/v1/resourcequotas",
  "/api/v1/limitranges",
  "/api/v1/persistentvolumeclaims",
  "/apis/apps/v1/deployments",
  "/apis/apps/v1/statefulsets",
  "/apis/apps/v1/daemonsets",
  "/apis/batch/v1/jobs",
  "/apis/batch/v1/cronjobs",
  "/apis/policy/v1/poddisruptionbudgets",
  "/apis/networking.k8s.io/v1/networkpolicies",
  "/apis/storage.k8s.io/v1/storageclasses",
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
  "/apis/operator.tigera.io/v1/installations",
  "/apis/operator.tigera.io/v1/imagesets",
  "/apis/projectcalico.org/v3/tiers",
  "/apis/projectcalico.org/v3/globalnetworkpolicies",
  "/apis/projectcalico.org/v3/stagedkubernetesnetworkpolicies",
];

/** Objects that every cluster has of itself. */
const clustersOwn = /^(kube-|default$|default\/|.*\/default$|.*\/kube-root-ca.crt$)/;

/** Everything that a program has made in a cluster and an account, in words that do not depend on when it was made. */
export async function endState(kubernetes: TestKubernetes, account: Account): Promise<string[]> {
  const objects = await Promise.all(
    paths.map(async (path) =>
      (await list(kubernetes, path))
        .filter((object) => !clustersOwn.test(placeOf(object)))
        .map((object) => `${path} ${placeOf(object)} ${JSON.stringify(sorted(declared(object)))}`),
    ),
  );
  const resources = [...account.live.values()].map(
    ({ type, urn, inputs }) => `${type} ${nameOf(urn)} ${JSON.stringify(sorted(known(inputs)))}`,
  );
  return [...objects.flat(), ...resources].map(withoutGeneratedParts).sort();
}

function declared(object: KubernetesObject): object {
  const { metadata, status: _status, ...rest } = object as KubernetesObject & { status?: unknown };
  const { labels, annotations = {} } = metadata as { labels?: object; annotations?: Record<string, string> };
  const own = Object.fromEntries(
    Object.entries(annotations).filter(
      ([key]) => !/^(deployment\.kubernetes\.io|pv\.kubernetes\.io)\//.test(key),
    ),
  );
  const {
    clusterIP: _ip,
    clusterIPs: _ips,
    healthCheckNodePort: _port,
    ports,
    ...spec
  } = (rest.spec ?? {}) as Record<string, unknown>;
  const withoutNodePorts = Array.isArray(ports)
    ? ports.map((port: object) => ({ ...port, nodePort: undefined }))
    : ports;
  return { ...rest, spec: { ...spec, ports: withoutNodePorts }, labels, annotations: own };
}

/** How a name came about, and how often a template was changed, says nothing about what is there. */
function known({ __defaults: _defaults, launchTemplate, ...inputs }: Properties): object {
  return { ...inputs, launchTemplate: launchTemplate === undefined ? undefined : "of the group" };
}

/** Names and ids that the provider, the API server or AWS chose. */
function withoutGeneratedParts(text: string): string {
  return text
    .replace(/\b(lt|subnet|sg|vpc|rtb|eipalloc|nat|igw|vpce)-[0-9a-f]{8,}/g, "$1-#")
    .replace(/-[0-9a-f]{7,8}(?=[\s"/:])/g, "-#")
    .replace(/"uid":"[^"]*"/g, '"uid":"#"');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
