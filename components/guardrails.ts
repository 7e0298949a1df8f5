import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterAddresses, Namespace } from "../config/declaration.js";
import type { Platform } from "./platform.js";
import { dnsPods, dnsPorts, namespaceLabel } from "../flows/policiesFor.js";

export interface GuardrailsArgs {
  readonly addresses: ClusterAddresses;
  /** Deny all in namespaces outside the spared ones. */
  readonly lastResortDeny: boolean;
  /** Namespaces that the last-resort deny leaves alone, next to those that only rehearse. */
  readonly systemNamespaces: readonly string[];
  readonly namespaces: readonly Pick<Namespace, "name" | "enforcement">[];
  /** The cluster is Basalt's: what nobody declared here is not somebody else's. */
  readonly ownCluster: boolean;
  readonly platform: Pick<Platform, "calicoReady" | "deletedWith">;
  /** What has to be there before the last-resort deny: what the declared namespaces open. */
  readonly after: readonly pulumi.Resource[];
}

/** The label that cuts a pod off. */
export const quarantineLabel = "basalt/quarantine";

/** Instance metadata, where a node's credentials are. */
const metadataAddress = "169.254.169.254/32";

/** Before the tiers that Kubernetes' own policies live in: 1,000,000 is `default`, 1000 `kube-admin`. */
const tierOrder = { quarantine: 10, guardrails: 20 } as const;

/** In tier `default`, after the 1000 at which Calico places Kubernetes' policies. */
const lastResortOrder = 2000;

/** Rules that hold whatever a namespace declares. */
export class Guardrails extends pulumi.ComponentResource {
  constructor(name: string, args: GuardrailsArgs, opts?: pulumi.ComponentResourceOptions) {
    const named = (enforcement: Namespace["enforcement"]) =>
      args.namespaces.filter((namespace) => namespace.enforcement === enforcement).map((each) => each.name);
    const spared = [...args.systemNamespaces, ...named("staged")].sort();
    // On somebody else's cluster, only what is declared and enforced may change.
    const guarded =
      args.ownCluster || args.lastResortDeny ? "all()" : selectNamespaces("in", named("enforced"));
    super("basalt:policy:Guardrails", name, { lastResortDeny: args.lastResortDeny, spared }, opts);
    const { calicoReady, deletedWith } = args.platform;
    const own = { parent: this, deletedWith };
    const calico = (kind: string, objectName: string, spec: object, dependsOn = calicoReady) =>
      new kubernetes.apiextensions.CustomResource(
        `${name}-${objectName}`,
        { apiVersion: "projectcalico.org/v3", kind, metadata: { name: objectName }, spec },
        { ...own, dependsOn: [...dependsOn] },
      );
    const tier = (tierName: keyof typeof tierOrder) =>
      // Pass: what these tiers do not deny is decided by the tiers after them.
      calico("Tier", `basalt-${tierName}`, { order: tierOrder[tierName], defaultAction: "Pass" });

    calico(
      "GlobalNetworkPolicy",
      "basalt-quarantine.deny",
      {
        tier: "basalt-quarantine",
        order: 10,
        namespaceSelector: "all()",
        selector: `has(${quarantineLabel})`,
        types: ["Ingress", "Egress"],
        ingress: [{ action: "Deny" }],
        egress: [{ action: "Deny" }],
      },
      [tier("quarantine")],
    );
    const guardrails = tier("guardrails");
    if (guarded !== undefined) {
      calico(
        "GlobalNetworkPolicy",
        "basalt-guardrails.deny-instance-metadata",
        {
          tier: "basalt-guardrails",
          order: 10,
          namespaceSelector: guarded,
          types: ["Egress"],
          egress: [{ action: "Deny", destination: { nets: [metadataAddress] } }],
        },
        [guardrails],
      );
    }
    // The DNS pods are somebody else's there, too.
    const dns = guarded === undefined ? undefined : dnsEgress(args.addresses);
    if (dns) calico("GlobalNetworkPolicy", "basalt-guardrails.dns-egress", dns, [guardrails]);
    if (args.lastResortDeny) {
      calico(
        "GlobalNetworkPolicy",
        "basalt-last-resort-deny",
        {
          tier: "default",
          order: lastResortOrder,
          namespaceSelector: selectNamespaces("not in", spared),
          // Pods only: "not in" holds for what has no namespace as well, and host endpoints have none.
          selector: "has(projectcalico.org/namespace)",
          // Without rules: whatever no earlier policy of the tier allowed meets the tier's default, Deny.
          types: ["Ingress", "Egress"],
        },
        [...calicoReady, ...args.after],
      );
    }
    if (guarded !== undefined) closeDns(name, args.addresses, own);
    this.registerOutputs();
  }
}

/** Calico's selector of namespaces by name; undefined where it would name none. */
function selectNamespaces(operator: "in" | "not in", namespaces: readonly string[]): string | undefined {
  if (namespaces.length === 0) return undefined;
  return `${namespaceLabel} ${operator} { ${namespaces.map((namespace) => `"${namespace}"`).join(", ")} }`;
}

/**
 * Where the DNS pods may connect to. Calico's operator allows them everything, in a tier that is evaluated before
 * Kubernetes' policies (tigera/operator, pkg/render/tiers), so this has to be decided before that.
 */
function dnsEgress({ kubernetesApi, dnsUpstreams }: ClusterAddresses): object | undefined {
  if (!kubernetesApi || dnsUpstreams.length === 0) return undefined;
  const pass = (protocol: "UDP" | "TCP", nets: readonly string[], port: number) => ({
    action: "Pass",
    protocol,
    destination: { nets: [...nets], ports: [port] },
  });
  return {
    tier: "basalt-guardrails",
    order: 20,
    namespaceSelector: `${namespaceLabel} == "${dnsPods.namespace}"`,
    selector: 'k8s-app in { "kube-dns", "coredns" }',
    types: ["Egress"],
    egress: [
      ...dnsPorts().map(({ protocol, port }) => pass(protocol, dnsUpstreams, port)),
      pass("TCP", kubernetesApi.cidrs, kubernetesApi.port),
      { action: "Deny" },
    ],
  };
}

/** The DNS pods answer the cluster, ask their resolvers, and watch the API server; nothing else. */
function closeDns(name: string, addresses: ClusterAddresses, opts: pulumi.CustomResourceOptions): void {
  const { podCidr, nodeCidrs, kubernetesApi, dnsUpstreams } = addresses;
  if (!kubernetesApi || dnsUpstreams.length === 0) return;
  const blocks = (cidrs: readonly string[]) => cidrs.map((cidr) => ({ ipBlock: { cidr } }));
  new kubernetes.networking.v1.NetworkPolicy(
    `${name}-dns`,
    {
      metadata: { name: "basalt-dns", namespace: dnsPods.namespace },
      spec: {
        podSelector: { matchLabels: dnsPods.labels },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          {
            // Pods on the host's network come from their node's address, or from its tunnel's, which lies in the pods' range.
            from: [{ namespaceSelector: {} }, ...blocks([podCidr, ...nodeCidrs])],
            ports: dnsPorts(),
          },
        ],
        egress: [
          { to: blocks(dnsUpstreams), ports: dnsPorts() },
          { to: blocks(kubernetesApi.cidrs), ports: [{ protocol: "TCP", port: kubernetesApi.port }] },
        ],
      },
    },
    opts,
  );
}
