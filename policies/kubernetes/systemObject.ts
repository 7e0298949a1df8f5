import { allHold } from "../model/conditions.js";
import type { KubernetesObject } from "./objects.js";

/** Whether an object is the one of that name in kube-system; one that names no namespace may be. */
export function isSystemObject({ value }: KubernetesObject, name: string): boolean {
  const metadata = value.at("metadata");
  return allHold([
    [metadata.at("name"), (text) => text.text() === name],
    [metadata.at("namespace"), (text) => !text.present || text.text() === "kube-system"],
  ]);
}
