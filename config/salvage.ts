import type { z } from "zod";
import { namespaceSchema, type NamespaceFile } from "./namespaceSchema.js";

/*
 * A mistake in one line must not hide those in the others: what a namespace file says apart from its mistakes is
 * still checked, and never deployed.
 */

/** What is left of a namespace file without the parts that have mistakes. */
export interface Salvaged {
  readonly file: NamespaceFile;
  /** Workloads that were left out; what refers to them is not judged. */
  readonly workloads: ReadonlySet<string>;
  /** Whether flows were left out; what they might have agreed to is not judged. */
  readonly flows: boolean;
  /** Places in the file of what is left in the lists. */
  readonly places: { readonly flows: readonly number[]; readonly never: readonly number[] };
}

/** Leaves out the parts of a file that have mistakes; undefined when too little is left. */
export function salvage(value: unknown): Salvaged | undefined {
  const result = namespaceSchema.safeParse(value);
  if (result.success || typeof value !== "object" || value === null) return undefined;
  const { workloads, flows, never, ...rest } = structuredClone(value) as Record<string, unknown>;
  const broken = brokenParts(result.error.issues);
  for (const key of broken.keys) Reflect.deleteProperty(rest, key);
  const kept = {
    workloads: isMapping(workloads)
      ? Object.entries(workloads).filter(([name]) => !broken.workloads.has(name))
      : [],
    flows: intact(flows, broken.flows),
    never: intact(never, broken.never),
  };
  const again = namespaceSchema.safeParse({
    ...rest,
    workloads: Object.fromEntries(kept.workloads),
    flows: kept.flows.map(({ item }) => item),
    never: kept.never.map(({ item }) => item),
  });
  if (!again.success) return undefined;
  const places = { flows: kept.flows.map(({ index }) => index), never: kept.never.map(({ index }) => index) };
  return {
    file: again.data,
    workloads: broken.workloads,
    flows: broken.flows.size > 0 || broken.keys.has("flows"),
    places,
  };
}

interface BrokenParts {
  readonly keys: Set<string>;
  readonly workloads: Set<string>;
  readonly flows: Set<number>;
  readonly never: Set<number>;
}

function brokenParts(issues: readonly z.core.$ZodIssue[]): BrokenParts {
  const broken: BrokenParts = { keys: new Set(), workloads: new Set(), flows: new Set(), never: new Set() };
  for (const issue of issues) {
    const [part, item] = issue.path;
    if (part === undefined)
      for (const key of issue.code === "unrecognized_keys" ? issue.keys : []) broken.keys.add(key);
    else if (part === "workloads" && typeof item === "string") broken.workloads.add(item);
    else if ((part === "flows" || part === "never") && typeof item === "number") broken[part].add(item);
    else broken.keys.add(String(part));
  }
  return broken;
}

function intact(
  list: unknown,
  broken: ReadonlySet<number>,
): { readonly item: unknown; readonly index: number }[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index) => (broken.has(index) ? [] : [{ item, index }]));
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
