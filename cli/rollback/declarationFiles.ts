import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gitFiles } from "../reach/gitFiles.js";
import { stayInside } from "./insideTree.js";

/**
 * Replaces the declaration in a work tree by another commit's: the stack's file, the namespaces, and charts that lie in
 * the project.
 *
 * @param root the folder of the work tree, all of which may be written to
 * @throws UsageError where a link would lead out of it
 */
export function layDeclaration(root: string, directory: string, stack: string, commit: string): void {
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
    stayInside(root, directory, dirname(path), "folder");
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    // What stands there may be a link.
    rmSync(join(directory, path), { recursive: true, force: true });
    writeFileSync(join(directory, path), bytes);
  }
}
