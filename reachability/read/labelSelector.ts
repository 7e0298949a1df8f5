import { everything, type Selector } from "../model/selector.js";
import type { Field } from "./field.js";
import { isLabelKey, isLabelValue, labelKeySyntax, labelValueSyntax } from "./labelSyntax.js";
import { readLabelPairs } from "./labels.js";

const operators = ["In", "NotIn", "Exists", "DoesNotExist"] as const;

/**
 * A `LabelSelector`: all that it requires. An empty one selects everything, and so is an absent one read: what it means
 * differs by where it stands, and is for the caller to ask first.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/
 */
export function readLabelSelector(selector: Field): Selector {
  if (!selector.isMapping()) return everything;
  selector.only(["matchLabels", "matchExpressions"]);
  const operands = readLabelPairs(selector.at("matchLabels")).map(([key, value]): Selector => ({
    op: "in",
    key,
    values: [value],
  }));
  for (const expression of selector.at("matchExpressions").items()) {
    const operand = readRequirement(expression);
    if (operand) operands.push(operand);
  }
  return operands.length === 0 ? everything : operands.length === 1 ? operands[0]! : { op: "and", operands };
}

function readRequirement(expression: Field): Selector | undefined {
  if (!expression.isMapping()) {
    if (!expression.present) expression.refuse("a mapping of key, operator and values");
    return undefined;
  }
  expression.only(["key", "operator", "values"]);
  const key = readKey(expression.at("key"));
  const operator = expression.at("operator");
  const values = expression.at("values");
  if (!operator.present) operator.refuse(operators.join(", "));
  const choice = operator.oneOf(operators);
  if (choice === undefined) return undefined;
  switch (choice) {
    case "In":
      return { op: "in", key, values: readValues(values) };
    case "NotIn":
      // "…and all resources with no labels with the key":
      // https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#set-based-requirement
      return { op: "not", operand: { op: "in", key, values: readValues(values) } };
    case "Exists":
      refuseValues(values);
      return { op: "has", key };
    case "DoesNotExist":
      refuseValues(values);
      return { op: "not", operand: { op: "has", key } };
  }
}

function readKey(field: Field): string {
  const key = field.text() ?? "";
  if (!isLabelKey(key)) field.refuse(`a key of ${labelKeySyntax}`);
  return key;
}

function readValues(field: Field): readonly string[] {
  const items = field.items();
  if (items.length === 0) field.refuse("at least one value with In and NotIn");
  return items.map((item) => {
    // The API server reads null in a list of texts as an empty text.
    const value = item.text("a text; quote it") ?? "";
    if (!isLabelValue(value)) item.refuse(labelValueSyntax);
    return value;
  });
}

function refuseValues(field: Field): void {
  if (field.items().length > 0) field.refuse("no values with Exists and DoesNotExist");
}
