import { lstatSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { UsageError } from "../io.js";

/**
 * Makes sure that what is written below a work tree stays in it. A commit may have symbolic links, and what lies at their
 * other end is somebody's own.
 *
 * @param root a folder that may be written to as one likes
 * @param directory a folder in it
 * @param path from there; what does not exist is looked at as far as it does
 * @throws UsageError where a link leads out, or nowhere, and where a file stands in a folder's place
 */
export function stayInside(root: string, directory: string, path: string, kind: "file" | "folder"): void {
  const own = realpathSync(root);
  const refuse = (what: string): never => {
    throw new UsageError(
      `${path}: found ${what}; allowed: files and folders of the commit; choose another version, or deploy a commit that has them`,
    );
  };
  const checkFolder = (folder: string) => {
    if (statSync(folder, { throwIfNoEntry: false })?.isFile())
      refuse("a file of that commit where a folder belongs");
  };
  let at = directory;
  for (const part of path.split("/").filter((name) => name !== "")) {
    checkFolder(at);
    at = join(at, part);
    if (!lstatSync(at, { throwIfNoEntry: false })) return;
    const end = endOf(at);
    if (end !== own && end?.startsWith(`${own}${sep}`) !== true)
      refuse("a symbolic link of that commit that leads out of its work tree");
  }
  if (kind === "folder") checkFolder(at);
}

function endOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
