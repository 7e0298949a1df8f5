import type { Resource } from "../model/resource.js";
import type { Value } from "../model/value.js";
import { launchTemplateType } from "./launches.js";
import type { References } from "./references.js";

/** A launch template that something starts instances from. */
export interface LaunchTemplateUse {
  /** The mapping that names it. */
  readonly value: Value;
  readonly id: Value;
  readonly version: Value;
}

const fleetConfigurations = (fleet: Value) =>
  fleet
    .at("launchTemplateConfigs")
    .items()
    .map((item) => item.at("launchTemplateSpecification"));

const places: Readonly<Record<string, (properties: Value) => Value[]>> = {
  "aws:eks/nodeGroup:NodeGroup": (group) => [group.at("launchTemplate")],
  "aws:ec2/instance:Instance": (instance) => [instance.at("launchTemplate")],
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": (instance) => [instance.at("launchTemplate")],
  "aws:ec2/fleet:Fleet": fleetConfigurations,
  "aws:ec2/spotFleetRequest:SpotFleetRequest": fleetConfigurations,
  "aws:autoscaling/group:Group": (group) => {
    const mixed = group.at("mixedInstancesPolicy", "launchTemplate");
    return [
      group.at("launchTemplate"),
      mixed.at("launchTemplateSpecification"),
      ...mixed
        .at("overrides")
        .items()
        .map((item) => item.at("launchTemplateSpecification")),
    ];
  },
};

/** Whether resources of a type may start instances from launch templates. */
export function usesLaunchTemplates(type: string): boolean {
  return Object.hasOwn(places, type);
}

/** The launch templates that a resource starts instances from. */
export function launchTemplateUsesOf(resource: Resource): LaunchTemplateUse[] {
  return (places[resource.type]?.(resource.properties) ?? [])
    .filter((value) => value.given)
    .map((value) => ({
      value,
      // In policies of auto-scaling groups, and in fleets, it has another name.
      id: value.at("id").given ? value.at("id") : value.at("launchTemplateId"),
      version: value.at("version"),
    }));
}

/** The launch templates of the stack that a use is of; none where they are another stack's, or nothing tells. */
export function templatesOf(
  resource: Resource,
  { value, id }: LaunchTemplateUse,
  references: References,
): Resource[] {
  const known = id.unknown ? undefined : references.withId(id.text(), launchTemplateType);
  return known ? [known] : references.from(resource, topLevel(value.path), launchTemplateType);
}

/** `mixedInstancesPolicy` of `mixedInstancesPolicy.launchTemplate`: dependencies are told by property of the resource. */
function topLevel(path: string): string {
  return /^\w+/.exec(path)?.[0] ?? "";
}
