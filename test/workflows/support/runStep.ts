import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Step } from "./workflows.js";

/** What a program answers when a step calls it. */
export interface Answer {
  readonly out?: string;
  readonly code?: number;
  /** Files that it writes, by path; `$RUNNER_TEMP` in one is the runner's. */
  readonly writes?: Readonly<Record<string, string>>;
}

/** What a step finds. */
export interface Surroundings {
  /** Values of the expressions in the step's `env`, by their text: `inputs.stack`. */
  readonly expressions?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Answers of `basalt`, by its command. */
  readonly basalt?: Readonly<Record<string, Answer>>;
  /** Answers of `gh`, by how its arguments begin. */
  readonly gh?: Readonly<Record<string, Answer>>;
  /** Files of the runner's temporary folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** What is done before, with the workspace and the temporary folder. */
  readonly before?: (workspace: string, temporary: string) => void;
}

/** What a step did. */
export interface Ran {
  readonly code: number | null;
  readonly log: string;
  /** What it called, program first. */
  readonly calls: readonly (readonly string[])[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** A file of the runner's temporary folder; undefined where there is none. */
  readonly file: (name: string) => string | undefined;
  readonly workspace: string;
}

const program = `
const { appendFileSync, mkdirSync, writeFileSync } = require("node:fs");
const [, , name, ...args] = process.argv;
appendFileSync(process.env.STUB_CALLS, JSON.stringify([name, ...args]) + "\\n");
const answers = JSON.parse(process.env.STUB_ANSWERS)[name] ?? {};
const said = args.join(" ");
const key = Object.keys(answers).filter((begin) => said.startsWith(begin)).sort((a, b) => b.length - a.length)[0];
const { out = "", code = 0, writes = {} } = answers[key] ?? {};
for (const [path, text] of Object.entries(writes)) writeFileSync(path.replace("$RUNNER_TEMP", process.env.RUNNER_TEMP), text);
process.stdout.write(out);
process.exitCode = code;
`;

/** Runs a step as the runner would, in an empty workspace in which `basalt`, `gh` and `npm` are stand-ins. */
export function runStep(step: Step, surroundings: Surroundings = {}): Ran {
  const { expressions = {}, env = {}, basalt = {}, gh = {}, files = {}, before } = surroundings;
  const base = mkdtempSync(join(tmpdir(), "basalt-step-"));
  created.push(base);
  const [workspace, temporary, programs] = ["workspace", "temporary", "programs"].map((name) =>
    join(base, name),
  ) as [string, string, string];
  for (const folder of [workspace, temporary, programs, join(workspace, "cli")]) mkdirSync(folder);
  const stub = join(base, "stub.js");
  writeFileSync(stub, program);
  writeFileSync(
    join(workspace, "cli/basalt.js"),
    `process.argv.splice(1, 1, ${JSON.stringify(stub)}, "basalt"); require(${JSON.stringify(stub)});`,
  );
  for (const name of ["gh", "npm", "pulumi", "aws"]) {
    writeFileSync(join(programs, name), `#!/bin/sh\nexec "${process.execPath}" "${stub}" ${name} "$@"\n`);
    chmodSync(join(programs, name), 0o755);
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(temporary, name)), { recursive: true });
    writeFileSync(join(temporary, name), text);
  }
  before?.(workspace, temporary);

  const script = join(base, "script.sh");
  writeFileSync(script, step.run ?? "");
  const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, evaluate(value, expressions)]);
  const calls = join(base, "calls");
  const run = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
    cwd: workspace,
    encoding: "utf8",
    env: {
      PATH: `${programs}:${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      HOME: base,
      RUNNER_TEMP: temporary,
      GITHUB_OUTPUT: join(base, "output"),
      GITHUB_STEP_SUMMARY: join(base, "summary"),
      GITHUB_REPOSITORY: "acme/basalt",
      GITHUB_SERVER_URL: "https://github.example",
      STUB_CALLS: calls,
      STUB_ANSWERS: JSON.stringify({ basalt, gh }),
      ...env,
      ...(Object.fromEntries(own) as Record<string, string>),
    },
  });
  const text = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : "");
  return {
    code: run.status,
    log: run.stdout + run.stderr,
    calls: text(calls)
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as string[]),
    outputs: Object.fromEntries(
      text(join(base, "output"))
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    ),
    summary: text(join(base, "summary")),
    file: (name) => (existsSync(join(temporary, name)) ? text(join(temporary, name)) : undefined),
    workspace,
  };
}

const created: string[] = [];

/** Removes what the steps left. */
export function forgetSteps(): void {
  for (const folder of created.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** An `env` value is text, or one expression of which the test says what it comes to. */
function evaluate(value: string, expressions: Readonly<Record<string, string>>): string {
  const [, expression] = /^\$\{\{ (.+) \}\}$/s.exec(value) ?? [];
  if (expression === undefined) return value;
  const known = expressions[expression];
  if (known === undefined) throw new Error(`what is ${JSON.stringify(expression)} in this test?`);
  return known;
}
