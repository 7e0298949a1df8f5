import { isMapping } from "../cluster/kubernetesObject.js";
import { isUntold } from "../declaredObjects.js";

/** Whether anything in a value stands for what is not known, or not shown, here. */
export function hasUntold(value: unknown): boolean {
  if (isUntold(value)) return true;
  if (Array.isArray(value)) return value.some(hasUntold);
  return isMapping(value) && Object.values(value).some(hasUntold);
}
