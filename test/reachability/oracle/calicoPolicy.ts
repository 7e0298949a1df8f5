import { isIPv6 } from "./address.js";
import { matchesEntity, type EntityRule } from "./calicoEntity.js";
import { matches } from "./calicoSelector.js";
import type { Endpoint } from "./endpoints.js";
import { namespaceOf, type KubernetesObject } from "./objects.js";
import { protocolNumber, type Settings } from "./packet.js";
import { tieOf, type Action, type OrderedPolicy, type Scene } from "./policy.js";

interface Icmp {
  readonly type?: number;
  readonly code?: number;
}

/** https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#rule */
export interface CalicoRule {
  readonly action: Action | "Log";
  readonly protocol?: string | number;
  readonly notProtocol?: string | number;
  readonly ipVersion?: 4 | 6;
  readonly icmp?: Icmp;
  readonly notICMP?: Icmp;
  readonly source?: EntityRule;
  readonly destination?: EntityRule;
}

export interface CalicoPolicySpec {
  readonly tier?: string;
  readonly order?: number;
  readonly selector?: string;
  readonly namespaceSelector?: string;
  readonly serviceAccountSelector?: string;
  readonly types?: readonly ("Ingress" | "Egress")[];
  readonly ingress?: readonly CalicoRule[] | null;
  readonly egress?: readonly CalicoRule[] | null;
  readonly doNotTrack?: boolean;
  readonly preDNAT?: boolean;
}

/** A NetworkPolicy or GlobalNetworkPolicy of projectcalico.org/v3. */
export function fromCalicoPolicy(
  policy: KubernetesObject<CalicoPolicySpec>,
  kind: "NetworkPolicy" | "GlobalNetworkPolicy",
  settings: Settings,
): OrderedPolicy {
  const { spec } = policy;
  const namespace = kind === "NetworkPolicy" ? namespaceOf(policy) : undefined;
  return {
    tier: spec.tier ?? "default",
    // felix/calc/policy_sorter.go (polMetaDefaultOrder)
    order: spec.order ?? Infinity,
    tie: tieOf(settings, { kind, namespace, name: policy.metadata.name }),
    applies: (pod, direction) =>
      // "doNotTrack and preDNAT policies apply to host endpoints only":
      // https://docs.tigera.io/calico/latest/reference/host-endpoints/
      spec.doNotTrack !== true &&
      spec.preDNAT !== true &&
      typesOf(spec).includes(direction === "ingress" ? "Ingress" : "Egress") &&
      selectsPod(spec, namespace, pod),
    decide: (scene, direction) => {
      const rules = (direction === "ingress" ? spec.ingress : spec.egress) ?? [];
      const action = rules.find(
        (rule) => rule.action !== "Log" && matchesRule(rule, namespace, scene),
      )?.action;
      return action === "Log" ? undefined : action;
    },
  };
}

/** api/pkg/defaults/networkpolicy.go (defaultPolicyTypesField) */
function typesOf({ types = [], ingress, egress }: CalicoPolicySpec): readonly ("Ingress" | "Egress")[] {
  if (types.length > 0) return types;
  if (!egress?.length) return ["Ingress"];
  return ingress?.length ? ["Ingress", "Egress"] : ["Egress"];
}

/** updateprocessors/networkpolicyprocessor.go and globalnetworkpolicyprocessor.go of Calico's libcalico-go */
function selectsPod(spec: CalicoPolicySpec, namespace: string | undefined, pod: Endpoint): boolean {
  const { selector = "", namespaceSelector = "", serviceAccountSelector = "" } = spec;
  return (
    (namespace === undefined || pod.namespace === namespace) &&
    matches(selector, (label) => pod.calicoLabels[label]) &&
    matches(namespaceSelector, (label) => pod.calicoLabels[`pcns.${label}`]) &&
    matches(serviceAccountSelector, (label) => pod.calicoLabels[`pcsa.${label}`])
  );
}

/** "Within a rule everything is AND": https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#rule */
function matchesRule(rule: CalicoRule, policyNamespace: string | undefined, scene: Scene): boolean {
  const { packet } = scene;
  const { protocol, notProtocol, ipVersion, icmp, notICMP, source = {}, destination = {} } = rule;
  const number = protocolNumber(packet.protocol);
  if (ipVersion !== undefined && (ipVersion === 6) !== isIPv6(packet.to.address)) return false;
  if (protocol !== undefined && protocolNumber(protocol) !== number) return false;
  if (notProtocol !== undefined && protocolNumber(notProtocol) === number) return false;
  if (icmp && hasContent(icmp) && !matchesIcmp(icmp, scene)) return false;
  if (notICMP && hasContent(notICMP) && matchesIcmp(notICMP, scene)) return false;
  return (
    matchesEntity(
      source,
      { end: packet.from, port: packet.sourcePort, isDestination: false, policyNamespace },
      scene,
    ) &&
    matchesEntity(
      destination,
      { end: packet.to, port: packet.port, isDestination: true, policyNamespace },
      scene,
    )
  );
}

function hasContent({ type, code }: Icmp): boolean {
  return type !== undefined || code !== undefined;
}

function matchesIcmp({ type, code }: Icmp, { packet: { icmp } }: Scene): boolean {
  if (!icmp) return false;
  return (type === undefined || type === icmp.type) && (code === undefined || code === icmp.code);
}
