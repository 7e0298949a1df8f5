import { noAllowAllPolicy } from "../../../policies/rules/no-allow-all-policy.js";
import { noMetadataEgress } from "../../../policies/rules/no-metadata-egress.js";
import type { TestResource, Verdict } from "./judge.js";
import { verdictsOf } from "./workloads.js";

/*
 * Network policies that comply with every rule but for what a test puts in.
 */

/** A NetworkPolicy of Kubernetes with these rules. */
export function networkPolicy(spec: Readonly<Record<string, unknown>>): TestResource {
  return {
    type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    properties: { metadata: { name: "it", namespace: "shop" }, spec: { podSelector: {}, ...spec } },
  };
}

/** A policy of Calico with these rules. */
export function calicoPolicy(
  kind: "NetworkPolicy" | "GlobalNetworkPolicy",
  spec: Readonly<Record<string, unknown>>,
  group = "projectcalico.org/v3",
): TestResource {
  return { type: `kubernetes:${group}:${kind}`, properties: { metadata: { name: "it" }, spec } };
}

/** A policy for administrators with these rules. */
export function adminPolicy(kind: string, spec: Readonly<Record<string, unknown>>): TestResource {
  const version = kind === "ClusterNetworkPolicy" ? "v1alpha2" : "v1alpha1";
  return {
    type: `kubernetes:policy.networking.k8s.io/${version}:${kind}`,
    properties: { metadata: { name: "it" }, spec: { subject: { namespaces: {} }, ...spec } },
  };
}

/** What is never the Internet, as flows to it leave it out. */
export const notInternet = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
];

const all = verdictsOf(noAllowAllPolicy);
const metadata = verdictsOf(noMetadataEgress);

/** What the two rules about what policies allow say, by short words. */
export const says = {
  everyone: (resource: TestResource, path: string): Verdict =>
    all.refused(resource, path, "nobody named, which means everyone", "pods or addresses"),
  everyPod: (resource: TestResource, path: string): Verdict =>
    all.refused(
      resource,
      path,
      "pods of every namespace, or of all but some, on all ports",
      "pods of named namespaces, or the ports",
    ),
  ports: (resource: TestResource, path: string, which = "all ports"): Verdict =>
    all.refused(resource, path, `${which} of the Internet`, "the ports that are needed"),
  inside: (resource: TestResource, path: string, ...ranges: string[]): Verdict =>
    all.refused(
      resource,
      path,
      `the Internet with ${ranges.join(", ")}`,
      "the Internet without private and link-local ranges",
    ),
  hiddenInside: (resource: TestResource, path: string): Verdict =>
    all.refused(resource, path, "a secret", "the Internet without private and link-local ranges"),
  own: (resource: TestResource, path: string): Verdict =>
    all.refused(
      resource,
      path,
      "the Internet with the cluster's own pods and nodes",
      "the Internet without the cluster's own ranges",
    ),
  noCidr: (resource: TestResource, path: string, found: string): Verdict =>
    all.refused(resource, path, found, "a CIDR, as 10.0.0.0/8 or 2001:db8::/32"),
  undecided: (resource: TestResource, ...paths: string[]): Verdict => all.undecided(resource, ...paths),
  metadata: (resource: TestResource, path: string): Verdict =>
    metadata.refused(
      resource,
      path,
      "addresses with those of instance metadata",
      "addresses without 169.254.169.254 and fd00:ec2::254",
    ),
  hiddenMetadata: (resource: TestResource, path: string): Verdict =>
    metadata.refused(resource, path, "a secret", "addresses without 169.254.169.254 and fd00:ec2::254"),
  metadataUndecided: (resource: TestResource, ...paths: string[]): Verdict =>
    metadata.undecided(resource, ...paths),
};
