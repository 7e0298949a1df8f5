import { isAbsolute, join, resolve } from "node:path";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { valueAt } from "../../config/lookUp.js";
import { showValue } from "../../problems/problem.js";
import type { Refusal } from "./refusal.js";

/**
 * What the engine has to be told in a work tree, so that it finds what it finds in the project's own folder: the backend
 * that the project's Pulumi.yaml names, and whatever is named by a path from there.
 */
export function backendEnvironment(
  project: string,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const url = namedBackend(project, env);
  const passphrase = env["PULUMI_CONFIG_PASSPHRASE_FILE"];
  return {
    ...(url === undefined ? {} : { PULUMI_BACKEND_URL: absoluteBackend(url, project) }),
    ...(passphrase === undefined || passphrase === "" || isAbsolute(passphrase)
      ? {}
      : { PULUMI_CONFIG_PASSPHRASE_FILE: resolve(project, passphrase) }),
  };
}

/**
 * Why a checked out version would be previewed and deployed in another backend than the one whose history and state were
 * looked at: where neither the environment nor the present Pulumi.yaml names one, the engine takes its Pulumi.yaml's.
 *
 * @param target the checked out project's folder
 */
export function backendRefusals(
  target: string,
  project: string,
  env: Readonly<Record<string, string | undefined>>,
): Refusal[] {
  const own = backendIn(target);
  if (own === undefined || namedBackend(project, env) !== undefined) return [];
  return [
    {
      reason: "other-backend",
      found: `a Pulumi.yaml that names the backend ${showValue(own)}, and the present one names none, so this login's was asked`,
      todo: "set PULUMI_BACKEND_URL to the backend that has the stack, or name it in the present Pulumi.yaml (backend: { url })",
    },
  ];
}

/** The engine takes an empty variable for none. */
function namedBackend(
  project: string,
  { PULUMI_BACKEND_URL: url }: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return url === undefined || url === "" ? backendIn(project) : url;
}

/** `file://./state` is a path from the folder in which the engine runs; `file://~` and what is absolute stay. */
function absoluteBackend(url: string, project: string): string {
  const [, path] = /^file:\/\/([^/~].*)$/.exec(url) ?? [];
  return path === undefined ? url : `file://${resolve(project, path)}`;
}

function backendIn(project: string): string | undefined {
  const file: unknown = parse(readFileSync(join(project, "Pulumi.yaml"), "utf8"), { logLevel: "silent" });
  const url = valueAt(file, ["backend", "url"]);
  return typeof url === "string" && url !== "" ? url : undefined;
}
