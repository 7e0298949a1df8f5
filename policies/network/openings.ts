import { isAbout, objectsOf } from "../kubernetes/objects.js";
import type { Resource } from "../model/resource.js";
import { adminOpenings } from "./adminOpenings.js";
import type { Block } from "./block.js";
import { calicoOpenings } from "./calicoOpenings.js";
import { kubernetesOpenings } from "./kubernetesOpenings.js";
import type { Opening } from "./opening.js";

const adminKinds = new Set(["AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy"]);

/** Whether resources of a type are network policies that take effect: staged ones do not. */
export function isNetworkPolicy(type: string): boolean {
  return isAbout(type, (group, kind) => reader(group, kind) !== undefined);
}

/** Everything that a resource's network policies allow; `denied` is what rules before it in its policy deny. */
export function openingsOf(resource: Resource): (Opening & { readonly denied?: () => readonly Block[] })[] {
  return objectsOf(resource).flatMap((object) => reader(object.group, object.kind)?.(object) ?? []);
}

/** Sets of addresses that Calico's policies find by labels, and all that are in them. */
export function networkSets(resource: Resource): Block[] {
  return objectsOf(resource)
    .filter(({ group, kind }) => isSet(group, kind))
    .map(({ value }) => value.at("spec", "nets"))
    .map((nets) => ({ value: nets, cidrs: nets.items() }));
}

/** Whether resources of a type are such sets. */
export function isNetworkSet(type: string): boolean {
  return isAbout(type, isSet);
}

function isSet(group: string, kind: string): boolean {
  return isCalico(group) && (kind === "NetworkSet" || kind === "GlobalNetworkSet");
}

function reader(group: string, kind: string) {
  switch (group) {
    case "networking.k8s.io":
      return kind === "NetworkPolicy" ? kubernetesOpenings : undefined;
    case "policy.networking.k8s.io":
      return adminKinds.has(kind) ? adminOpenings : undefined;
    default:
      return isCalico(group) && (kind === "NetworkPolicy" || kind === "GlobalNetworkPolicy")
        ? calicoOpenings
        : undefined;
  }
}

/** Calico's groups: as its API serves its kinds, and as Kubernetes stores them. */
export function isCalico(group: string): boolean {
  return group === "projectcalico.org" || group === "crd.projectcalico.org";
}
