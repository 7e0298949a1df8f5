import type { Resource } from "../model/resource.js";
import type { Value } from "../model/value.js";

/**
 * What tells EC2 how to start an instance: a launch template, an instance, a part of a spot fleet. Lists are read when they
 * are asked for: what one rule does not need must not make it undecided.
 */
export interface Launch {
  /** The id of an image. */
  readonly image: Value;
  readonly keyName: Value;
  /** Options of the instance metadata service. */
  readonly metadata: Value;
  readonly userData: readonly Value[];
  /** Whether its network interfaces have public addresses. */
  readonly publicAddresses: () => readonly Value[];
  readonly volumes: () => Volumes;
  /** A launch template that says what is left out here, where there is one. */
  readonly template: Value | undefined;
}

/** Volumes that come with an instance. */
export interface Volumes {
  /** The root volume's settings, or the list that should name it. */
  readonly root: Value;
  /** Whether each volume of its own is encrypted; the root volume, where it is known, is one of them. */
  readonly encrypted: readonly Value[];
  /** Whether the root volume is among them; undefined, and noted, where only a deployment can tell. */
  readonly hasRoot: boolean | undefined;
}

export const launchTemplateType = "aws:ec2/launchTemplate:LaunchTemplate";

/** Names under which images of EKS have their root volume. */
const rootDevices: ReadonlySet<unknown> = new Set(["/dev/xvda", "/dev/sda1"]);

const readers: Readonly<Record<string, (properties: Value) => Launch[]>> = {
  [launchTemplateType]: (template) => [launchTemplate(template)],
  "aws:ec2/instance:Instance": (instance) => [single(instance, "ami")],
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": (instance) => [single(instance, "ami")],
  "aws:ec2/launchConfiguration:LaunchConfiguration": (configuration) => [single(configuration, "imageId")],
  "aws:ec2/spotFleetRequest:SpotFleetRequest": (fleet) =>
    fleet.at("launchSpecifications").items().map(spotFleetLaunch),
};

/** Whether resources of a type tell EC2 how to start instances. */
export function launchesInstances(type: string): boolean {
  return Object.hasOwn(readers, type);
}

/** What a resource tells EC2 about the instances that it starts. */
export function launchesOf(resource: Resource): Launch[] {
  return readers[resource.type]?.(resource.properties) ?? [];
}

function launchTemplate(template: Value): Launch {
  return {
    image: template.at("imageId"),
    keyName: template.at("keyName"),
    metadata: template.at("metadataOptions"),
    userData: [template.at("userData")],
    publicAddresses: () =>
      template
        .at("networkInterfaces")
        .items()
        .map((item) => item.at("associatePublicIpAddress")),
    volumes: () => mappedVolumes(template.at("blockDeviceMappings")),
    template: undefined,
  };
}

function mappedVolumes(mappings: Value): Volumes {
  const volumes = mappings.items().filter(isVolume);
  return {
    root: mappings,
    encrypted: volumes.map((item) => item.at("ebs", "encrypted")),
    hasRoot: hasRootDevice(volumes.map((item) => item.at("deviceName"))),
  };
}

/** Instance stores and devices that are taken away are no volumes; with settings of a volume they are one all the same. */
function isVolume(mapping: Value): boolean {
  const others = [mapping.at("virtualName"), mapping.at("noDevice")];
  return mapping.at("ebs").given || others.every((value) => value.unknown || !value.given);
}

function hasRootDevice(names: readonly Value[]): boolean | undefined {
  if (names.some((name) => !name.unknown && rootDevices.has(name.text()))) return true;
  const unknown = names.filter((name) => name.unknown);
  // Reading a name that is not known yet notes it.
  return unknown.some((name) => !name.present) ? undefined : false;
}

/** An instance, or a launch configuration. */
function single(properties: Value, imageKey: string): Launch {
  const root = properties.at("rootBlockDevice");
  const template = properties.at("launchTemplate");
  return {
    ...basics(properties, imageKey),
    userData: [properties.at("userData"), properties.at("userDataBase64")],
    volumes: () => volumes(properties, root, root.given ? [root] : []),
    template: template.given ? template : undefined,
  };
}

function spotFleetLaunch(launch: Value): Launch {
  const roots = launch.at("rootBlockDevices");
  return {
    ...basics(launch, "ami"),
    userData: [launch.at("userData")],
    volumes: () => volumes(launch, roots, roots.items()),
    template: undefined,
  };
}

function basics(properties: Value, imageKey: string) {
  return {
    image: properties.at(imageKey),
    keyName: properties.at("keyName"),
    metadata: properties.at("metadataOptions"),
    publicAddresses: () => [properties.at("associatePublicIpAddress")],
  };
}

function volumes(properties: Value, root: Value, roots: readonly Value[]): Volumes {
  const others = properties
    .at("ebsBlockDevices")
    .items()
    .filter((item) => item.at("noDevice").flag() !== true);
  return {
    root,
    encrypted: [...roots, ...others].map((item) => item.at("encrypted")),
    hasRoot: roots.length > 0,
  };
}
