import type { HostAccess } from "../hostAccess.js";
import type { KubernetesObject, Mapping } from "../cluster/kubernetesObject.js";
import type { Difference } from "../compare/differences.js";
import type { Repair } from "../report.js";
import { isAsWritten, isInOperatorTier, operatorPolicyNames } from "./operatorPolicies.js";
import type { PlatformContext } from "./platformContext.js";
import { platformName, type Deviation, type PlatformObjects } from "./platformObject.js";
import { judgePods, judgeService } from "./systemPods.js";

/** Where Calico's operator runs what it makes. */
export const calicoNamespace = "calico-system";

const repair: Repair = {
  by: "none",
  because: "Calico's operator makes it, and should have written it anew: see that it runs, and what it logs",
};

const reason = "Calico's operator makes these, of images that the declaration pins by digest";

/** What Calico's operator makes (tigera/operator v1.42, pkg/render) of the Installation that the declaration makes. */
export function calicoObjects(
  { images, pools, observation }: NonNullable<PlatformContext["calico"]>,
  onEks: boolean,
): PlatformObjects[] {
  const pods = (kind: string, name: string, ...access: readonly HostAccess[]): PlatformObjects => ({
    names: [`apps/${kind} ${calicoNamespace}/${name}`],
    reason,
    judge: (object) =>
      judgePods(
        object,
        {
          isImage: (image) => typeof image === "string" && images.has(image),
          images: "an image that the declaration pins",
          access,
          app: name,
          ...(name === "calico-node" ? { felix: felixVariables } : {}),
        },
        repair,
      ),
  });
  const services = (...names: readonly string[]): PlatformObjects => ({
    names: names.map((name) => `/Service ${name}`),
    reason,
    judge: (object) => judgeService(object, repair, selectors[object.metadata.name]),
  });
  // The control plane of EKS reaches no pod.
  const served: readonly HostAccess[] = onEks ? ["network"] : [];
  return [
    pods("DaemonSet", "calico-node", "all"),
    pods("Deployment", "calico-typha", "network"),
    pods("Deployment", "calico-kube-controllers"),
    pods("Deployment", "calico-apiserver", ...served),
    ...(observation ? [pods("Deployment", "goldmane"), pods("Deployment", "whisker")] : []),
    services(
      ...[
        "calico-typha",
        "calico-typha-metrics",
        "calico-api",
        "calico-kube-controllers-metrics",
        "calico-node-metrics",
        ...(observation ? ["goldmane", "goldmane-metrics", "whisker"] : []),
      ].map((name) => `${calicoNamespace}/${name}`),
      "tigera-operator/tigera-operator-metrics",
    ),
    {
      names: [...pools.keys()].map((name) => `projectcalico.org/IPPool ${name}`),
      reason: "the pool of the declared Installation",
      judge: (object) => judgePool(object, pools.get(object.metadata.name) ?? {}),
    },
  ];
}

/** Where Services that others rely on lead. */
const selectors: Readonly<Record<string, Mapping>> = {
  "calico-typha": { "k8s-app": "calico-typha" },
  "calico-api": { apiserver: "true" },
};

/**
 * What the operator tells Felix (tigera/operator v1.42 to v1.44, pkg/render/node.go) of an Installation with Calico's
 * own network. It has precedence over the FelixConfiguration.
 */
const felixVariables: ReadonlySet<string> = new Set(
  [
    "DEFAULTENDPOINTTOHOSTACTION",
    "ENDPOINTSTATUSPATHPREFIX",
    "FLOWLOGSFLUSHINTERVAL",
    "FLOWLOGSGOLDMANESERVER",
    "HEALTHENABLED",
    "HEALTHPORT",
    "IPINIPMTU",
    "IPV6SUPPORT",
    "PROMETHEUSMETRICSENABLED",
    "PROMETHEUSMETRICSPORT",
    "TYPHACAFILE",
    "TYPHACERTFILE",
    "TYPHACN",
    "TYPHAK8SNAMESPACE",
    "TYPHAK8SSERVICENAME",
    "TYPHAKEYFILE",
    "TYPHAURISAN",
    "VXLANMTU",
    "VXLANMTUV6",
    "WIREGUARDMTU",
    "WIREGUARDMTUV6",
  ].map((name) => `FELIX_${name}`),
);

/** Policies that the operator keeps in its tier. Whatever is in another is not its. */
export function operatorPolicy(object: KubernetesObject): PlatformObjects | undefined {
  const name = platformName(object);
  if (!operatorPolicyNames.includes(name) || !isInOperatorTier(object)) return undefined;
  return {
    names: [name],
    reason: "Calico's operator guards its own pods with these, and writes them anew when they change",
    judge: (policy) =>
      isAsWritten(policy)
        ? undefined
        : {
            differences: [{ path: "spec", change: "changed" }],
            // Another version of the operator may write another one.
            doubted: true,
            repair: { by: "delete" },
          },
  };
}

/** How a pool is not that of the Installation: pods would get addresses that no policy and no route expects. */
function judgePool(object: KubernetesObject, wanted: Mapping): Deviation | undefined {
  const expected = Object.entries(poolSpec(wanted));
  const spec = object.spec ?? {};
  const differences: Difference[] = [];
  for (const [field, declared] of expected) {
    const live = spec[field] ?? unset[field];
    if (live !== declared) differences.push({ path: `spec.${field}`, change: "changed", declared, live });
  }
  if (differences.length === 0) return undefined;
  return { differences, known: { ...object, spec: { ...spec, ...Object.fromEntries(expected) } }, repair };
}

/** What a field of a pool means that is not there. */
const unset: Mapping = {
  disabled: false,
  natOutgoing: false,
  vxlanMode: "Never",
  ipipMode: "Never",
  nodeSelector: "all()",
};

/** A pool as the operator makes it (tigera/operator, pkg/controller/ippool), as far as it is declared. */
function poolSpec(pool: Mapping): Mapping {
  const { cidr, natOutgoing, encapsulation, nodeSelector, blockSize } = pool;
  const modes = typeof encapsulation === "string" ? encapsulations[encapsulation] : undefined;
  return {
    cidr,
    disabled: false,
    ...(natOutgoing === undefined ? {} : { natOutgoing: natOutgoing === "Enabled" }),
    ...modes,
    ...(nodeSelector === undefined ? {} : { nodeSelector }),
    ...(blockSize === undefined ? {} : { blockSize }),
  };
}

const encapsulations: Readonly<Record<string, Mapping>> = {
  VXLAN: { vxlanMode: "Always", ipipMode: "Never" },
  VXLANCrossSubnet: { vxlanMode: "CrossSubnet", ipipMode: "Never" },
  IPIP: { vxlanMode: "Never", ipipMode: "Always" },
  IPIPCrossSubnet: { vxlanMode: "Never", ipipMode: "CrossSubnet" },
};
