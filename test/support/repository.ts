import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sample } from "./fixture.js";
import type { Outcome } from "./io.js";

const root = join(__dirname, "../..");

/** What is not part of the command; the project is the sample's. */
const leftOut = /^(node_modules|\.git|\.basalt|test|namespaces|Pulumi(\..+)?\.yaml)$/;

/** A copy of the repository with its packages but a bundle cache of its own, whose project is the sample. */
export function copyRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), "basalt-copy-"));
  for (const entry of readdirSync(root)) {
    if (!leftOut.test(entry)) cpSync(join(root, entry), join(copy, entry), { recursive: true });
  }
  cpSync(sample, copy, { recursive: true });
  mkdirSync(join(copy, "node_modules"));
  for (const entry of readdirSync(join(root, "node_modules"))) {
    if (entry !== ".cache") symlinkSync(join(root, "node_modules", entry), join(copy, "node_modules", entry));
  }
  return copy;
}

/** Every file of a copy but its packages, with its content. */
export function filesOf(directory: string): Map<string, string> {
  return new Map(
    (readdirSync(directory, { recursive: true }) as string[])
      .filter((path) => !path.startsWith("node_modules") && statSync(join(directory, path)).isFile())
      .sort()
      .map((path) => [path, readFileSync(join(directory, path), "latin1")]),
  );
}

/** Names of the bundles that a copy keeps. */
export function keptIn(directory: string): string[] {
  const cache = join(directory, "node_modules/.cache/basalt");
  return existsSync(cache) ? readdirSync(cache).sort() : [];
}

/** Forgets the bundles. */
export function forgetBundle(directory: string): void {
  rmSync(join(directory, "node_modules/.cache"), { recursive: true, force: true });
}

/** How a run is cut short. */
export interface Interruption {
  readonly signal: NodeJS.Signals;
  readonly afterMilliseconds: number;
}

/** Runs the command as a process of its own. */
export function launch(
  repository: string,
  argv: readonly string[],
  directory: string,
  interruption?: Interruption,
): Promise<Outcome & { readonly signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(repository, "cli/basalt.js"), ...argv], {
      cwd: directory,
      env: { ...process.env, NODE_OPTIONS: `--require ${JSON.stringify(join(__dirname, "fixedDay.cjs"))}` },
    });
    const written = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (written.out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (written.err += text));
    const timer =
      interruption && setTimeout(() => child.kill(interruption.signal), interruption.afterMilliseconds);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code: code ?? -1, signal, ...written });
    });
  });
}
