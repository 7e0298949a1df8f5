import { readdirSync } from "node:fs";
import { join } from "node:path";
import { namespaceSchema, type NamespaceFile } from "./namespaceSchema.js";
import type { Problem } from "../problems/problem.js";
import { salvage, type Salvaged } from "./salvage.js";
import { readSource, type Source } from "./source.js";
import { validate } from "./validate.js";

/** Folder of the namespace files, in the project. */
const namespacesFolder = "namespaces";

/** A namespace file that could be read. */
export interface NamespaceSource {
  readonly file: NamespaceFile;
  readonly source: Source;
  /** What was left out of it, where it has mistakes. */
  readonly salvaged?: Salvaged;
}

/** All of them. */
export interface NamespaceSources {
  readonly read: readonly NamespaceSource[];
  /** Namespaces (`shop`) and workloads (`shop/web`) that have problems: what refers to them is not judged. */
  readonly unread: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

/** Reads every file of the namespaces folder; problems of one do not hide those of another. */
export function readNamespaces(directory: string): NamespaceSources {
  const folder = join(directory, namespacesFolder);
  const read: NamespaceSource[] = [];
  const unread = new Set<string>();
  const problems: Problem[] = [];
  let entries: string[] = [];
  try {
    entries = readdirSync(folder).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT")
      problems.push({
        file: namespacesFolder,
        path: "",
        found: `what cannot be read as a folder (${code})`,
        allowed: "a folder of <namespace>.yaml files",
      });
  }
  for (const entry of entries) {
    const file = `${namespacesFolder}/${entry}`;
    if (!entry.endsWith(".yaml")) {
      // A skipped file would be a namespace without policies.
      if (!entry.startsWith("."))
        problems.push({ file, path: "", found: "a file that is not read", allowed: "<namespace>.yaml" });
      continue;
    }
    const result = readNamespace(join(folder, entry), file);
    problems.push(...result.problems);
    if (result.value) read.push(result.value);
    else unread.add(namespaceOf(file));
    for (const workload of result.value?.salvaged?.workloads ?? [])
      unread.add(`${namespaceOf(file)}/${workload}`);
  }
  return { read, unread, problems };
}

function readNamespace(
  path: string,
  file: string,
): { value?: NamespaceSource; problems: readonly Problem[] } {
  const source = readSource(path, file);
  if (!source.ok) return source;
  const checked = validate(namespaceSchema, source.value.value, {
    source: source.value,
    locate: (at) => at,
    isSecret: () => false,
  });
  if (checked.ok) return { value: { file: checked.value, source: source.value }, problems: [] };
  const salvaged = salvage(source.value.value);
  return {
    ...(salvaged ? { value: { file: salvaged.file, source: source.value, salvaged } } : {}),
    problems: checked.problems,
  };
}

/** The namespace that a file declares, as it is called. */
export function namespaceOf(file: string): string {
  return file.slice(namespacesFolder.length + 1, -".yaml".length);
}
