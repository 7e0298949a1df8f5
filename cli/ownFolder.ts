import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder that this command came in. In the bundle too: basalt.js gives it the sources' `__dirname`. */
export const ownFolder = join(__dirname, "..");

/** The version of this command, as package.json has it. */
export function ownVersion(): string {
  return (JSON.parse(readFileSync(join(ownFolder, "package.json"), "utf8")) as { version: string }).version;
}
