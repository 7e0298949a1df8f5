import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const requirements = join(__dirname, "requirements.txt");
const root = join(__dirname, "../../..");

/** Longest that Python packages may take to arrive, in milliseconds. */
const installTimeout = 240_000;

/**
 * A Python that has moto, in an environment of its own that is made once and kept; or why there is none.
 *
 * On a machine of a pipeline (CI is set) there has to be one: tests that silently do not run there test nothing.
 */
export function pythonEnvironment(): { readonly python: string } | { readonly missing: string } {
  const pins = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const folder = join(root, "node_modules/.cache/basalt-tests/moto", pins);
  const python = join(folder, "bin/python");
  const done = join(folder, "installed");
  if (existsSync(done) && existsSync(python)) return { python };
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    run("python3", "-m", "venv", folder);
    // Nothing is built here: packages come ready made, or not at all.
    run(python, "-m", "pip", "install", "--quiet", "--only-binary=:all:", "--requirement", requirements);
    writeFileSync(done, "");
    return { python };
  } catch (error) {
    if (process.env["CI"]) throw error;
    return { missing: lastLine(error) };
  }
}

function run(program: string, ...args: readonly string[]): void {
  execFileSync(program, args, { timeout: installTimeout, stdio: ["ignore", "ignore", "pipe"] });
}

function lastLine(error: unknown): string {
  const { stderr, message } = error as Error & { stderr?: Buffer };
  const said = stderr?.toString().trim() ?? "";
  return (said === "" ? message : said).split("\n").at(-1)!;
}
