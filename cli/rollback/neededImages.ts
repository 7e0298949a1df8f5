import { valueAt } from "../../config/lookUp.js";
import { configuredPins } from "../history/configuredPins.js";
import type { RecordedConfiguration } from "../history/recordedConfiguration.js";
import type { Needed, NodeImage } from "./availability.js";

/**
 * What a version pins and the deployed one does not: the rest is there, because it runs.
 *
 * @param file the version's stack file, read
 * @param deployed what the history has of the deployed version
 */
export function neededImages(file: unknown, deployed: RecordedConfiguration): Needed {
  const config = valueAt(file, ["config"]);
  const running = new Set(Object.values(configuredPins(deployed)));
  const own: RecordedConfiguration = Object.fromEntries(
    Object.entries((config ?? {}) as Record<string, unknown>).map(([key, objectValue]) => [
      key,
      { objectValue },
    ]),
  );
  const images = Object.entries(configuredPins(own))
    .filter(([name, pin]) => /^(images\/|calico\/operator$)/.test(name) && pin.includes("@sha256:"))
    .map(([, pin]) => pin)
    .filter((pin) => !running.has(pin));
  return { images: [...new Set(images)], nodeImages: nodeImages(config, running) };
}

function nodeImages(config: unknown, running: ReadonlySet<string>): NodeImage[] {
  const text = (value: unknown, ...path: string[]) => {
    const found = valueAt(value, path);
    return typeof found === "string" ? found : undefined;
  };
  const region = text(config, "basalt:cluster", "region");
  const groups = valueAt(config, ["basalt:nodes"]);
  if (region === undefined || !Array.isArray(groups)) return [];
  return groups.flatMap((group: unknown) => {
    // The defaults of the schema, which a version's own need not be asked for.
    const [family = "bottlerocket", release] = [text(group, "family"), text(group, "release")];
    const version = text(group, "version") ?? text(config, "basalt:cluster", "version");
    if (release === undefined || version === undefined) return [];
    if (running.has(`${family} ${release}`)) return [];
    return [{ family, release, version, region, architecture: text(group, "architecture") ?? "x86_64" }];
  });
}
