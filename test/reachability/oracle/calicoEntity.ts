import { holds, isIPv6 } from "./address.js";
import { matches } from "./calicoSelector.js";
import { has, type Endpoint } from "./endpoints.js";
import { protocolNumber, type End } from "./packet.js";
import type { Scene } from "./policy.js";
import { servedBy } from "./services.js";

/** One side of a rule: https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#entityrule */
export interface EntityRule {
  readonly nets?: readonly string[];
  readonly notNets?: readonly string[];
  readonly selector?: string;
  readonly notSelector?: string;
  readonly namespaceSelector?: string;
  readonly ports?: readonly (number | string)[];
  readonly notPorts?: readonly (number | string)[];
  readonly serviceAccounts?: { readonly names?: readonly string[]; readonly selector?: string };
  readonly services?: { readonly name: string; readonly namespace?: string };
}

/** Which side of a packet an entity describes, and the namespace of its policy where it has one. */
export interface Side {
  readonly end: End;
  readonly port: number | undefined;
  /** Services match address and port of a destination, and only the address of a source. */
  readonly isDestination: boolean;
  readonly policyNamespace: string | undefined;
}

/** Within an entity everything is AND. */
export function matchesEntity(entity: EntityRule, side: Side, scene: Scene): boolean {
  return (
    matchesNets(entity, side.end.address) &&
    matchesSelectors(entity, side, scene) &&
    matchesService(entity, side, scene) &&
    matchesPorts(entity, side, scene)
  );
}

function matchesNets({ nets = [], notNets = [] }: EntityRule, address: string): boolean {
  if (nets.length > 0 && !nets.some((net) => holds(net, address))) return false;
  // felix/rules/policy.go (filterNets): a rule whose notNets are all of the other IP version is not rendered.
  if (notNets.length > 0 && !notNets.some((net) => isIPv6(net) === isIPv6(address))) return false;
  return !notNets.some((net) => holds(net, address));
}

/**
 * Whether an endpoint matches the selectors that choose; undefined if there are none of them.
 * libcalico-go/lib/backend/syncersv1/updateprocessors/rules.go (getEndpointSelector)
 */
function chosen(
  entity: EntityRule,
  policyNamespace: string | undefined,
): ((of: Endpoint) => boolean) | undefined {
  const { selector = "", notSelector = "", namespaceSelector = "", serviceAccounts } = entity;
  const { names = [], selector: accountSelector = "" } = serviceAccounts ?? {};
  const choosesAccounts = names.length > 0 || accountSelector !== "";
  // notSelector alone limits a namespaced policy's rule to its namespace, and a global policy's rule to nothing.
  const limitsNamespace = namespaceSelector !== "" || policyNamespace !== undefined;
  const any = selector !== "" || choosesAccounts || namespaceSelector !== "";
  if (!any && !(limitsNamespace && notSelector !== "")) return undefined;
  return (endpoint) => {
    const own = (label: string) => endpoint.calicoLabels[label];
    const ofNamespace = (label: string) => endpoint.calicoLabels[`pcns.${label}`];
    const ofAccount = (label: string) => endpoint.calicoLabels[`pcsa.${label}`];
    const isNamespaced = endpoint.namespace !== undefined;
    const inNamespace =
      namespaceSelector !== ""
        ? matches(namespaceSelector, ofNamespace, { all: isNamespaced, global: !isNamespaced })
        : policyNamespace === undefined || endpoint.namespace === policyNamespace;
    const account = own("projectcalico.org/serviceaccount");
    return (
      inNamespace &&
      matches(selector, own) &&
      matches(accountSelector, ofAccount) &&
      (names.length === 0 || (account !== undefined && names.includes(account)))
    );
  };
}

/** Selectors become sets of addresses: felix/calc/rule_scanner.go (combineMatchesIfPossible). */
function matchesSelectors(entity: EntityRule, side: Side, scene: Scene): boolean {
  const here = scene.endpoints.filter((endpoint) => has(endpoint, side.end.address));
  const positive = chosen(entity, side.policyNamespace);
  // With a positive selector the negative one takes endpoints out of it ...
  if (positive) return here.some((endpoint) => positive(endpoint) && !isExcluded(entity, endpoint));
  // ... and without one it takes addresses out of everything, the world outside included.
  return !here.some((endpoint) => isExcluded(entity, endpoint));
}

function isExcluded({ notSelector = "" }: EntityRule, endpoint: Endpoint): boolean {
  return notSelector !== "" && matches(notSelector, (label) => endpoint.calicoLabels[label]);
}

function matchesService({ services }: EntityRule, side: Side, scene: Scene): boolean {
  if (!services) return true;
  const namespace = services.namespace ?? side.policyNamespace ?? "default";
  return servedBy(scene.objects, namespace, services.name).some(
    (served) =>
      holds(served.address, side.end.address) &&
      // felix/serviceindex/serviceindex.go (membersFromEndpointSlice)
      (!side.isDestination ||
        (served.port === side.port &&
          served.protocol !== undefined &&
          protocolNumber(served.protocol) === protocolNumber(scene.packet.protocol))),
  );
}

function matchesPorts(entity: EntityRule, side: Side, scene: Scene): boolean {
  const { ports = [], notPorts = [] } = entity;
  if (ports.length > 0 && !ports.some((port) => isPort(port, entity, side, scene))) return false;
  return !notPorts.some((port) => isPort(port, entity, side, scene));
}

function isPort(port: number | string, entity: EntityRule, side: Side, scene: Scene): boolean {
  if (side.port === undefined) return false;
  const [, first, last] = /^(\d+)(?::(\d+))?$/.exec(String(port)) ?? [];
  if (first !== undefined) return Number(first) <= side.port && side.port <= Number(last ?? first);
  // A named port is one of the endpoints that the positive selectors choose, also under notPorts:
  // felix/calc/rule_scanner.go (ruleToParsedRule, namedPortsToIPSets)
  const positive = chosen(entity, side.policyNamespace);
  return scene.endpoints.some(
    (endpoint) =>
      has(endpoint, side.end.address) &&
      (!positive || (positive(endpoint) && !isExcluded(entity, endpoint))) &&
      endpoint.ports.some(
        (named) =>
          named.name === port &&
          named.containerPort === side.port &&
          protocolNumber(named.protocol ?? "TCP") === protocolNumber(scene.packet.protocol),
      ),
  );
}
