import { eksKinds } from "./eks.js";
import { arnOf, digits, nameOf } from "./identity.js";
import type { Kind, Made } from "./kind.js";
import { networkKinds } from "./network.js";
import { otherKinds } from "./others.js";
import { hasUnknown, isObject, text, unknown, type Properties } from "./values.js";

const kinds: Record<string, Kind> = { ...networkKinds, ...eksKinds, ...otherKinds };

/** What is known about a type; nothing about one that is not in the catalogue. */
export function kindOf(type: string): Kind {
  return kinds[type] ?? {};
}

/** Whether resources of a type are in a region; the others are the account's. */
export function hasRegion(type: string): boolean {
  return !/^aws:(iam|route53|cloudfront|organizations)\//.test(type);
}

/** The id of a new resource, the same in every run. */
export function newId(type: string, urn: string, inputs: Properties, generation: number): string {
  const kind = kindOf(type);
  if (kind.id) return kind.id(inputs);
  const unique = digits(17, urn, String(generation));
  if (kind.idPrefix) return `${kind.idPrefix}-${unique}`;
  if (type === "aws:kms/key:Key") {
    const all = digits(32, urn, String(generation));
    return [all.slice(0, 8), all.slice(8, 12), all.slice(12, 16), all.slice(16, 20), all.slice(20)].join("-");
  }
  return kind.named === undefined ? `${nameOf(urn)}-${unique.slice(0, 8)}` : text(inputs, kind.named);
}

/** The name of what has only a prefix for one: AWS's provider completes it when it creates. */
export function prefixedName(type: string, urn: string, inputs: Properties, generation: number): Properties {
  const { named } = kindOf(type);
  const prefix = named === undefined ? undefined : inputs[`${named}Prefix`];
  if (named === undefined || typeof prefix !== "string" || inputs[named] !== undefined) return {};
  return { [named]: prefix === unknown ? unknown : `${prefix}${digits(26, urn, String(generation))}` };
}

/** All computed outputs of a resource. */
export function computedOutputs(type: string, made: Made): Properties {
  const kind = kindOf(type);
  const { id, inputs } = made;
  const name = (kind.named === undefined ? "" : text(inputs, kind.named)) || id.replaceAll(":", "/");
  return { arn: arnOf(type, name, made), ...kind.outputs?.(made) };
}

/** All tags of a resource, its provider's among them; undefined where it has none. */
export function allTags(
  type: string,
  inputs: Properties,
  defaults: Properties,
): Properties | string | undefined {
  if (kindOf(type).tagged === false) return undefined;
  const own = inputs["tags"];
  if (hasUnknown(own)) return unknown;
  return { ...defaults, ...(isObject(own) ? own : {}) };
}
