import type { Rule } from "./model/rule.js";
import { allowedRegistries } from "./rules/allowed-registries.js";
import { apiAuthentication } from "./rules/api-authentication.js";
import { approvedNodeImages } from "./rules/approved-node-images.js";
import { assertionsHold } from "./rules/assertions-hold.js";
import { clusterAuditLogs } from "./rules/cluster-audit-logs.js";
import { clusterDeletionProtection } from "./rules/cluster-deletion-protection.js";
import { containerProbes } from "./rules/container-probes.js";
import { containerResources } from "./rules/container-resources.js";
import { declaredClusterAdmins } from "./rules/declared-cluster-admins.js";
import { declaredConnections } from "./rules/declared-connections.js";
import { disruptionBudget } from "./rules/disruption-budget.js";
import { encryptedClusterSecrets } from "./rules/encrypted-cluster-secrets.js";
import { encryptedVolumes } from "./rules/encrypted-volumes.js";
import { imageDigest } from "./rules/image-digest.js";
import { imagePullPolicy } from "./rules/image-pull-policy.js";
import { imageScanning } from "./rules/image-scanning.js";
import { imageTagsImmutable } from "./rules/image-tags-immutable.js";
import { immutableConfiguration } from "./rules/immutable-configuration.js";
import { knownLaunchTemplate } from "./rules/known-launch-template.js";
import { namespaceDefaultDeny } from "./rules/namespace-default-deny.js";
import { namespacePodSecurity } from "./rules/namespace-pod-security.js";
import { noAddedCapabilities } from "./rules/no-added-capabilities.js";
import { noAllowAllPolicy } from "./rules/no-allow-all-policy.js";
import { noBarePod } from "./rules/no-bare-pod.js";
import { noCommandResource } from "./rules/no-command-resource.js";
import { noDeleteBeforeReplace } from "./rules/no-delete-before-replace.js";
import { noDynamicProvider } from "./rules/no-dynamic-provider.js";
import { noFixedNodeName } from "./rules/no-fixed-node-name.js";
import { noHostEndpoint } from "./rules/no-host-endpoint.js";
import { noHostNamespaces } from "./rules/no-host-namespaces.js";
import { noHostPath } from "./rules/no-host-path.js";
import { noHostPort } from "./rules/no-host-port.js";
import { noIgnoredChanges } from "./rules/no-ignored-changes.js";
import { noInPlaceNodeGroup } from "./rules/no-in-place-node-group.js";
import { noLatestTag } from "./rules/no-latest-tag.js";
import { noMetadataEgress } from "./rules/no-metadata-egress.js";
import { noMutableAmiParameter } from "./rules/no-mutable-ami-parameter.js";
import { noNodeSsh } from "./rules/no-node-ssh.js";
import { noOpaqueRelease } from "./rules/no-opaque-release.js";
import { noOpaqueTemplate } from "./rules/no-opaque-template.js";
import { noOpenSecurityGroup } from "./rules/no-open-security-group.js";
import { noPackageInstallInUserData } from "./rules/no-package-install-in-user-data.js";
import { noPatchResource } from "./rules/no-patch-resource.js";
import { noPrivilegedContainer } from "./rules/no-privileged-container.js";
import { noProfileBypass } from "./rules/no-profile-bypass.js";
import { noProtectOnReplaceable } from "./rules/no-protect-on-replaceable.js";
import { noPublicNodeAddress } from "./rules/no-public-node-address.js";
import { noRemoteManifest } from "./rules/no-remote-manifest.js";
import { noSelfManagedAddons } from "./rules/no-self-managed-addons.js";
import { noServiceAccountToken } from "./rules/no-service-account-token.js";
import { noUndeclaredExposure } from "./rules/no-undeclared-exposure.js";
import { noUndeclaredNamespace } from "./rules/no-undeclared-namespace.js";
import { noVpcCni } from "./rules/no-vpc-cni.js";
import { noWeakenedRule } from "./rules/no-weakened-rule.js";
import { pinnedAddonVersion } from "./rules/pinned-addon-version.js";
import { pinnedChart } from "./rules/pinned-chart.js";
import { pinnedClusterVersion } from "./rules/pinned-cluster-version.js";
import { pinnedLaunchTemplateVersion } from "./rules/pinned-launch-template-version.js";
import { pinnedNodeImage } from "./rules/pinned-node-image.js";
import { pinnedNodeRelease } from "./rules/pinned-node-release.js";
import { privateNodeSubnets } from "./rules/private-node-subnets.js";
import { readOnlyRootFilesystem } from "./rules/read-only-root-filesystem.js";
import { renderedCharts } from "./rules/rendered-charts.js";
import { replaceableClusterName } from "./rules/replaceable-cluster-name.js";
import { requireImdsv2 } from "./rules/require-imdsv2.js";
import { requiredFlowsOpen } from "./rules/required-flows-open.js";
import { restrictedClusterEndpoint } from "./rules/restricted-cluster-endpoint.js";
import { runAsNonRoot } from "./rules/run-as-non-root.js";
import { seccompProfile } from "./rules/seccomp-profile.js";
import { supportedClusterVersion } from "./rules/supported-cluster-version.js";

/** Every rule of the pack, by area. */
export const rules: readonly Rule[] = [
  // Nodes
  pinnedNodeRelease,
  pinnedNodeImage,
  knownLaunchTemplate,
  noMutableAmiParameter,
  pinnedLaunchTemplateVersion,
  approvedNodeImages,
  noPackageInstallInUserData,
  noNodeSsh,
  requireImdsv2,
  encryptedVolumes,
  noPublicNodeAddress,
  privateNodeSubnets,
  noInPlaceNodeGroup,
  noFixedNodeName,
  noDeleteBeforeReplace,
  noIgnoredChanges,
  disruptionBudget,
  // Cluster
  pinnedClusterVersion,
  supportedClusterVersion,
  restrictedClusterEndpoint,
  apiAuthentication,
  encryptedClusterSecrets,
  clusterAuditLogs,
  noSelfManagedAddons,
  noVpcCni,
  pinnedAddonVersion,
  declaredClusterAdmins,
  clusterDeletionProtection,
  // Pods
  imageDigest,
  noLatestTag,
  allowedRegistries,
  imagePullPolicy,
  imageTagsImmutable,
  imageScanning,
  noPrivilegedContainer,
  noHostNamespaces,
  noHostPath,
  noHostPort,
  noAddedCapabilities,
  readOnlyRootFilesystem,
  runAsNonRoot,
  seccompProfile,
  noServiceAccountToken,
  noBarePod,
  containerResources,
  containerProbes,
  immutableConfiguration,
  pinnedChart,
  noRemoteManifest,
  // Network
  namespaceDefaultDeny,
  noAllowAllPolicy,
  noMetadataEgress,
  noUndeclaredExposure,
  noOpenSecurityGroup,
  namespacePodSecurity,
  noHostEndpoint,
  noProfileBypass,
  // Stack
  declaredConnections,
  requiredFlowsOpen,
  assertionsHold,
  noUndeclaredNamespace,
  // Program
  noPatchResource,
  noCommandResource,
  noDynamicProvider,
  noProtectOnReplaceable,
  noOpaqueRelease,
  noOpaqueTemplate,
  renderedCharts,
  replaceableClusterName,
  noWeakenedRule,
];
