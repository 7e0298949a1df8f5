import {
  AnalyzeDiagnostic,
  AnalyzeResponse,
  EnforcementLevel as WireLevel,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { Diagnostic } from "./analyzer.js";
import { wireSeverities, type Pack } from "./info.js";

/** What the engine shows. */
export function analyzeResponse(pack: Pack, diagnostics: readonly Diagnostic[]): AnalyzeResponse {
  return new AnalyzeResponse().setDiagnosticsList(
    diagnostics.map(({ rule, level, message, urn = "" }) =>
      new AnalyzeDiagnostic()
        .setPolicyname(rule.name)
        .setPolicypackname(pack.name)
        .setPolicypackversion(pack.version)
        .setDescription(rule.description)
        .setMessage(message)
        .setEnforcementlevel(level === "mandatory" ? WireLevel.MANDATORY : WireLevel.ADVISORY)
        .setUrn(urn)
        .setSeverity(wireSeverities[rule.severity]),
    ),
  );
}
