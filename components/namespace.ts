import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Deployed } from "../config/checkSuccession.js";
import type { Namespace as NamespaceDeclaration } from "../config/declaration.js";
import type { Flow } from "../flows/flow.js";
import { defaultDenyName, policiesFor, whileStagedName, type Policy } from "../flows/policiesFor.js";
import { quotas, type Quotas } from "./quotas.js";

export interface NamespaceArgs {
  readonly namespace: NamespaceDeclaration;
  /** Kubernetes version whose reading of the pod security levels holds. */
  readonly podSecurityVersion: string;
  /** Without Calico's API server there are no staged policies. */
  readonly calicoReady: readonly pulumi.Resource[];
  /** What runs now: it decides on the order in which quotas change. */
  readonly deployed: Deployed;
  /** With this gone, nothing here needs deleting: an API that went before would block the namespace's end for ever. */
  readonly deletedWith?: pulumi.Resource;
}

/** A namespace, what it may use, and its policies: default-deny, DNS, and one for each flow and side. */
export class Namespace extends pulumi.ComponentResource {
  /** The namespace itself, where it is made here: what any object in it needs first. */
  readonly created: readonly pulumi.Resource[];
  /** What every pod of the namespace needs first, whatever its flows. */
  readonly foundation: readonly pulumi.Resource[];
  /** The policy that denies everything else. */
  readonly closed: readonly pulumi.Resource[];
  private readonly quotas?: Quotas;
  /** The policies that open a flow on this namespace's side. */
  readonly opened: ReadonlyMap<Flow, readonly pulumi.Resource[]>;

  constructor(name: string, args: NamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    const { namespace } = args;
    super(
      "basalt:policy:Namespace",
      name,
      { namespace: namespace.name, enforcement: namespace.enforcement },
      opts,
    );
    const own = { parent: this, deletedWith: args.deletedWith };
    const created: pulumi.Resource[] = [];
    const bounds: pulumi.Resource[] = [];
    if (!namespace.existing) {
      created.push(
        new kubernetes.core.v1.Namespace(
          name,
          {
            metadata: {
              name: namespace.name,
              labels: podSecurityLabels(namespace, args.podSecurityVersion),
              ...(namespace.podSecurity.reason === undefined
                ? {}
                : { annotations: { "basalt/pod-security-reason": namespace.podSecurity.reason } }),
            },
          },
          // The claims of kept volumes would go with it.
          { ...own, retainOnDelete: keepsVolumes(namespace) },
        ),
      );
    }
    // Deleted by themselves, policies would be gone while pods that nobody declared still run in the namespace.
    const inside = { ...own, deletedWith: created[0] ?? args.deletedWith };
    if (!namespace.existing && namespace.enforcement === "enforced") {
      this.quotas = quotas(name, namespace, args.deployed, inside, created);
      bounds.push(limitRange(name, namespace, { ...inside, dependsOn: created }), ...this.quotas.before);
    }
    const opened = new Map<Flow, pulumi.Resource[]>();
    const opening: pulumi.Resource[] = [];
    const needs = namespace.enforcement === "staged" ? [...created, ...args.calicoReady] : created;
    if (namespace.enforcement === "staged" && created.length > 0)
      openWhileStaged(name, namespace, { ...inside, dependsOn: created });
    const policies = policiesFor({
      namespace: namespace.name,
      enforcement: namespace.enforcement,
      flows: namespace.flows,
    });
    const make = (policy: Policy, dependsOn: readonly pulumi.Resource[]) =>
      networkPolicy(`${name}.${policy.name}`, policy, { ...inside, dependsOn: [...dependsOn] });
    for (const policy of policies.filter((candidate) => candidate.name !== defaultDenyName)) {
      const resource = make(policy, needs);
      opening.push(resource);
      if (policy.flow) opened.set(policy.flow, [...(opened.get(policy.flow) ?? []), resource]);
    }
    // Openings before closings: pods that run already are not cut off from what is declared.
    this.closed = policies
      .filter(({ name: policyName }) => policyName === defaultDenyName)
      .map((policy) => make(policy, [...needs, ...opening]));
    this.created = created;
    this.foundation = [...bounds, ...this.closed];
    this.opened = opened;
    this.registerOutputs();
  }

  /** Makes the quotas that shrink, after what they would have blocked. */
  shrinkQuotas(after: readonly pulumi.Resource[]): void {
    this.quotas?.shrink(after);
  }
}

function keepsVolumes({ workloads }: NamespaceDeclaration): boolean {
  return workloads.some((workload) => workload.rendered && (workload.volumes ?? []).some(({ keep }) => keep));
}

function networkPolicy(name: string, policy: Policy, opts: pulumi.CustomResourceOptions): pulumi.Resource {
  const metadata = {
    name: policy.name,
    namespace: policy.namespace,
    ...(policy.meaning === undefined ? {} : { annotations: { "basalt/flow": policy.meaning } }),
  };
  if (policy.enforcement === "enforced") {
    const spec = policy.spec as kubernetes.types.input.networking.v1.NetworkPolicySpec;
    return new kubernetes.networking.v1.NetworkPolicy(name, { metadata, spec }, opts);
  }
  return new kubernetes.apiextensions.CustomResource(
    name,
    {
      apiVersion: "projectcalico.org/v3",
      kind: "StagedKubernetesNetworkPolicy",
      metadata,
      spec: { stagedAction: "Set", ...policy.spec },
    },
    opts,
  );
}

/**
 * A pod that one policy selects has what that opens, and nothing else; and policies take effect one after the other. So
 * the first of them is preceded, and the last one followed, by one that opens everything: which is what holds while a
 * namespace is staged. In a namespace of somebody else's it would override their policies.
 */
function openWhileStaged(
  name: string,
  namespace: NamespaceDeclaration,
  opts: pulumi.CustomResourceOptions,
): void {
  new kubernetes.networking.v1.NetworkPolicy(
    `${name}.${whileStagedName}`,
    {
      metadata: { name: whileStagedName, namespace: namespace.name },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], ingress: [{}], egress: [{}] },
    },
    opts,
  );
}

/** Staged namespaces are only told what they would be refused. */
function podSecurityLabels(
  { podSecurity, enforcement }: NamespaceDeclaration,
  version: string,
): Record<string, string> {
  const modes = enforcement === "enforced" ? ["enforce", "audit", "warn"] : ["audit", "warn"];
  return Object.fromEntries(
    modes.flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, podSecurity.level],
      // Not `latest`: what the level forbids changes with this declaration, not with an upgrade.
      [`pod-security.kubernetes.io/${mode}-version`, `v${version}`],
    ]),
  );
}

function limitRange(
  name: string,
  namespace: NamespaceDeclaration,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  return new kubernetes.core.v1.LimitRange(
    name,
    {
      metadata: { name: "containers", namespace: namespace.name },
      spec: {
        limits: [
          { type: "Container", default: { memory: "128Mi" }, defaultRequest: { cpu: "50m", memory: "64Mi" } },
        ],
      },
    },
    opts,
  );
}
