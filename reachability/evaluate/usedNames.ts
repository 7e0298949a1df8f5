import type { Cluster, Service } from "../model/cluster.js";
import { entitiesOf, rulesOf, type EndpointSelection, type Policy, type Rule } from "../model/policy.js";
import type { Selector } from "../model/selector.js";

/** What policies can tell pods apart by. */
export interface UsedNames {
  /** Keys of pods' labels. */
  readonly labels: ReadonlySet<string>;
  /** Keys of service accounts' labels. */
  readonly accountLabels: ReadonlySet<string>;
  /** Whether any asks for service accounts at all. */
  readonly accounts: boolean;
  /** Names of ports. */
  readonly ports: ReadonlySet<string>;
}

/** Everything that the policies' selectors and rules mention. */
export function usedNames({ policies, services }: Pick<Cluster, "policies" | "services">): UsedNames {
  const named = servicesOf(policies);
  const matched = services.filter(({ namespace, name }) => named.has(`${namespace}/${name}`));
  const labels = new Set(matched.flatMap(({ selector = {} }: Service) => Object.keys(selector)));
  const accountLabels = new Set<string>();
  const ports = new Set(
    matched.flatMap((service) =>
      service.ports.flatMap(({ target }) => (typeof target === "string" ? [target] : [])),
    ),
  );
  let accounts = false;
  const select = (selection: EndpointSelection | undefined) => {
    if (!selection) return;
    addKeys(selection.labels, labels);
    if (!selection.serviceAccounts) return;
    accounts = true;
    if (selection.serviceAccounts.labels) addKeys(selection.serviceAccounts.labels, accountLabels);
  };
  for (const policy of policies) {
    select(policy.subject);
    for (const { selection, notSelection } of entitiesOf(policy)) {
      select(selection);
      select(notSelection);
    }
    for (const rule of rulesOf(policy)) for (const name of portNames(rule)) ports.add(name);
  }
  return { labels, accountLabels, accounts, ports };
}

/** Services that rules match, by namespace and name. */
function servicesOf(policies: readonly Policy[]): Set<string> {
  const names = policies
    .flatMap(entitiesOf)
    .flatMap(({ service }) => (service ? [`${service.namespace}/${service.name}`] : []));
  return new Set(names);
}

function* portNames({ traffic = [] }: Rule): Generator<string> {
  for (const { destinationPorts, notDestinationPorts, sourcePorts, notSourcePorts } of traffic)
    for (const match of [destinationPorts, notDestinationPorts, sourcePorts, notSourcePorts].flat())
      if (match && "name" in match) yield match.name;
}

function addKeys(selector: Selector, keys: Set<string>): void {
  switch (selector.op) {
    case "all":
      return;
    case "not":
      addKeys(selector.operand, keys);
      return;
    case "and":
    case "or":
      for (const operand of selector.operands) addKeys(operand, keys);
      return;
    case "has":
    case "in":
    case "contains":
    case "startsWith":
    case "endsWith":
      keys.add(selector.key);
  }
}
