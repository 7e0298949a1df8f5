import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { engineRun, type EngineRun, type EngineStep } from "../../../cli/engine/engineRun.js";
import { nameOf } from "./aws/identity.js";

/** What the engine does, or would do, with one resource. */
export interface Step extends Omit<EngineStep, "old" | "new"> {
  readonly name: string;
}

/** What a policy said. */
export interface PolicyVerdict {
  readonly policy: string;
  readonly level: string;
  readonly urn: string;
  readonly message: string;
}

/** How a preview, an update, a refresh or a destroy went. */
export interface Run extends Pick<EngineRun, "failed" | "diagnostics"> {
  /** In the order in which they began, without those that change nothing. */
  readonly steps: readonly Step[];
  /** Those that were finished, in that order; empty for a preview. */
  readonly finished: readonly Step[];
  /** What each resource is to be, by URN, as its provider has checked it; secrets are masked. */
  readonly inputs: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly verdicts: readonly PolicyVerdict[];
  readonly output: string;
  /** What the CLI ended with; undefined when it went well. */
  readonly failure: string | undefined;
  readonly seconds: number;
}

/** Gathers the events of one run. */
export class Recorder {
  readonly #started = performance.now();
  readonly #events: EngineEvent[] = [];
  #output = "";

  constructor(readonly isPreview: boolean) {}

  readonly onOutput = (text: string): void => {
    this.#output += text;
  };

  readonly onEvent = (event: EngineEvent): void => {
    this.#events.push(event);
  };

  result(failure?: string): Run {
    const { steps, failed, diagnostics, verdicts } = engineRun(
      this.#events.filter(({ resOutputsEvent }) => !resOutputsEvent),
    );
    const ended = engineRun(this.#events.filter(({ resOutputsEvent }) => resOutputsEvent));
    return {
      steps: changing(steps),
      finished: this.isPreview ? [] : changing(ended.steps),
      failed,
      inputs: new Map(steps.flatMap((step) => (step.new ? [[step.urn, step.new.inputs]] : []))),
      diagnostics,
      verdicts: verdicts.map(({ rule, level, urn = "", message }) => ({ policy: rule, level, urn, message })),
      output: this.#output,
      failure,
      seconds: (performance.now() - this.#started) / 1000,
    };
  }
}

function changing(steps: readonly EngineStep[]): Step[] {
  return steps
    .filter(({ op }) => op !== "same")
    .map(({ old: _old, new: _new, ...step }) => ({ ...step, name: nameOf(step.urn) }));
}
