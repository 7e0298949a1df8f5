import { isAbsolute, join, resolve } from "node:path";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { valueAt } from "../../config/lookUp.js";

/**
 * What the engine has to be told in a work tree, so that it finds what it finds in the project's own folder: the backend
 * that the project's Pulumi.yaml names, and whatever is named by a path from there.
 */
export function backendEnvironment(
  project: string,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const url = env["PULUMI_BACKEND_URL"] ?? backendIn(project);
  const passphrase = env["PULUMI_CONFIG_PASSPHRASE_FILE"];
  return {
    ...(url === undefined || url === "" ? {} : { PULUMI_BACKEND_URL: absoluteBackend(url, project) }),
    ...(passphrase === undefined || passphrase === "" || isAbsolute(passphrase)
      ? {}
      : { PULUMI_CONFIG_PASSPHRASE_FILE: resolve(project, passphrase) }),
  };
}

/** `file://./state` is a path from the folder in which the engine runs; `file://~` and what is absolute stay. */
function absoluteBackend(url: string, project: string): string {
  const [, path] = /^file:\/\/([^/~].*)$/.exec(url) ?? [];
  return path === undefined ? url : `file://${resolve(project, path)}`;
}

function backendIn(project: string): string | undefined {
  const file: unknown = parse(readFileSync(join(project, "Pulumi.yaml"), "utf8"), { logLevel: "silent" });
  const url = valueAt(file, ["backend", "url"]);
  return typeof url === "string" ? url : undefined;
}
