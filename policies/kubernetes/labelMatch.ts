import type { Value } from "../model/value.js";

/** Whether something is so; undefined where only a deployment can tell, which has been noted. */
export type Decision = boolean | undefined;

/** Whether a requirement is met, or the value that only a deployment can tell. */
type Part = boolean | Value;

/**
 * Whether a label selector selects labels. An empty one selects everything.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export function selects(selector: Value, labels: Value): Decision {
  const parts = [
    ...partsOf(selector.at("matchLabels"), (pairs) =>
      pairs.entries().map(([key, value]) => within(labels.at(key), [value])),
    ),
    ...partsOf(selector.at("matchExpressions"), (expressions) =>
      expressions.items().map((expression) => meets(expression, labels)),
    ),
  ];
  // One that is not met decides, whatever the others turn out to be.
  if (parts.includes(false)) return false;
  const open = parts.filter((part) => typeof part !== "boolean");
  for (const value of open) value.leaveOpen();
  return open.length === 0 ? true : undefined;
}

function partsOf(value: Value, read: (value: Value) => Part[]): Part[] {
  return value.unknown ? [value] : read(value);
}

function meets(expression: Value, labels: Value): Part {
  const operator = expression.at("operator");
  const key = expression.at("key");
  const open = [operator, key].find((value) => value.unknown);
  if (open) return open;
  const label = labels.at(key.text() ?? "");
  const values = expression.at("values");
  switch (operator.text()) {
    case "In":
      return values.unknown ? values : within(label, values.items());
    case "NotIn":
      return values.unknown ? values : not(within(label, values.items()));
    case "Exists":
      return has(label);
    case "DoesNotExist":
      return not(has(label));
    case undefined:
    default:
      // The API server refuses it.
      return false;
  }
}

function has(label: Value): Part {
  return label.unknown ? label : label.present;
}

function within(label: Value, values: readonly Value[]): Part {
  if (label.unknown) return label;
  const text = label.text();
  if (text === undefined) return false;
  if (values.some((value) => !value.unknown && value.text() === text)) return true;
  return values.find((value) => value.unknown) ?? false;
}

function not(part: Part): Part {
  return typeof part === "boolean" ? !part : part;
}
