import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Declaration } from "../../config/declaration.js";
import { loadDeclaration, type LoadOptions } from "../../config/load.js";
import { DeclarationError } from "../../config/declarationError.js";
import { formatProblem } from "../../problems/problem.js";

/** A project's files by their path. */
export type Files = Readonly<Record<string, string>>;

/** One difference from a project that complies with every rule. */
export type Change = (files: Files) => Files;

/** The stack of both base projects. */
export const stack = "test";

const stackFile = `Pulumi.${stack}.yaml`;
const shopFile = "namespaces/shop.yaml";
const billingFile = "namespaces/billing.yaml";

const read = (path: string): string => readFileSync(join(__dirname, path), "utf8");

const namespaces: Files = {
  [shopFile]: read(`base/${shopFile}`),
  [billingFile]: read(`base/${billingFile}`),
};

/** How the policy pack judges the stack on EKS. */
const policyFile = `policies/environments/${stack}.json`;

/** Two namespaces on EKS. */
export const eksProject: Files = {
  [stackFile]: read(`base/${stackFile}`),
  [policyFile]: read(`base/${policyFile}`),
  ...namespaces,
};

/** The same two namespaces on a cluster that exists already. */
export const existingProject: Files = { [stackFile]: read(`existing/${stackFile}`), ...namespaces };

/** Replaces a text that occurs once in a file. */
export function inFile(path: string, found: string, replacement: string): Change {
  return (files) => {
    const parts = (files[path] ?? "").split(found);
    assert.equal(parts.length, 2, `${JSON.stringify(found)} must occur once in ${path}`);
    return { ...files, [path]: parts.join(replacement) };
  };
}

/** Replaces a text of the stack file. */
export const inStack = (found: string, replacement: string): Change => inFile(stackFile, found, replacement);

/** Replaces a text of the shop's file. */
export const inShop = (found: string, replacement: string): Change => inFile(shopFile, found, replacement);

/** Replaces a text of billing's file. */
export const inBilling = (found: string, replacement: string): Change =>
  inFile(billingFile, found, replacement);

/** Adds a file, or replaces it. */
export const withFile =
  (path: string, text: string): Change =>
  (files) => ({ ...files, [path]: text });

/** Removes a file. */
export const withoutFile =
  (path: string): Change =>
  (files) =>
    Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));

/** Runs `use` on a project's folder, which is gone afterwards. */
export function inProject<Result>(files: Files, use: (directory: string) => Result): Result {
  const directory = mkdtempSync(join(tmpdir(), "basalt-test-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    return use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A project with its differences, and how it is loaded. */
export interface Variant {
  /** Default: {@link eksProject}. */
  readonly base?: Files;
  readonly changes?: readonly Change[];
  /** Settings as the engine gives them. */
  readonly settings?: LoadOptions["settings"];
}

/** The declaration of a project that has no problem. */
export function load({ base = eksProject, changes = [], settings }: Variant = {}): Declaration {
  const files = changes.reduce((before, change) => change(before), base);
  return inProject(files, (directory) => loadDeclaration({ directory, stack, settings }));
}

/** The problems of a project, as a user reads them; none when it loads. */
export function problemsOf(variant: Variant): string[] {
  try {
    load(variant);
    return [];
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error;
    return error.problems.map(formatProblem);
  }
}

/** What a project is refused for. */
export interface Refusal extends Variant {
  readonly title: string;
  /** Every problem, complete. */
  readonly problems: readonly string[];
}

/** One test for each row: exactly these problems, in this order. */
export function refuses(rows: readonly Refusal[]): void {
  for (const row of rows) {
    it(row.title, () => {
      assert.deepEqual(problemsOf(row), row.problems);
    });
  }
}
