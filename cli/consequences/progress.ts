import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { printable } from "../../problems/problem.js";
import type { Io } from "../io.js";
import { nameOf } from "./resourceChanges.js";

/** Of steps, those that say what happens; a replacement has three. */
const silent: ReadonlySet<string> = new Set([
  "same",
  "read",
  "refresh",
  "create-replacement",
  "delete-replaced",
  "import-replacement",
]);

/** Tells on standard error what the engine does, as it does it: one line each. */
export function progressOf({ err }: Pick<Io, "err">): (event: EngineEvent) => void {
  const told = new Set<string>();
  return ({ resourcePreEvent, policyEvent, diagnosticEvent }) => {
    if (resourcePreEvent && resourcePreEvent.metadata.provider !== "") {
      const { op, urn, type } = resourcePreEvent.metadata;
      if (!silent.has(op)) tell(`${op} ${type} ${nameOf(urn)}`);
    }
    if (policyEvent?.enforcementLevel === "mandatory")
      tell(`refused by ${policyEvent.policyName}: ${nameOf(policyEvent.resourceUrn ?? "")}`);
    if (diagnosticEvent?.severity === "error")
      for (const line of diagnosticEvent.message
        .replace(/<\{%[^%]*%\}>/g, "")
        .trim()
        .split("\n"))
        tell(line);
  };

  function tell(text: string): void {
    if (told.has(text)) return;
    told.add(text);
    err(`  ${printable(text)}\n`);
  }
}
