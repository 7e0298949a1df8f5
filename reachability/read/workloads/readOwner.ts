import type { Field } from "../field.js";
import type { OwnerReference } from "./workloadDraft.js";

/** The object that controls this one, of which the API server admits one; undefined where there is none. */
export function readOwner(object: Field): OwnerReference | undefined {
  let owner: OwnerReference | undefined;
  for (const reference of object.at("metadata").at("ownerReferences").items()) {
    if (reference.at("controller").flag() !== true) continue;
    if (owner) reference.refuse("one owner with controller: true");
    const kind = requiredText(reference.at("kind"));
    const name = requiredText(reference.at("name"));
    if (kind !== undefined && name !== undefined) owner = { kind, name, field: reference };
  }
  return owner;
}

function requiredText(field: Field): string | undefined {
  const text = field.text();
  if (!field.present || text === "") field.refuse("the owner's kind and name");
  return text === "" ? undefined : text;
}
