import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resolveConfig } from "prettier";
import { rulesDocument } from "./documentation/rulesDocument.js";
import { rules } from "./index.js";

/*
 * Writes docs/rules.md from the rules. With --check, only says whether it is up to date.
 */

async function main(): Promise<void> {
  const path = join(__dirname, "../docs/rules.md");
  const made = await rulesDocument(rules, (await resolveConfig(path)) ?? {});
  if (!process.argv.includes("--check")) writeFileSync(path, made);
  else if (readFileSync(path, "utf8") !== made) {
    console.error('docs/rules.md: found a stale file; run "npm run rules" and commit the result');
    process.exitCode = 1;
  }
}

void main();
