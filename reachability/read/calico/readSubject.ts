import type { EndpointSelection, NamespaceSelection } from "../../model/policy.js";
import { everything } from "../../model/selector.js";
import type { Field } from "../field.js";
import { namespaces } from "./readNamespaceSelector.js";
import type { CalicoPolicyKind } from "./readPolicy.js";
import { readSelectorWithoutGlobal } from "./readSelector.js";

/** Fields of a NetworkPolicy's spec. */
export const namespacedFields = [
  "tier",
  "order",
  "selector",
  "serviceAccountSelector",
  "types",
  "ingress",
  "egress",
  "performanceHints",
] as const;

/** Fields of a GlobalNetworkPolicy's spec. */
export const globalFields = [
  ...namespacedFields,
  "namespaceSelector",
  "doNotTrack",
  "preDNAT",
  "applyOnForward",
] as const;

/** What a policy applies to: pods, as host endpoints are not modelled. */
export function readSubject(
  spec: Field,
  kind: CalicoPolicyKind,
  namespace: string | undefined,
): EndpointSelection {
  const labels = readSelectorWithoutGlobal(spec.at("selector")) ?? everything;
  const serviceAccount = readSelectorWithoutGlobal(spec.at("serviceAccountSelector"));
  return {
    namespaces: kind === "NetworkPolicy" ? { kind: "named", name: namespace ?? "" } : readNamespaces(spec),
    labels,
    ...(serviceAccount && { serviceAccounts: { labels: serviceAccount } }),
    networkSets: false,
  };
}

function readNamespaces(spec: Field): NamespaceSelection {
  const selector = readSelectorWithoutGlobal(spec.at("namespaceSelector"));
  return selector ? namespaces(selector) : { kind: "anywhere" };
}
