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
  return inRevision(findProject(io.directory, options.cwd), revision, async (directory) => ({
    ...(await readStackOf(directory, stack, options)),
    title: revision,
  }));
}

/** Runs `use` on a folder that has the declaration of a revision of a project; it is gone afterwards. */
export async function inRevision<Result>(
  project: string,
  revision: string,
  use: (directory: string) => Promise<Result>,
): Promise<Result> {
  const files = gitFiles(project, revision, (path) => read.test(path));
  const directory = mkdtempSync(join(tmpdir(), "basalt-revision-"));
  try {
    for (const { path, bytes } of files) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), bytes);
    }
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
