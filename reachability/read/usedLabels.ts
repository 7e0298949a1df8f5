import type { Service } from "../model/cluster.js";
import type { Entity, EndpointSelection, Policy, Rule } from "../model/policy.js";
import type { Selector } from "../model/selector.js";

/** Keys of the labels that decide something in an input. */
export interface UsedLabels {
  readonly pods: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
  readonly serviceAccounts: ReadonlySet<string>;
}

/** Keys that the selectors of policies and Services name. */
export function findUsedLabels(policies: Iterable<Policy>, services: Iterable<Service>): UsedLabels {
  const used = { pods: new Set<string>(), namespaces: new Set<string>(), serviceAccounts: new Set<string>() };
  for (const policy of policies) {
    addSelection(policy.subject, used);
    for (const rules of [policy.ingress, policy.egress]) for (const rule of rules ?? []) addRule(rule, used);
  }
  for (const { selector } of services)
    if (selector) for (const key of Object.keys(selector)) used.pods.add(key);
  return used;
}

type Collected = { readonly [Part in keyof UsedLabels]: Set<string> };

function addRule({ source, destination }: Rule, used: Collected): void {
  for (const entities of [source, destination])
    for (const { selection, notSelection } of entities ?? ([] as readonly Entity[])) {
      if (selection) addSelection(selection, used);
      if (notSelection) addSelection(notSelection, used);
    }
}

function addSelection({ namespaces, labels, serviceAccounts }: EndpointSelection, used: Collected): void {
  addKeys(labels, used.pods);
  if (namespaces.kind === "labelled") addKeys(namespaces.labels, used.namespaces);
  if (serviceAccounts?.labels) addKeys(serviceAccounts.labels, used.serviceAccounts);
}

function addKeys(selector: Selector, keys: Set<string>): void {
  // A list of what is left, not recursion: selectors nest as deeply as they were written.
  const left = [selector];
  for (let next = left.pop(); next; next = left.pop())
    switch (next.op) {
      case "all":
        break;
      case "not":
        left.push(next.operand);
        break;
      case "and":
      case "or":
        for (const operand of next.operands) left.push(operand);
        break;
      case "has":
      case "in":
      case "contains":
      case "startsWith":
      case "endsWith":
        keys.add(next.key);
    }
}
