import type { Labels } from "../../model/cluster.js";
import type { Field } from "../field.js";
import { isStored } from "./claimObject.js";

const annotation = "projectcalico.org/metadata";

/** What an object in stored form keeps of the metadata that users wrote. */
export interface StoredMetadata {
  /** There for policies; stored ones have another name. */
  readonly name?: string;
  /** Calico puts them over those of the object. */
  readonly labels: Labels;
}

/**
 * The metadata that Calico's API server puts into an annotation as JSON; undefined where there is none.
 * https://github.com/projectcalico/calico/blob/v3.32.1/libcalico-go/lib/backend/k8s/resources/resources.go
 */
export function readStoredMetadata(object: Field): StoredMetadata | undefined {
  const annotations = object.at("metadata").at("annotations");
  if (!isStored(object) || !annotations.isMapping()) return undefined;
  const field = annotations.at(annotation);
  const text = field.text();
  if (text === undefined) return undefined;
  const value = parse(text);
  if (!value) {
    field.refuse("metadata as JSON, as Calico writes it");
    return undefined;
  }
  const name = typeof value["name"] === "string" && value["name"] !== "" ? value["name"] : undefined;
  return { name, labels: textsOf(value["labels"]) };
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isMapping = typeof value === "object" && value !== null && !Array.isArray(value);
    return isMapping ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function textsOf(labels: unknown): Labels {
  if (typeof labels !== "object" || labels === null) return {};
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => typeof value === "string"));
}
