import type { KindReader, KindReaders } from "../context.js";
import { readNetworkSet } from "./readNetworkSet.js";
import { readCalicoPolicy } from "./readPolicy.js";
import { readInstallation, readIpPool } from "./readPools.js";
import { readStagedKubernetesPolicy, readStagedPolicy } from "./readStaged.js";
import { readTier } from "./readTier.js";
import { readHostEndpoint, readProfile } from "./readUnmodelled.js";

const kinds: Readonly<Record<string, KindReader>> = {
  NetworkPolicy: readCalicoPolicy("NetworkPolicy"),
  GlobalNetworkPolicy: readCalicoPolicy("GlobalNetworkPolicy"),
  Tier: readTier,
  NetworkSet: readNetworkSet("NetworkSet"),
  GlobalNetworkSet: readNetworkSet("GlobalNetworkSet"),
  StagedNetworkPolicy: readStagedPolicy("NetworkPolicy"),
  StagedGlobalNetworkPolicy: readStagedPolicy("GlobalNetworkPolicy"),
  StagedKubernetesNetworkPolicy: readStagedKubernetesPolicy,
  Profile: readProfile,
  IPPool: readIpPool,
  HostEndpoint: readHostEndpoint,
};

/** Readers of Calico's kinds, as its API serves them and as Kubernetes stores them. */
export const calicoKinds: KindReaders = {
  ...Object.fromEntries(
    ["projectcalico.org/v3", "crd.projectcalico.org/v1"].flatMap((apiVersion) =>
      Object.entries(kinds).map(([kind, reader]) => [`${apiVersion}/${kind}`, reader]),
    ),
  ),
  "operator.tigera.io/v1/Installation": readInstallation,
};
