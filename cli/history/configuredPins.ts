import { valueAt } from "../../config/lookUp.js";
import { plainValue, type RecordedConfiguration } from "./recordedConfiguration.js";

/**
 * What an update ran, by the configuration that the history kept of it: under the same names as the stack's output
 * `pins`, without the images that namespace files name themselves.
 */
export function configuredPins(configuration: RecordedConfiguration): Record<string, string> {
  const part = (name: string) => plainValue(configuration[`basalt:${name}`]);
  const pins: Record<string, string> = {};
  const add = (name: string, value: unknown) => {
    if (typeof value === "string") pins[name] = value;
  };
  const addAll = (prefix: string, values: unknown) => {
    if (typeof values !== "object" || values === null) return;
    for (const [name, value] of Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))
      add(`${prefix}/${name}`, value);
  };
  add("kubernetes", valueAt(part("cluster"), ["version"]));
  const groups: unknown = part("nodes");
  for (const group of Array.isArray(groups) ? (groups as unknown[]) : []) {
    const [name, family = "bottlerocket", release] = ["name", "family", "release"].map((key) =>
      valueAt(group, [key]),
    );
    if (typeof name === "string") add(`nodes/${name}`, `${String(family)} ${String(release)}`);
  }
  addAll("addons", part("addons"));
  const calico = part("calico");
  add("calico", valueAt(calico, ["version"]));
  for (const chart of ["crds", "operator"])
    add(`calico/charts/${chart}`, valueAt(calico, ["charts", chart, "sha256"]));
  add("calico/operator", valueAt(calico, ["operatorImage"]));
  addAll("calico/images", valueAt(calico, ["images"]));
  addAll("images", part("images"));
  return pins;
}
