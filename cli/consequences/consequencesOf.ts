import type { EngineRun } from "../engine/engineRun.js";
import type { PolicyEnvironment } from "../pack/policyEnvironment.js";
import { policyReport, type PolicyReport } from "../pack/policyReport.js";
import { networkConsequences } from "./networkConsequences.js";
import { networkVersions } from "./networkVersions.js";
import { changedOutputs, outputVersions } from "./outputChanges.js";
import { pinChanges, pinVersions, type FirstDays } from "./pinChanges.js";
import { nameOf, resourceChanges } from "./resourceChanges.js";
import type { ConsequencesReport, NetworkConsequences } from "./report.js";
import { verdictOf } from "./verdict.js";

/** What is known besides what the engine told. */
export interface Circumstances {
  readonly stack: string;
  readonly commit?: ConsequencesReport["commit"];
  readonly environment: PolicyEnvironment;
  /** When values of changed pins were first pinned. */
  readonly first: FirstDays;
  readonly today: Date;
}

/** The name of the pack that this command comes with. */
const ownPack = "basalt";

/** What a run of the engine would do. */
export function consequencesOf(run: EngineRun, circumstances: Circumstances): ConsequencesReport {
  const { stack, commit, environment, first, today } = circumstances;
  const failures = failuresOf(run);
  const { changes, unchanged } = resourceChanges(run.steps);
  const policies = policiesOf(run, environment, today);
  // Of half a run nobody knows what the other half would have opened, or closed.
  const network: NetworkConsequences =
    failures.length > 0
      ? { broken: [], unknown: "the preview did not come to its end" }
      : networkConsequences(networkVersions(run), { base: "deployed", head: stack });
  const pins = failures.length > 0 ? [] : pinChanges(pinVersions(run), first, today);
  const outputs = failures.length > 0 ? [] : changedOutputs(outputVersions(run));
  return {
    version: 1,
    stack,
    source: "engine",
    ...(commit ? { commit } : {}),
    base: "deployed",
    verdict: verdictOf({ failures, changes, policies, network, pins, outputs }),
    failures,
    changes,
    unchanged,
    policies: { findings: policies.findings, exceptions: policies.exceptions },
    network,
    pins,
    outputs,
  };
}

/** Why a run has no complete answer: errors that are not about policies, which only refuse what was told to its end. */
export function failuresOf({ diagnostics, failed, failure, verdicts }: EngineRun): string[] {
  const errors = diagnostics.filter(({ severity, message }) => severity === "error" && !isEnd(message));
  const told = errors.map(({ urn, message }) => (urn === undefined ? message : `${nameOf(urn)}: ${message}`));
  const steps = failed
    .filter((urn) => !errors.some((error) => error.urn === urn))
    .map((urn) => `${nameOf(urn)}: failed`);
  const all = [...new Set([...told, ...steps])];
  if (all.length > 0 || failure === undefined) return all;
  // What policies refuse is told to its end, and the engine says so; of an engine that is gone it is nothing to go by.
  const isRefused = verdicts.some(({ level }) => level === "mandatory");
  const isWhole = diagnostics.some(({ severity, message }) => severity === "error" && isEnd(message));
  return isRefused && isWhole ? [] : [failure];
}

/** What the engine ends with, whatever it was that failed. */
function isEnd(message: string): boolean {
  return /^(preview|update) failed$/.test(message.trim());
}

function policiesOf(
  { verdicts, steps }: EngineRun,
  environment: PolicyEnvironment,
  today: Date,
): PolicyReport {
  const diagnostics = verdicts.map(({ pack, rule, level, urn, message }) => ({
    // Whoever owns the backend may have rules of their own.
    rule: pack === ownPack ? rule : `${pack}/${rule}`,
    level,
    message,
    ...(urn === undefined || urn.includes("::pulumi:pulumi:Stack::") ? {} : { urn }),
  }));
  return policyReport(
    environment,
    { diagnostics, resources: new Set(steps.map(({ urn }) => urn)).size },
    today,
  );
}
