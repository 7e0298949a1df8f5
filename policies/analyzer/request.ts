import {
  EnforcementLevel as WireLevel,
  type AnalyzeRequest,
  type AnalyzerResource,
  type ConfigureAnalyzerRequest,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { RuleConfiguration } from "../configuration/configuration.js";
import type { AnalyzedResource } from "../model/resource.js";

/** A resource of a request. */
export function resourceOf(request: AnalyzeRequest | AnalyzerResource): AnalyzedResource {
  const options = request.getOptions();
  const dependencies =
    "getPropertydependenciesMap" in request ? request.getPropertydependenciesMap() : undefined;
  return {
    urn: request.getUrn(),
    type: request.getType(),
    name: request.getName(),
    properties: request.getProperties()?.toJavaScript() ?? {},
    options: {
      protect: options?.getProtect() ?? false,
      ignoreChanges: options?.getIgnorechangesList() ?? [],
      ...(options?.getDeletebeforereplacedefined()
        ? { deleteBeforeReplace: options.getDeletebeforereplace() }
        : {}),
      ...(options?.getParent() ? { parent: options.getParent() } : {}),
    },
    ...(dependencies
      ? {
          propertyDependencies: Object.fromEntries(
            [...dependencies.entries()].map(([key, value]) => [key, value.getUrnsList()]),
          ),
        }
      : {}),
  };
}

const levels = {
  [WireLevel.ADVISORY]: "advisory",
  [WireLevel.MANDATORY]: "mandatory",
  [WireLevel.DISABLED]: "disabled",
  // Nothing here mends by itself: what was to be mended is refused.
  [WireLevel.REMEDIATE]: "mandatory",
} as const;

/** What a request says about the rules, by name. */
export function configurationOf(request: ConfigureAnalyzerRequest): Map<string, RuleConfiguration> {
  return new Map(
    [...request.getPolicyconfigMap().entries()].map(([name, configuration]) => [
      name,
      {
        enforcementLevel: levels[configuration.getEnforcementlevel()],
        properties: configuration.getProperties()?.toJavaScript() ?? {},
      },
    ]),
  );
}
