import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Io } from "../io.js";
import { findProject } from "../project.js";
import { gitFiles } from "./gitFiles.js";
import type { Input } from "./input.js";
import type { ReachOptions } from "./options.js";
import { readStackOf } from "./stackInput.js";

/** The declaration, and charts that lie in the project: all that the program reads. */
const read = /^(Pulumi[^/]*\.ya?ml|namespaces\/[^/]+|.*\.tgz)$/;

/** What today's program makes of the declaration of a revision, which is laid in a folder of its own. */
export async function readStackAt(
  revision: string,
  stack: string,
  options: ReachOptions,
  io: Io,
): Promise<Input> {
  const files = gitFiles(findProject(io.directory, options.cwd), revision, (path) => read.test(path));
  const directory = mkdtempSync(join(tmpdir(), "basalt-revision-"));
  try {
    for (const { path, bytes } of files) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), bytes);
    }
    return { ...(await readStackOf(directory, stack, options)), title: revision };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
