import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { UsageError } from "./io.js";
import { ownFolder } from "./ownFolder.js";

/**
 * The project's folder: the one named, else the nearest above the working directory that has a Pulumi.yaml,
 * else the one that this command came with.
 */
export function findProject(workingDirectory: string, named: string | undefined): string {
  if (named !== undefined) {
    const directory = isAbsolute(named) ? named : resolve(workingDirectory, named);
    if (isProject(directory)) return directory;
    throw new UsageError(
      `--cwd: found ${JSON.stringify(named)}, which has no Pulumi.yaml; allowed: the folder of a project`,
    );
  }
  for (let directory = workingDirectory; ; directory = dirname(directory)) {
    if (isProject(directory)) return directory;
    if (directory === dirname(directory)) return ownProject();
  }
}

function isProject(directory: string): boolean {
  return existsSync(join(directory, "Pulumi.yaml"));
}

function ownProject(): string {
  if (isProject(ownFolder)) return ownFolder;
  throw new UsageError("found no Pulumi.yaml here or above; allowed: a project's folder, or --cwd");
}
