import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import packages from "../../../package.json";

/** The engine's folder for plugins. */
export const pluginFolder = join(process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi"), "plugins");

/** What the engine tests miss on this machine; undefined when they can run. */
export function missingTools(): string | undefined {
  if (!onPath("pulumi")) return "needs pulumi on PATH";
  const wanted = {
    eks: packages.dependencies["@pulumi/eks"],
    kubernetes: packages.dependencies["@pulumi/kubernetes"],
  };
  const missing = Object.entries(wanted).filter(([name, version]) => !isInstalled(name, version));
  if (missing.length === 0) return undefined;
  const names = missing.map(([name, version]) => `${name} ${version}`).join(" and ");
  return `needs the Pulumi provider ${names} (pulumi plugin install resource …)`;
}

/** Skips a suite, with a plain line, when something is missing. To be called in `describe`. */
export function needsEngine(): void {
  const missing = missingTools();
  before(function () {
    if (missing === undefined) return;
    console.log(`      skipped: ${missing}`);
    this.skip();
  });
}

function isInstalled(name: string, version: string): boolean {
  if (existsSync(join(pluginFolder, `resource-${name}-v${version}`))) return true;
  return process.env["PULUMI_IGNORE_AMBIENT_PLUGINS"] !== "true" && onPath(`pulumi-resource-${name}`);
}

function onPath(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
}
