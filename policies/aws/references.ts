import type { Resource } from "../model/resource.js";
import type { Stack } from "../model/rule.js";

/** Finds the resources of a stack that others name, whether or not their ids are known by now. */
export class References {
  private readonly byUrn: ReadonlyMap<string, Resource>;
  private readonly byId: ReadonlyMap<string, Resource>;

  constructor({ resources }: Stack) {
    this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    this.byId = new Map(
      resources.flatMap((resource) => {
        const id = idOf(resource);
        return id === undefined ? [] : [[id, resource]];
      }),
    );
  }

  /** The resources of a type that a property takes values from. */
  from(resource: Resource, property: string, type: string): Resource[] {
    return (resource.propertyDependencies?.[property] ?? []).flatMap((urn) => {
      const found = this.byUrn.get(urn);
      return found?.type === type ? [found] : [];
    });
  }

  /** The resource of a type with an id. */
  withId(id: string | undefined, type: string): Resource | undefined {
    const found = id === undefined ? undefined : this.byId.get(id);
    return found?.type === type ? found : undefined;
  }

  /** The resources of a type that a property names, by its value or by where that comes from. */
  named(resource: Resource, property: string, type: string): Resource[] {
    const value = resource.properties.at(property);
    const found = value.unknown ? undefined : this.withId(value.text(), type);
    return found ? [found] : this.from(resource, property, type);
  }
}

/** A resource's id, where it is known by now; asking this notes nothing. */
function idOf({ properties }: Resource): string | undefined {
  const id = properties.at("id");
  return id.unknown ? undefined : id.text();
}
