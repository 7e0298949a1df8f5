import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { nameOf } from "./aws/identity.js";

/** What the engine does, or would do, with one resource. */
export interface Step {
  readonly op: StepEventMetadata["op"];
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** The properties that changed. */
  readonly diffs: readonly string[];
  /** The properties whose change replaces it. */
  readonly replacedBy: readonly string[];
  /** What changed, by path: `update`, `add-replace` and so on. */
  readonly details: Readonly<Record<string, string>>;
}

/** Something that was said while the engine ran. */
export interface Diagnostic {
  readonly severity: "info" | "info#err" | "warning" | "error";
  readonly message: string;
  readonly urn: string;
}

/** What a policy said. */
export interface PolicyVerdict {
  readonly policy: string;
  readonly level: string;
  readonly urn: string;
  readonly message: string;
}

/** How a preview, an update, a refresh or a destroy went. */
export interface Run {
  /** In the order in which they began, without those that change nothing. */
  readonly steps: readonly Step[];
  /** Those that were finished, in that order; empty for a preview. */
  readonly finished: readonly Step[];
  /** Those that failed. */
  readonly failed: readonly Step[];
  /** URNs of the resources that stay as they are. */
  readonly unchanged: readonly string[];
  /** What each resource is to be, by URN, as its provider has checked it; secrets are masked. */
  readonly inputs: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly diagnostics: readonly Diagnostic[];
  readonly verdicts: readonly PolicyVerdict[];
  readonly output: string;
  /** What the CLI ended with; undefined when it went well. */
  readonly failure: string | undefined;
  readonly seconds: number;
}

/** Gathers the events of one run. */
export class Recorder {
  readonly #started = performance.now();
  readonly #steps: Step[] = [];
  readonly #finished: Step[] = [];
  readonly #failed: Step[] = [];
  readonly #unchanged: string[] = [];
  readonly #inputs = new Map<string, Readonly<Record<string, unknown>>>();
  readonly #diagnostics: Diagnostic[] = [];
  readonly #verdicts: PolicyVerdict[] = [];
  #output = "";

  constructor(readonly isPreview: boolean) {}

  readonly onOutput = (text: string): void => {
    this.#output += text;
  };

  readonly onEvent = ({
    resourcePreEvent,
    resOutputsEvent,
    resOpFailedEvent,
    diagnosticEvent,
    policyEvent,
  }: EngineEvent) => {
    if (resourcePreEvent) {
      const step = stepOf(resourcePreEvent.metadata);
      const inputs: Record<string, unknown> | undefined = resourcePreEvent.metadata.new?.inputs;
      if (inputs) this.#inputs.set(step.urn, inputs);
      if (step.op === "same") this.#unchanged.push(step.urn);
      else this.#steps.push(step);
    }
    if (resOutputsEvent && !this.isPreview && resOutputsEvent.metadata.op !== "same")
      this.#finished.push(stepOf(resOutputsEvent.metadata));
    if (resOpFailedEvent) this.#failed.push(stepOf(resOpFailedEvent.metadata));
    if (policyEvent)
      this.#verdicts.push({
        policy: policyEvent.policyName,
        level: policyEvent.enforcementLevel,
        urn: policyEvent.resourceUrn ?? "",
        message: plain(policyEvent.message),
      });
    // Progress is ephemeral: gone at the end from a terminal. The log of events has debugging output, too.
    const severity: string | undefined = diagnosticEvent?.severity;
    if (diagnosticEvent && diagnosticEvent.ephemeral !== true && severity !== "debug")
      this.#diagnostics.push({
        severity: diagnosticEvent.severity,
        message: plain(diagnosticEvent.message),
        urn: diagnosticEvent.urn ?? "",
      });
  };

  result(failure?: string): Run {
    return {
      steps: this.#steps,
      finished: this.#finished,
      failed: this.#failed,
      unchanged: this.#unchanged,
      inputs: this.#inputs,
      diagnostics: this.#diagnostics,
      verdicts: this.#verdicts,
      output: this.#output,
      failure,
      seconds: (performance.now() - this.#started) / 1000,
    };
  }
}

function stepOf({ op, type, urn, diffs, keys, detailedDiff }: StepEventMetadata): Step {
  return {
    op,
    type,
    name: nameOf(urn),
    urn,
    diffs: diffs ?? [],
    replacedBy: keys ?? [],
    details: Object.fromEntries(
      Object.entries(detailedDiff ?? {}).map(([path, { diffKind }]) => [path, diffKind]),
    ),
  };
}

/** Without the engine's marks for colours. */
function plain(message: string): string {
  return message.replace(/<\{%[^%]*%\}>/g, "").trim();
}
