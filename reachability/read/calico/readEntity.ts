import type { AddressRange } from "../../sets/addresses.js";
import type { EndpointSelection, Entity, NamespaceSelection } from "../../model/policy.js";
import { everything, type Selector } from "../../model/selector.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { isSubdomain, subdomainSyntax } from "../labelSyntax.js";
import { holdsForNoLabels } from "./holdsForNoLabels.js";
import { readNamespaceSelector } from "./readNamespaceSelector.js";
import { readNets } from "./readNets.js";
import { readSelector, readSelectorWithoutGlobal } from "./readSelector.js";
import { readService } from "./readService.js";

const fields = [
  "nets",
  "notNets",
  "selector",
  "notSelector",
  "namespaceSelector",
  "services",
  "ports",
  "notPorts",
  "serviceAccounts",
] as const;

/** Pods have this label and network sets do not. */
const isNoPod: Selector = { op: "not", operand: { op: "has", key: "projectcalico.org/orchestrator" } };

/**
 * The `source` or `destination` of a rule without its ports: any of these, each with all its parts (SEMANTICS.md: "Within
 * a rule everything is AND"). Undefined where it says nothing: everyone.
 *
 * @param namespace The policy's own; undefined for a GlobalNetworkPolicy.
 */
export function readEntity(
  field: Field,
  namespace: string | undefined,
  context: ReadContext,
): readonly Entity[] | undefined {
  if (!field.isMapping()) return undefined;
  field.only(fields);
  const notSelector = readSelector(field.at("notSelector"));
  const selections = readSelections(field, namespace, notSelector !== undefined);
  const nets = readNets(field.at("nets"), context);
  const notNets = readNotNets(field.at("notNets"), context);
  const service = readService(field, namespace);
  const rest: Omit<Entity, "path"> = {
    // Calico limits no notSelector to a namespace: what it excludes may be anywhere.
    ...(notSelector && {
      notSelection: { namespaces: { kind: "anywhere" }, labels: notSelector, networkSets: true },
    }),
    ...(nets.length > 0 && { nets }),
    ...(notNets.length > 0 && { notNets }),
    ...(service && { service }),
  };
  if (selections) return selections.map((selection) => ({ path: field.path, selection, ...rest }));
  return Object.keys(rest).length > 0 ? [{ path: field.path, ...rest }] : undefined;
}

function readSelections(
  field: Field,
  namespace: string | undefined,
  hasNotSelector: boolean,
): readonly EndpointSelection[] | undefined {
  const selector = readSelectorWithoutGlobal(field.at("selector"));
  const namespaces = readNamespaceSelector(field.at("namespaceSelector"));
  const serviceAccounts = readServiceAccounts(field.at("serviceAccounts"));
  // SEMANTICS.md: "Rule `selector` without `namespaceSelector`: own namespace in a NetworkPolicy". So are, to Calico, a
  // notSelector and service accounts; in a GlobalNetworkPolicy, a notSelector alone leaves the others, strangers included.
  const isLimited = namespace !== undefined && hasNotSelector;
  if (!selector && !namespaces && !serviceAccounts && !isLimited) return undefined;
  const places = namespaces ?? [
    namespace === undefined ? ({ kind: "anywhere" } as const) : ({ kind: "named", name: namespace } as const),
  ];
  return places.flatMap((place) => selectionsIn(place, selector ?? everything, serviceAccounts));
}

function selectionsIn(
  namespaces: NamespaceSelection,
  labels: Selector,
  serviceAccounts: EndpointSelection["serviceAccounts"],
): readonly EndpointSelection[] {
  if (!serviceAccounts) return [{ namespaces, labels, networkSets: true }];
  const pods = { namespaces, labels, serviceAccounts, networkSets: false };
  const inPods = namespaces.kind === "outside" ? [] : [pods];
  // Calico puts the prefix `pcsa.` before the labels of this selector and asks network sets too, which have none of them.
  const asked = serviceAccounts.names === undefined && serviceAccounts.labels;
  if (!asked || !holdsForNoLabels(asked, true)) return inPods;
  const sets = namespaces.kind === "outside" ? labels : ({ op: "and", operands: [labels, isNoPod] } as const);
  return [...inPods, { namespaces, labels: sets, networkSets: true }];
}

/** SEMANTICS.md: "serviceAccounts by name or selector"; both if both are there, none if neither is. */
function readServiceAccounts(field: Field): EndpointSelection["serviceAccounts"] {
  if (!field.isMapping()) return undefined;
  field.only(["names", "selector"]);
  const names = field
    .at("names")
    .items("a list of names")
    .map((item) => {
      const name = item.text(subdomainSyntax);
      if ((name !== undefined || !item.present) && !isSubdomain(name ?? "")) item.refuse(subdomainSyntax);
      return name ?? "";
    });
  const labels = readSelector(field.at("selector"));
  if (names.length === 0 && !labels) return undefined;
  return { ...(names.length > 0 && { names }), ...(labels && { labels }) };
}

/** Calico's validator: a net that excludes everything "creates logical contradiction". */
function readNotNets(field: Field, context: ReadContext): AddressRange[] {
  for (const item of Array.isArray(field.value) ? field.items() : [])
    if (item.value === "0.0.0.0/0" || item.value === "::/0") item.refuse("nets that leave an address");
  return readNets(field, context);
}
