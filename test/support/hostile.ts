import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadDeclaration, type LoadOptions } from "../../config/load.js";
import { DeclarationError } from "../../config/declarationError.js";
import { formatProblem } from "../../problems/problem.js";
import { eksProject, stack } from "./project.js";

/** What must never reach a terminal or a comment as it is. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Longest line that a person still reads. */
const longestLine = 2000;

/**
 * The problems that loading ends with, or none. Fails when it ends with anything else, or when a problem is
 * not fit to be shown.
 */
export function survives(options: Omit<LoadOptions, "stack">): string[] {
  try {
    loadDeclaration({ stack, ...options });
    return [];
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error;
    const problems = error.problems.map(formatProblem);
    assert.ok(problems.length > 0);
    for (const problem of problems) {
      assert.doesNotMatch(problem, invisible);
      assert.ok(problem.length <= longestLine, `a line of ${problem.length} characters`);
      assert.match(problem, /: found .+; allowed: ./);
    }
    return problems;
  }
}

/** A project's folder for a whole suite, complete before each use. */
export class Sandbox {
  readonly directory = mkdtempSync(join(tmpdir(), "basalt-test-"));

  /** Writes the base project, with these files in place of its own. */
  write(files: Readonly<Record<string, string | Uint8Array>> = {}): this {
    for (const [path, content] of Object.entries({ ...eksProject, ...files })) {
      mkdirSync(dirname(join(this.directory, path)), { recursive: true });
      writeFileSync(join(this.directory, path), content);
    }
    return this;
  }

  /** {@link survives} for this folder. */
  survives(settings?: LoadOptions["settings"]): string[] {
    return survives({ directory: this.directory, settings });
  }

  /** Removes the folder. */
  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
