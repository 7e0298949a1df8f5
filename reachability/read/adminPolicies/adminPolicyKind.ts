import type { Action } from "../../model/policy.js";

/** What tells one of the three kinds of policies for administrators from the others. */
export interface AdminPolicyKind {
  readonly kind: "AdminNetworkPolicy" | "BaselineAdminNetworkPolicy" | "ClusterNetworkPolicy";
  readonly apiVersion: `policy.networking.k8s.io/${"v1alpha1" | "v1alpha2"}`;
  /** First and last minor version of Calico 3 that enforces it. */
  readonly enforced: readonly [first: number, last: number];
  readonly specFields: readonly string[];
  /** Most rules in one direction. */
  readonly maxRules: number;
  /** Most peers of a rule, and most of its ports or protocols. */
  readonly maxItems: number;
  readonly actions: Readonly<Record<string, Action>>;
  /** The field of a rule that says what traffic it is about. */
  readonly trafficField: "ports" | "protocols";
  /** Whether a peer of egress may have domain names. */
  readonly hasDomainNames: boolean;
}

const rules = ["subject", "ingress", "egress"] as const;

/*
 * SEMANTICS.md: "Which kinds are enforced depends on the Calico version (3.32: ClusterNetworkPolicy, not
 * AdminNetworkPolicy; 3.31 the reverse)". AdminNetworkPolicy came with 3.29, BaselineAdminNetworkPolicy with 3.30:
 * https://github.com/projectcalico/calico/blob/v3.30.0/libcalico-go/lib/backend/k8s/conversion/conversion.go
 */

/** https://github.com/kubernetes-sigs/network-policy-api/blob/main/apis/v1alpha1/adminnetworkpolicy_types.go */
export const adminNetworkPolicy: AdminPolicyKind = {
  kind: "AdminNetworkPolicy",
  apiVersion: "policy.networking.k8s.io/v1alpha1",
  enforced: [29, 31],
  specFields: ["priority", ...rules],
  maxRules: 100,
  maxItems: 100,
  actions: { Allow: "allow", Deny: "deny", Pass: "pass" },
  trafficField: "ports",
  hasDomainNames: true,
};

/** https://github.com/kubernetes-sigs/network-policy-api/blob/main/apis/v1alpha1/baselineadminnetworkpolicy_types.go */
export const baselineAdminNetworkPolicy: AdminPolicyKind = {
  kind: "BaselineAdminNetworkPolicy",
  apiVersion: "policy.networking.k8s.io/v1alpha1",
  enforced: [30, 31],
  specFields: rules,
  maxRules: 100,
  maxItems: 100,
  actions: { Allow: "allow", Deny: "deny" },
  trafficField: "ports",
  hasDomainNames: false,
};

/** https://github.com/kubernetes-sigs/network-policy-api/blob/main/apis/v1alpha2/clusternetworkpolicy_types.go */
export const clusterNetworkPolicy: AdminPolicyKind = {
  kind: "ClusterNetworkPolicy",
  apiVersion: "policy.networking.k8s.io/v1alpha2",
  enforced: [32, Infinity],
  specFields: ["tier", "priority", ...rules],
  maxRules: 25,
  maxItems: 25,
  actions: { Accept: "allow", Deny: "deny", Pass: "pass" },
  trafficField: "protocols",
  hasDomainNames: true,
};
