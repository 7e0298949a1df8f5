import { showValue } from "../../problems/problem.js";
import type { Labels } from "../model/cluster.js";
import type { Field } from "./field.js";
import { isLabelKey, isLabelValue, labelKeySyntax, labelValueSyntax } from "./labelSyntax.js";
import { compareText } from "./order.js";

/** Labels of an object; what cannot be a label is a problem. */
export function readLabels(field: Field): Labels {
  const labels = field.labels();
  for (const key of Object.keys(labels)) checkLabel(field, key, labels[key]!);
  return labels;
}

/** Labels to select by, sorted; what cannot be a label is a problem. */
export function readLabelPairs(field: Field): readonly (readonly [key: string, value: string])[] {
  const pairs = field.texts();
  for (const [key, value] of pairs) checkLabel(field, key, value);
  return pairs.length < 2 ? pairs : pairs.sort(([a], [b]) => compareText(a, b));
}

function checkLabel(field: Field, key: string, value: string): void {
  if (!isLabelKey(key)) field.at(key).refuse(`a key of ${labelKeySyntax}`, `the key ${showValue(key)}`);
  if (!isLabelValue(value)) field.at(key).refuse(labelValueSyntax);
}

/** Labels with more that win over them. */
export function addLabels(labels: Labels, more: Labels): Labels {
  return Object.assign(Object.create(null) as Labels, labels, more);
}

/** A text that is the same for the same labels only. */
export function labelsKey(labels: Labels): string {
  return JSON.stringify(
    Object.keys(labels)
      .sort()
      .map((key) => [key, labels[key]]),
  );
}
