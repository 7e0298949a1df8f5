import type { Finding } from "./finding.js";
import { kubernetesRefusals } from "./kubernetesRefusals.js";
import type { RecordedResource } from "./record.js";
import { repeated } from "./repeated.js";

/** What the engine, the providers or the API server would refuse, and the mock monitor takes. */
export function engineRefusals(resources: readonly RecordedResource[]): Finding[] {
  return [
    ...duplicateUrns(resources),
    ...aliasConflicts(resources),
    ...invalidTypes(resources),
    ...kubernetesRefusals(resources),
  ];
}

function duplicateUrns(resources: readonly RecordedResource[]): Finding[] {
  return repeated(resources, ({ urn }) => urn).map((resource) => ({
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
