/*
 * The kinds whose objects decide what runs and who can talk to whom: what is read from the cluster.
 */

/** What objects of a kind are, which decides how they are compared and what becomes of undeclared ones. */
export type LiveRole =
  /** Opens or closes connections: undeclared ones are always told. */
  | "policy"
  | "namespace"
  /** Makes pods, or is one. */
  | "workload"
  /** Leads traffic to pods. */
  | "entry"
  /** Is there in every namespace by itself: only what is declared is compared, the rest is read for its labels. */
  | "account"
  /** Decides how far policies hold at all, and who enforces them. */
  | "setting";

/** A kind that is looked for. */
export interface LiveKind {
  /** Empty for Kubernetes' core. */
  readonly group: string;
  readonly kind: string;
  readonly role: LiveRole;
  /** Versions that are understood; the first that is served is read. */
  readonly versions: readonly string[];
  /** Where the same objects are as they are stored, for when nobody serves the group itself. */
  readonly stored?: { readonly group: string; readonly version: string };
  /** Whether objects are in tiers, and a reader sees those of the tiers that it may see. */
  readonly tiered?: true;
}

const of =
  (group: string, role: LiveRole, ...versions: readonly string[]) =>
  (kind: string): LiveKind => ({ group, kind, role, versions });

const calico =
  (role: LiveRole = "policy", tiered?: true) =>
  (kind: string): LiveKind => ({
    group: "projectcalico.org",
    kind,
    role,
    versions: ["v3"],
    // Calico's API server is a pod like any other: without it, its objects still hold.
    stored: { group: "crd.projectcalico.org", version: "v1" },
    ...(tiered ? { tiered } : {}),
  });

/** Every kind that is read. */
export const liveKinds: readonly LiveKind[] = [
  ...["Namespace"].map(of("", "namespace", "v1")),
  ...["Pod", "ReplicationController"].map(of("", "workload", "v1")),
  ...["Service"].map(of("", "entry", "v1")),
  ...["ServiceAccount"].map(of("", "account", "v1")),
  ...["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"].map(of("apps", "workload", "v1")),
  ...["Job", "CronJob"].map(of("batch", "workload", "v1")),
  ...["NetworkPolicy"].map(of("networking.k8s.io", "policy", "v1")),
  ...["Ingress"].map(of("networking.k8s.io", "entry", "v1")),
  ...["AdminNetworkPolicy", "BaselineAdminNetworkPolicy"].map(
    of("policy.networking.k8s.io", "policy", "v1alpha1"),
  ),
  ...["ClusterNetworkPolicy"].map(of("policy.networking.k8s.io", "policy", "v1alpha2")),
  // Before what is in them.
  ...["Tier"].map(calico()),
  ...["NetworkPolicy", "GlobalNetworkPolicy", "StagedNetworkPolicy", "StagedGlobalNetworkPolicy"].map(
    calico("policy", true),
  ),
  ...["StagedKubernetesNetworkPolicy", "NetworkSet", "GlobalNetworkSet", "HostEndpoint", "IPPool"].map(
    calico(),
  ),
  // No Profiles: on Kubernetes nobody makes any, they are how Calico shows namespaces and service accounts.
  ...["FelixConfiguration", "KubeControllersConfiguration"].map(calico("setting")),
  ...["Installation", "ImageSet"].map(of("operator.tigera.io", "setting", "v1")),
];

/** The kind of an object, whichever version or stored form it has; undefined where it is none of these. */
export function liveKindOf(apiVersion: string, kind: string): LiveKind | undefined {
  const group = groupOf(apiVersion);
  return liveKinds.find(
    (known) => known.kind === kind && (known.group === group || known.stored?.group === group),
  );
}

/** The group of an apiVersion; empty for the core one. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** How a kind is called where it could not be read. */
export function kindTitle({ group, kind }: LiveKind): string {
  return `${kind} of ${group === "" ? "v1" : group}`;
}
