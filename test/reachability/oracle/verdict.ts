import { isSameAddress } from "./address.js";
import { endpointsOf, podAt, type Endpoint } from "./endpoints.js";
import { ofKind, type Pod } from "./objects.js";
import type { Direction, End, Packet, Settings } from "./packet.js";
import { policiesOf } from "./policies.js";
import type { Scene } from "./policy.js";
import { enforced } from "./staged.js";
import { tiersOf } from "./tiers.js";

/**
 * Whether a new connection with this first packet is allowed: by the egress of its source AND the ingress of its
 * destination. Written to be read against the specifications: it looks at everything anew for every packet.
 */
export function verdict(written: readonly unknown[], packet: Packet, settings: Settings): boolean {
  const objects = settings.staged === true ? enforced(written) : written;
  const scene: Scene = { objects, endpoints: endpointsOf(objects), packet, settings };
  const source = podAt(scene.endpoints, packet.from);
  const destination = podAt(scene.endpoints, packet.to);
  // "A pod always reaches itself on its own IP": https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
  if (source !== undefined && source === destination) return true;
  return (
    (source === undefined || isAllowed(scene, source, "egress")) &&
    (destination === undefined ||
      isOnNodeOf(objects, packet.from, destination) ||
      isAllowed(scene, destination, "ingress"))
  );
}

/** One direction of one pod: tiers by order, in a tier policies by order, rules in sequence. */
function isAllowed(scene: Scene, pod: Endpoint, direction: Direction): boolean {
  const policies = policiesOf(scene.objects, scene.settings);
  const tiers = tiersOf(scene.objects, scene.settings);
  const homeless = policies.find((policy) => !tiers.some(({ name }) => name === policy.tier));
  if (homeless) throw new Error(`the oracle was given no tier ${homeless.tier}`);
  for (const tier of tiers) {
    const applying = policies
      .filter((policy) => policy.tier === tier.name && policy.applies(pod, direction))
      .sort((one, other) =>
        one.order === other.order ? (one.tie < other.tie ? -1 : 1) : one.order - other.order,
      );
    // "If none applies, the tier is skipped."
    if (applying.length === 0) continue;
    const decided = applying.map((policy) => policy.decide(scene, direction)).find(Boolean);
    const action = decided ?? tier.defaultAction;
    if (action !== "Pass") return action === "Allow";
  }
  // "After the last tier: Pass falls to the namespace's profile (allow)": libcalico-go, NamespaceToProfile
  return true;
}

/**
 * "A node always reaches the pods it runs": felix/rules/static.go, "We don't currently police host -> endpoint
 * according to the endpoint's ingress policy".
 */
function isOnNodeOf(objects: readonly unknown[], from: End, destination: Endpoint): boolean {
  const pods = ofKind(objects, "", "Pod") as readonly Pod[];
  const named = (name: string) =>
    pods.find(({ metadata }) => `${metadata.namespace ?? "default"}/${metadata.name}` === name);
  const target = named(`${destination.namespace ?? ""}/${destination.name}`)!;
  const source = from.pod === undefined ? undefined : named(from.pod);
  const { hostIP, hostIPs = [] } = target.status ?? {};
  const isNodeAddress = [hostIP, ...hostIPs.map(({ ip }) => ip)].some(
    (address) => address !== undefined && isSameAddress(address, from.address),
  );
  const isHostPodOnNode =
    source?.spec.hostNetwork === true &&
    source.spec.nodeName !== undefined &&
    source.spec.nodeName === target.spec.nodeName;
  return isNodeAddress || isHostPodOnNode;
}
