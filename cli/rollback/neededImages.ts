import { imageReference } from "../../config/fields.js";
import { valueAt } from "../../config/lookUp.js";
import { plainValue, type RecordedConfiguration } from "../history/recordedConfiguration.js";
import type { Needed, NodeImage } from "./availability.js";

/** Where the images of a version are named. */
export interface Declared {
  /** `config` of its stack file, by key with namespace. */
  readonly config: unknown;
  /** Its namespace files, read. */
  readonly namespaces: readonly unknown[];
}

/**
 * What a version pins and the deployed one does not: the rest is there, because it runs.
 *
 * @param deployed what is known of the deployed version
 */
export function neededImages(version: Declared, deployed: Declared): Needed {
  const running = new Set(imagesOf(deployed));
  const nodes = new Set(nodeImages(deployed.config).map((image) => JSON.stringify(image)));
  return {
    images: [...new Set(imagesOf(version))].filter((image) => !running.has(image)),
    nodeImages: nodeImages(version.config).filter((image) => !nodes.has(JSON.stringify(image))),
  };
}

/** A configuration as a stack file would have it; of secrets nothing. */
export function configOf(recorded: RecordedConfiguration): Record<string, unknown> {
  return Object.fromEntries(Object.entries(recorded).map(([key, value]) => [key, plainValue(value)]));
}

function imagesOf({ config, namespaces }: Declared): string[] {
  return [...calicoImages(valueAt(config, ["basalt:calico"])), ...references([config, ...namespaces])];
}

/** The operator puts these together itself: components/calico.ts. */
function calicoImages(calico: unknown): string[] {
  const [registry = "quay.io/", images = {}] = [valueAt(calico, ["registry"]), valueAt(calico, ["images"])];
  if (typeof registry !== "string" || typeof images !== "object" || images === null) return [];
  return Object.entries(images)
    .map(([name, digest]) => `${registry}calico/${name}@${String(digest)}`)
    .filter(isReference);
}

/** Every image that stands anywhere, whatever the schema of that version called the place. */
function references(value: unknown): string[] {
  if (typeof value === "string") return isReference(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(references) : [];
}

function isReference(text: string): boolean {
  return imageReference.safeParse(text).success;
}

function nodeImages(config: unknown): NodeImage[] {
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
    return [{ family, release, version, region, architecture: text(group, "architecture") ?? "x86_64" }];
  });
}
