import type { Resource } from "../model/resource.js";
import type { Value } from "../model/value.js";
import { containersIn, podTemplatesOf, volumesIn, type PodTemplate } from "./podTemplates.js";

/** An image that pods of a template use. */
export interface UsedImage {
  /** The reference: `registry.k8s.io/pause:3.10`. */
  readonly reference: Value;
  /** When it is pulled. */
  readonly pullPolicy: Value;
  readonly template: PodTemplate;
}

/** Images of containers of every sort, and those that are mounted as volumes. */
export function imagesOf(resource: Resource): UsedImage[] {
  return podTemplatesOf(resource).flatMap((template) => [
    ...containersIn(template).map(({ value }) => ({
      reference: value.at("image"),
      pullPolicy: value.at("imagePullPolicy"),
      template,
    })),
    ...volumesIn(template)
      .map((volume) => volume.at("image"))
      .filter((image) => image.present)
      .map((image) => ({ reference: image.at("reference"), pullPolicy: image.at("pullPolicy"), template })),
  ]);
}
