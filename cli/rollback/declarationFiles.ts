import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gitFiles } from "../reach/gitFiles.js";

/** Replaces the declaration in a work tree by another commit's: the stack's file, the namespaces, and charts that lie in the project. */
export function layDeclaration(directory: string, stack: string, commit: string): void {
  const own = new Set([`Pulumi.${stack}.yaml`]);
  const files = gitFiles(
    directory,
    commit,
    (path) =>
      own.has(path) || /^namespaces\/[^/]+$/.test(path) || (path.endsWith(".tgz") && !path.startsWith(".")),
  );
  rmSync(join(directory, "namespaces"), { recursive: true, force: true });
  for (const path of own) rmSync(join(directory, path), { force: true });
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), bytes);
  }
}
