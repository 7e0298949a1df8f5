import { unknownText, type RecordedResource } from "./record.js";

/** Something that the plan found and that has to be mended before a deployment. */
export interface Finding {
  /** Kebab-case id of the check. */
  readonly check: string;
  /** The resource, where it is about one. */
  readonly urn?: string;
  /** What was found and what is allowed. */
  readonly message: string;
}

/** What the engine, the providers or the API server would refuse, and the mock monitor takes. */
export function engineRefusals(resources: readonly RecordedResource[]): Finding[] {
  return [
    ...duplicateUrns(resources),
    ...aliasConflicts(resources),
    ...invalidTypes(resources),
    ...kubernetesRefusals(resources.filter(isKubernetesObject)),
  ];
}

function duplicateUrns(resources: readonly RecordedResource[]): Finding[] {
  return duplicates(resources, ({ urn }) => urn).map(([resource]) => ({
    check: "duplicate-resource-name",
    urn: resource.urn,
    message: `found two resources of type ${resource.type} named ${JSON.stringify(resource.name)} under one kind of parent; allowed: each name once`,
  }));
}

function aliasConflicts(resources: readonly RecordedResource[]): Finding[] {
  const urns = new Set(resources.map(({ urn }) => urn));
  return resources.flatMap(({ urn, options }) =>
    options.aliases
      .filter((alias) => alias !== urn && urns.has(alias))
      .map((alias) => ({
        check: "alias-in-use",
        urn,
        message: `found the alias ${alias}, which another resource of this program has; allowed: names that nothing uses any more`,
      })),
  );
}

/** The engine's own pattern of a type token: package:module:Type. */
const typeToken = /^[^:]+:[^:]*:[^:]+$/;

function invalidTypes(resources: readonly RecordedResource[]): Finding[] {
  return resources
    .filter(({ type }) => !typeToken.test(type))
    .map(({ urn, type }) => ({
      check: "invalid-type",
      urn,
      message: `found the type ${JSON.stringify(type)}; allowed: package:module:Type`,
    }));
}

interface ObjectMeta {
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly labels?: Readonly<Record<string, unknown>>;
}

function isKubernetesObject({ type, custom }: RecordedResource): boolean {
  return custom && type.startsWith("kubernetes:");
}

function metaOf(resource: RecordedResource): ObjectMeta {
  return resource.inputs["metadata"] ?? {};
}

function kubernetesRefusals(objects: readonly RecordedResource[]): Finding[] {
  const identity = (object: RecordedResource) => {
    const { name, namespace } = metaOf(object);
    return typeof name === "string" && name !== unknownText
      ? JSON.stringify([object.type, namespace, name])
      : object.urn;
  };
  const twins = duplicates(objects, identity).map(([object]) => ({
    check: "duplicate-object",
    urn: object.urn,
    message: `found a second ${object.type} called ${shown(metaOf(object).name)} in namespace ${shown(metaOf(object).namespace)}; allowed: each object once`,
  }));
  return [...twins, ...objects.flatMap(metadataRefusals)];
}

/** Kinds whose names become DNS labels; all other names are DNS subdomains. */
const labelKinds = new Set(["kubernetes:core/v1:Namespace", "kubernetes:core/v1:Service"]);

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and labels/ */
function metadataRefusals(object: RecordedResource): Finding[] {
  const { name, labels } = metaOf(object);
  const findings: Finding[] = [];
  if (typeof name === "string" && name !== unknownText) {
    const length = labelKinds.has(object.type) ? 63 : 253;
    const pattern = labelKinds.has(object.type)
      ? /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/
      : /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
    if (name.length > length || !pattern.test(name)) {
      findings.push({
        check: "invalid-object-name",
        urn: object.urn,
        message: `found the name ${shown(name)}; allowed: lower-case letters, digits, hyphens${length === 63 ? "" : " and dots"}, at most ${length} characters`,
      });
    }
  }
  for (const [key, value] of Object.entries(labels ?? {})) {
    if (
      typeof value === "string" &&
      value !== unknownText &&
      !/^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/.test(value)
    ) {
      findings.push({
        check: "invalid-label",
        urn: object.urn,
        message: `found ${shown(value)} for label ${key}; allowed: at most 63 letters, digits, hyphens, underscores and dots`,
      });
    }
  }
  return findings;
}

function shown(value: unknown): string {
  return JSON.stringify(value ?? "none").slice(0, 120);
}

/** Groups of at least two that share a key, each once, without its first member. */
function duplicates(
  resources: readonly RecordedResource[],
  keyOf: (resource: RecordedResource) => string,
): [RecordedResource, ...RecordedResource[]][] {
  const groups = new Map<string, RecordedResource[]>();
  for (const resource of resources) {
    const key = keyOf(resource);
    const group = groups.get(key);
    if (group) group.push(resource);
    else groups.set(key, [resource]);
  }
  return [...groups.values()].flatMap(([, second, ...rest]) =>
    second ? [[second, ...rest] as [RecordedResource, ...RecordedResource[]]] : [],
  );
}
