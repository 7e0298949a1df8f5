import type { Value } from "../model/value.js";

/** A subject of a RoleBinding as configuration names it: `User:ann`, `Group:ops`, `ServiceAccount:shop/web`. */
export function subjectName(subject: Value): string {
  const [kind, name] = [subject.at("kind"), subject.at("name")].map((value) => value.text() ?? "");
  const namespace = kind === "ServiceAccount" ? `${subject.at("namespace").text() ?? ""}/` : "";
  return `${kind}:${namespace}${name}`;
}
