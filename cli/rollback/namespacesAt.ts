import { parse } from "yaml";
import { UsageError } from "../io.js";
import { gitFiles } from "../reach/gitFiles.js";

/** The namespace files of a commit, as far as they could be read. */
export interface NamespacesAt {
  readonly read: readonly unknown[];
  /** What could not: the commit's own words for it, or why there are none. */
  readonly unread: readonly string[];
}

/**
 * Reads the namespace files of a commit, whatever was allowed in them then.
 *
 * @param directory the project's folder in a work tree of the repository
 */
export function namespacesAt(directory: string, commit: string): NamespacesAt {
  const read: unknown[] = [];
  const unread: string[] = [];
  try {
    for (const { path, bytes } of gitFiles(directory, commit, (path) =>
      /^namespaces\/[^/]+\.ya?ml$/.test(path),
    ))
      try {
        read.push(parse(Buffer.from(bytes).toString("utf8"), { logLevel: "error" }));
      } catch {
        unread.push(path);
      }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    unread.push("namespaces");
  }
  return { read, unread };
}
