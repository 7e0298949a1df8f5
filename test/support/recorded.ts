import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../../cli/plan/runProgram.js";
import { unknownText, type RecordedResource, type Recording } from "../../cli/plan/record.js";
import type { Declaration } from "../../config/declaration.js";
import { eksProject, load, withFile, type Change, type Variant } from "./project.js";

/** What stands for a value that only a deployment can tell. */
export const unknown = unknownText;

/** Chart archives as addresses: offline they are taken on trust, so no test needs one. */
export const chartsByAddress: Change = (files) =>
  Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      text.replaceAll("source: vendor/", "source: https://charts.example.com/"),
    ]),
  );

/** What a run of the real program registered, with look-ups that fail by saying what there is. */
export class Recorded {
  readonly resources: readonly RecordedResource[];
  readonly outputs: Readonly<Record<string, unknown>>;

  constructor({ resources, outputs }: Recording) {
    this.resources = resources;
    this.outputs = outputs;
  }

  /** Everything of a kind, the last part of a type token, but for this project's components. */
  all(kind: string): RecordedResource[] {
    return this.resources.filter(({ type }) => !type.startsWith("basalt:") && type.endsWith(`:${kind}`));
  }

  /** The only resource of a kind, or the one with this logical name. */
  one(kind: string, name?: string): RecordedResource {
    return only(this.all(kind), kind, name);
  }

  /** Components of a type, the last part of its token. */
  components(kind: string): RecordedResource[] {
    return this.resources.filter(({ type }) => type.startsWith("basalt:") && type.endsWith(`:${kind}`));
  }

  /** The only component of a type, or the one with this name. */
  component(kind: string, name?: string): RecordedResource {
    return only(this.components(kind), kind, name);
  }

  /** What is directly below a component. */
  below(component: RecordedResource): RecordedResource[] {
    return this.resources.filter(({ parent }) => parent === component.urn);
  }

  /** Inputs of the only resource of a kind, or of the one with this logical name. */
  inputs(kind: string, name?: string): Readonly<Record<string, unknown>> {
    return this.one(kind, name).inputs;
  }

  /** A Kubernetes object by its kind, its own name and its namespace, where it has one. */
  object(kind: string, objectName: string, namespace?: string): RecordedResource {
    const found = this.all(kind).filter(({ inputs }) => {
      const metadata = inputs["metadata"] as { name?: string; namespace?: string } | undefined;
      return metadata?.name === objectName && metadata.namespace === namespace;
    });
    assert.equal(found.length, 1, `found ${found.length} objects ${kind} ${objectName}`);
    return found[0]!;
  }

  /** Whether `later` is created after `earlier`, by dependsOn alone, over any number of steps. */
  waitsFor(later: RecordedResource, earlier: RecordedResource): boolean {
    const reached = new Set<string>();
    const pending = [...later.options.dependsOn];
    for (let urn = pending.pop(); urn !== undefined; urn = pending.pop()) {
      if (reached.has(urn)) continue;
      reached.add(urn);
      pending.push(...(this.resources.find((resource) => resource.urn === urn)?.options.dependsOn ?? []));
    }
    return reached.has(earlier.urn);
  }

  /** Fails unless each resource waits for the one before it. */
  assertOrder(...chain: readonly RecordedResource[]): void {
    chain.slice(1).forEach((later, index) => {
      const earlier = chain[index]!;
      assert.ok(this.waitsFor(later, earlier), `${later.urn} must wait for ${earlier.urn}`);
    });
  }
}

function only(found: readonly RecordedResource[], kind: string, name?: string): RecordedResource {
  const named = name === undefined ? found : found.filter((resource) => resource.name === name);
  assert.equal(
    named.length,
    1,
    `found ${named.length} ${kind} ${name ?? ""}among ${found.map((resource) => resource.name).join(", ")}`,
  );
  return named[0]!;
}

/** The declaration of a project that complies with every rule, with its differences. */
export function declared({ base = eksProject, changes = [], ...variant }: Variant = {}): Declaration {
  return load({ base, changes: [...changes, chartsByAddress], ...variant });
}

/** Runs the program on {@link declared}. */
export async function recorded(variant: Variant = {}): Promise<Recorded> {
  return recordedOf(declared(variant));
}

/** Runs the program on a declaration. */
export async function recordedOf(declaration: Declaration): Promise<Recorded> {
  return new Recorded(await runProgram(declaration, tmpdir(), "basalt"));
}

/** Adds namespace `tools`: every kind of workload, with every part that one may have. */
export const withTools: Change = withFile(
  "namespaces/tools.yaml",
  readFileSync(join(__dirname, "tools.yaml"), "utf8"),
);
