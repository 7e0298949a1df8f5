import {
  AnalyzerInfo,
  EnforcementLevel as WireLevel,
  PolicyComplianceFramework,
  PolicyConfigSchema,
  PolicyInfo,
  PolicySeverity,
  PolicyType,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { propertySchemas } from "../configuration/configuration.js";
import type { Rule, Severity } from "../model/rule.js";
import { frameworkVersions } from "../model/frameworks.js";

/** What an engine is told of a pack. */
export interface Pack {
  readonly name: string;
  readonly version: string;
  readonly rules: readonly Rule[];
}

/** CrossGuard's severities. */
export const wireSeverities: Readonly<Record<Severity, PolicySeverity>> = {
  low: PolicySeverity.POLICY_SEVERITY_LOW,
  medium: PolicySeverity.POLICY_SEVERITY_MEDIUM,
  high: PolicySeverity.POLICY_SEVERITY_HIGH,
  critical: PolicySeverity.POLICY_SEVERITY_CRITICAL,
};

/** All that the pack says about itself and its rules. */
export function analyzerInfo({ name, version, rules }: Pack): AnalyzerInfo {
  return new AnalyzerInfo()
    .setName(name)
    .setDisplayname("Basalt")
    .setVersion(version)
    .setSupportsconfig(true)
    .setPoliciesList(rules.map(policyInfo));
}

function policyInfo(rule: Rule): PolicyInfo {
  const info = new PolicyInfo()
    .setName(rule.name)
    .setDisplayname(rule.name)
    .setDescription(rule.description)
    .setMessage(rule.why)
    .setEnforcementlevel(rule.enforcementLevel === "mandatory" ? WireLevel.MANDATORY : WireLevel.ADVISORY)
    .setConfigschema(new PolicyConfigSchema().setProperties(Struct.fromJavaScript(propertySchemas(rule))))
    .setPolicyType(rule.kind === "stack" ? PolicyType.POLICY_TYPE_STACK : PolicyType.POLICY_TYPE_RESOURCE)
    .setSeverity(wireSeverities[rule.severity])
    .setTagsList([rule.area, ...(rule.tags ?? [])])
    .setRemediationSteps(rule.remediationSteps)
    .setUrl(rule.url);
  // The protocol has room for one; docs/rules.md names all.
  const [first] = rule.frameworks;
  if (!first) return info;
  return info.setFramework(
    new PolicyComplianceFramework()
      .setName(first.framework)
      .setVersion(frameworkVersions[first.framework])
      .setReference(first.reference)
      .setSpecification(first.specification),
  );
}
