import type { Selector } from "../../model/selector.js";

/** Whether a selector holds for what has no labels at all, given what `all()` says of that. */
export function holdsForNoLabels(selector: Selector, all: boolean): boolean {
  switch (selector.op) {
    case "all":
      return all;
    case "has":
    case "in":
    case "contains":
    case "startsWith":
    case "endsWith":
      return false;
    case "not":
      return !holdsForNoLabels(selector.operand, all);
    case "and":
      return selector.operands.every((operand) => holdsForNoLabels(operand, all));
    case "or":
      return selector.operands.some((operand) => holdsForNoLabels(operand, all));
  }
}
