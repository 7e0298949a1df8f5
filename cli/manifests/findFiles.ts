import { readdirSync, statSync, type Dirent, type Stats } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../../problems/problem.js";
import { unreadable } from "./readBytes.js";

const isManifestName = (name: string): boolean => /\.(ya?ml|json)$/i.test(name);

/** Where tools keep what no user means. */
const isSkippedFolder = (name: string): boolean => name.startsWith(".") || name === "node_modules";

/** Folders inside folders: more is a mistake, or an attack. */
const mostLevels = 100;

/**
 * Manifests in a folder and in the folders below it, sorted. Links to files are followed; links to folders are not, which
 * could lead anywhere and in circles, and are a problem, since what is behind them would be missing.
 */
export function findFiles(folder: string, most: number): { files: string[]; problems: Problem[] } {
  const files: string[] = [];
  const problems: Problem[] = [];
  const visit = (path: string, level: number): void => {
    let entries: Dirent[];
    try {
      entries = readdirSync(path, { withFileTypes: true });
    } catch (error) {
      problems.push(unreadable(path, error));
      return;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (files.length > most) return;
      const child = join(path, entry.name);
      if (entry.isDirectory()) {
        if (isSkippedFolder(entry.name)) continue;
        if (level < mostLevels) visit(child, level + 1);
        else
          problems.push({
            file: child,
            path: "",
            found: "folders nested too deeply",
            allowed: `${mostLevels} levels`,
          });
      } else if (entry.isSymbolicLink()) {
        const target = follow(child);
        if (target?.isDirectory() && !isSkippedFolder(entry.name))
          problems.push({
            file: child,
            path: "",
            found: "a link to a folder, which is not followed",
            allowed: "folders; name the link's target to read it",
          });
        else if (!target?.isDirectory() && isManifestName(entry.name)) files.push(child);
      } else if (isManifestName(entry.name)) files.push(child);
    }
  };
  visit(folder, 0);
  if (files.length > most)
    problems.push({
      file: folder,
      path: "",
      found: `more than ${most} files`,
      allowed: "fewer; read parts of it",
    });
  return { files: files.slice(0, most), problems };
}

/** What a link leads to; undefined where that is nothing, or a circle. */
function follow(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
