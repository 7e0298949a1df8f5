import type { Labels } from "../../model/cluster.js";
import type { Selector } from "../../model/selector.js";

/** Whether labels fulfil what a Kubernetes label selector requires of them. */
export function matches(selector: Selector, labels: Labels): boolean {
  switch (selector.op) {
    case "all":
      return true;
    case "has":
      return Object.hasOwn(labels, selector.key);
    case "in":
      return Object.hasOwn(labels, selector.key) && selector.values.includes(labels[selector.key]!);
    case "contains":
      return labels[selector.key]?.includes(selector.text) ?? false;
    case "startsWith":
      return labels[selector.key]?.startsWith(selector.text) ?? false;
    case "endsWith":
      return labels[selector.key]?.endsWith(selector.text) ?? false;
    case "not":
      return !matches(selector.operand, labels);
    case "and":
      return selector.operands.every((operand) => matches(operand, labels));
    case "or":
      return selector.operands.some((operand) => matches(operand, labels));
  }
}
