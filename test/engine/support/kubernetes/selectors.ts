import type { KubernetesObject, LabelSelector, Labels } from "./objects.js";

/** Whether labels match a selector; an empty one matches all. */
export function matches(selector: LabelSelector | undefined, labels: Labels = {}): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  return (
    Object.entries(matchLabels).every(([label, value]) => labels[label] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === "Exists") return value !== undefined;
      if (operator === "DoesNotExist") return value === undefined;
      return (operator === "In") === (value !== undefined && values.includes(value));
    })
  );
}

/** A query's `labelSelector` and `fieldSelector` as a test of objects. */
export function selection(query: URLSearchParams): (object: KubernetesObject) => boolean {
  const labels = parts(query.get("labelSelector"));
  const fields = parts(query.get("fieldSelector"));
  return ({ metadata, spec, status }) => {
    const known: Labels = {
      "metadata.name": metadata.name,
      "metadata.namespace": metadata.namespace ?? "",
      "spec.nodeName": spec?.nodeName ?? "",
      "status.phase": status?.phase ?? "",
    };
    return (
      labels.every((part) => holds(part, metadata.labels ?? {})) && fields.every((part) => holds(part, known))
    );
  };
}

/** Commas inside the parentheses of `in (a,b)` do not part. */
const parts = (text: string | null) =>
  (text ?? "").split(/,(?![^(]*\))/).filter((part) => part.trim() !== "");

function holds(part: string, values: Labels): boolean {
  const [, key = "", operator = "", list = ""] =
    /^\s*!?([^\s=!]+)\s*(=|==|!=|in|notin)?\s*\(?(.*?)\)?\s*$/.exec(part) ?? [];
  const value = values[key];
  if (operator === "") return part.trim().startsWith("!") === (value === undefined);
  const isIn = value !== undefined && list.split(",").some((one) => one.trim() === value);
  return isIn !== (operator === "!=" || operator === "notin");
}
