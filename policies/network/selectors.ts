import type { Selector } from "../../reachability/model/selector.js";
import { parseSelector } from "../../reachability/read/calico/parseSelector.js";
import type { Value } from "../model/value.js";

/** Labels that every namespace has, by Kubernetes and by Calico. */
const everyNamespaceHas: ReadonlySet<unknown> = new Set([
  "kubernetes.io/metadata.name",
  "projectcalico.org/name",
]);

/** Whether Calico has a label on every pod, of its own or from its namespace, or on every namespace. */
function isEverywhere(key: string): boolean {
  return (
    key === "projectcalico.org/namespace" ||
    key === orchestrator ||
    everyNamespaceHas.has(key.replace(/^pc(ns|sa)\./, ""))
  );
}

const orchestrator = "projectcalico.org/orchestrator";

/**
 * Whether a label selector of Kubernetes holds for everything, or is not there. One that only says who it is not names
 * nobody, and whoever comes next is selected.
 */
export function isEverySelector(selector: Value): boolean {
  const labels = selector.at("matchLabels");
  const expressions = selector.at("matchExpressions");
  // Known parts first: one of them decides.
  if (!labels.unknown && labels.entries().length > 0) return false;
  if (!expressions.unknown && expressions.items().some((each) => !isTrivial(each))) return false;
  return [selector, labels, expressions].filter((value) => value.unknown && !value.present).length === 0;
}

function isTrivial(expression: Value): boolean {
  switch (expression.at("operator").text()) {
    case "NotIn":
      return true;
    case "DoesNotExist":
      return !everyNamespaceHas.has(expression.at("key").text());
    case "Exists":
      return everyNamespaceHas.has(expression.at("key").text());
    case undefined:
    default:
      return false;
  }
}

/** Whether a selector of Calico holds for everything, or only says who it is not; what cannot be parsed does not. */
export function isEveryExpression(text: string): boolean {
  try {
    return holdsForAll(parseSelector(text));
  } catch {
    // What Calico refuses selects nothing.
    return false;
  }
}

function holdsForAll(selector: Selector): boolean {
  switch (selector.op) {
    case "all":
      return true;
    case "has":
      return isEverywhere(selector.key);
    case "not":
      return !holdsForAll(selector.operand);
    case "and":
      return selector.operands.every(holdsForAll);
    case "or":
      return selector.operands.some(holdsForAll);
    case "in":
      return selector.key === orchestrator && selector.values.includes("k8s");
    case "contains":
    case "startsWith":
    case "endsWith":
      return selector.text === "" && isEverywhere(selector.key);
  }
}
