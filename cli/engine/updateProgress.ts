import type { EngineEvent, OpType, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { printable } from "../../problems/problem.js";

/** How a step is told, before and after; those that are absent leave things as they are. */
const words: Partial<Record<OpType, readonly [doing: string, done: string]>> = {
  create: ["creating", "created"],
  update: ["updating", "updated"],
  delete: ["deleting", "deleted"],
  "create-replacement": ["creating in place of its predecessor", "created in place of its predecessor"],
  "delete-replaced": ["deleting the predecessor", "deleted the predecessor"],
  import: ["importing", "imported"],
  "import-replacement": ["importing in place of its predecessor", "imported in place of its predecessor"],
};

/**
 * What a person reads while an update runs: a line when a change begins, when it ends and when it fails, and what the
 * engine complains of; undefined for everything else. No line begins with what it reports, which a pipeline's runner
 * could take for a command.
 */
export function updateProgress(event: EngineEvent): string | undefined {
  const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent } = event;
  if (resourcePreEvent) return step(resourcePreEvent.metadata, 0);
  if (resOutputsEvent) return step(resOutputsEvent.metadata, 1);
  if (resOpFailedEvent) return `  FAILED ${subject(resOpFailedEvent.metadata)}\n`;
  if (diagnosticEvent && (diagnosticEvent.severity === "error" || diagnosticEvent.severity === "warning")) {
    const text = diagnosticEvent.message.replace(/<\{%[^%]*%\}>/g, "").trim();
    const lines = text.split(/\r?\n/).map((line) => `  ${diagnosticEvent.severity}: ${printable(line)}\n`);
    return text === "" ? undefined : lines.join("");
  }
  return undefined;
}

function step(metadata: StepEventMetadata, tense: 0 | 1): string | undefined {
  const word = words[metadata.op]?.[tense];
  return word === undefined ? undefined : `  ${word}: ${subject(metadata)}\n`;
}

/** Type and name: what a URN ends with. */
function subject({ urn, type }: StepEventMetadata): string {
  return printable(`${type} ${urn.split("::").slice(3).join("::")}`);
}
