import { calicoEntities } from "./calicoEntities.js";
import { calicoPolicies } from "./calicoPolicies.js";
import { calicoRules } from "./calicoRules.js";
import { calicoSelectors } from "./calicoSelectors.js";
import { calicoTiers } from "./calicoTiers.js";
import { clusterPolicies, clusterPolicyQuirks } from "./clusterPolicies.js";
import { kubernetesDefaults } from "./kubernetesDefaults.js";
import { kubernetesPeers } from "./kubernetesPeers.js";
import { kubernetesPorts } from "./kubernetesPorts.js";
import type { Sentence } from "./sentence.js";

/** Every sentence that an evaluator must get right, by what it is about. */
export const sentences: Readonly<Record<string, readonly Sentence[]>> = {
  "a NetworkPolicy's defaults": kubernetesDefaults,
  "a NetworkPolicy's peers": kubernetesPeers,
  "a NetworkPolicy's ports": kubernetesPorts,
  "Calico's tiers": calicoTiers,
  "Calico's policies": calicoPolicies,
  "Calico's selectors": calicoSelectors,
  "who Calico's rules speak of": calicoEntities,
  "Calico's rules": calicoRules,
  "policies of administrators": clusterPolicies,
  "policies of administrators that Calico reads in its own way": clusterPolicyQuirks,
};
