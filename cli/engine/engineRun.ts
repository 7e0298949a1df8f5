import type { EngineEvent, OpType, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";

/** A resource before or after a step, as the engine tells it: secrets are masked, and what it cannot know yet is too. */
export interface ResourceState {
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** URN; the stack's own resource has none. */
  readonly parent: string;
  readonly protect: boolean;
  /** Whether a provider makes it; components only group. */
  readonly custom?: boolean;
}

/** What the engine does, or would do, with one resource. */
export interface EngineStep {
  readonly op: OpType;
  readonly urn: string;
  readonly type: string;
  /** Properties that differ, at the top. */
  readonly diffs: readonly string[];
  /** Of these, those whose change replaces the resource. */
  readonly replacedBy: readonly string[];
  /** What differs, by path: `update`, `add-replace` and so on. */
  readonly details: Readonly<Record<string, string>>;
  readonly old?: ResourceState;
  readonly new?: ResourceState;
}

/** What the engine, a provider or the program said. */
export interface Diagnostic {
  readonly severity: "info" | "info#err" | "warning" | "error";
  readonly message: string;
  /** The resource that it is about, where it is about one. */
  readonly urn?: string;
}

/** What a policy said. */
export interface PolicyVerdict {
  readonly pack: string;
  readonly rule: string;
  readonly level: "mandatory" | "advisory";
  /** The resource; absent where it is about the whole stack. */
  readonly urn?: string;
  readonly message: string;
}

/** How one run of the engine went: a preview, an update or a refresh. */
export interface EngineRun {
  /** In the order in which they began; those that leave a resource as it is among them. */
  readonly steps: readonly EngineStep[];
  /** URNs of steps that failed. */
  readonly failed: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly verdicts: readonly PolicyVerdict[];
  /** What the engine ended with, in a line or a few; absent when it went well. */
  readonly failure?: string;
}

/** Puts together what a run told. */
export function engineRun(events: readonly EngineEvent[], failure?: string): EngineRun {
  const steps = new Map<string, EngineStep>();
  const diagnostics: Diagnostic[] = [];
  const verdicts: PolicyVerdict[] = [];
  const failed: string[] = [];
  for (const {
    resourcePreEvent,
    resOutputsEvent,
    resOpFailedEvent,
    diagnosticEvent,
    policyEvent,
  } of events) {
    if (resourcePreEvent) add(steps, resourcePreEvent.metadata);
    // What a component, or the stack, has for outputs is known at its end only.
    if (resOutputsEvent) add(steps, resOutputsEvent.metadata);
    if (resOpFailedEvent) failed.push(resOpFailedEvent.metadata.urn);
    if (policyEvent)
      verdicts.push({
        pack: policyEvent.policyPackName,
        rule: policyEvent.policyName,
        level: policyEvent.enforcementLevel === "mandatory" ? "mandatory" : "advisory",
        ...urnOf(policyEvent.resourceUrn),
        message: plainText(policyEvent.message),
      });
    // Progress is gone at the end from a terminal, too; the log of events has debugging output.
    const severity: string | undefined = diagnosticEvent?.severity;
    if (diagnosticEvent && diagnosticEvent.ephemeral !== true && severity !== "debug")
      diagnostics.push({
        severity: diagnosticEvent.severity,
        message: plainText(diagnosticEvent.message),
        ...urnOf(diagnosticEvent.urn),
      });
  }
  return {
    steps: [...steps.values()],
    failed,
    diagnostics,
    verdicts,
    ...(failure === undefined ? {} : { failure }),
  };
}

/** A resource that is replaced has a step for its creation, one for its deletion and one that says so. */
function add(steps: Map<string, EngineStep>, metadata: StepEventMetadata): void {
  const { op, urn, type, diffs, keys, detailedDiff, old, new: next } = metadata;
  steps.set(`${op} ${urn}`, {
    op,
    urn,
    type,
    diffs: diffs ?? [],
    replacedBy: keys ?? [],
    details: Object.fromEntries(
      Object.entries(detailedDiff ?? {}).map(([path, { diffKind }]) => [path, diffKind]),
    ),
    ...(old ? { old: stateOf(old) } : {}),
    ...(next ? { new: stateOf(next) } : {}),
  });
}

function stateOf({
  id,
  inputs,
  outputs,
  parent,
  protect,
  custom,
}: NonNullable<StepEventMetadata["old"]>): ResourceState {
  return {
    id,
    // Absent where there is none, whatever the types say.
    inputs: (inputs as Record<string, unknown> | undefined) ?? {},
    outputs: (outputs as Record<string, unknown> | undefined) ?? {},
    parent,
    protect: protect ?? false,
    // Absent of components, whatever the types say.
    custom: custom ?? false,
  };
}

function urnOf(urn: string | undefined): { urn?: string } {
  return urn === undefined || urn === "" ? {} : { urn };
}

/** Without the engine's marks for colours. */
function plainText(message: string): string {
  return message.replace(/<\{%[^%]*%\}>/g, "").trim();
}
