import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import type { EngineStack } from "../engine/engineStack.js";

/** The Automation API writes the state with its secrets in plain text to a file that others could read, and may leave it. */
export async function importPrivately(stack: EngineStack, state: Deployment): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "basalt-state-"));
  const before = process.env["TMPDIR"];
  try {
    process.env["TMPDIR"] = folder;
    const imported = stack.importStack(state);
    // The file is written by now.
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    await imported;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
