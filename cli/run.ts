import { DeclarationError } from "../config/declarationError.js";
import type { CommandEntry } from "./command.js";
import { exitCodes, UsageError, type Io } from "./io.js";
import { ownVersion } from "./ownFolder.js";
import { traceVariable } from "./trace.js";

const commands: readonly CommandEntry[] = [
  {
    name: "plan",
    summary: "run the program for a stack offline, and show what it would make",
    load: async () => (await import("./commands/plan.js")).plan,
  },
  {
    name: "reach",
    summary: "who can talk to whom, and why: of manifests, or of a stack",
    load: async () => (await import("./commands/reach.js")).reach,
  },
  {
    name: "preview",
    summary: "what a deployment would do: what is replaced, and who could newly talk to whom",
    load: async () => (await import("./commands/preview.js")).preview,
  },
  {
    name: "comment",
    summary: "the consequences of a pull request in one comment",
    load: async () => (await import("./commands/comment.js")).comment,
  },
  {
    name: "deploy",
    summary: "preview, show the consequences, ask, and update a stack",
    load: async () => (await import("./commands/deploy.js")).deploy,
  },
  {
    name: "history",
    summary: "what was deployed, and what can be returned to",
    load: async () => (await import("./commands/history.js")).history,
  },
  {
    name: "rollback",
    summary: "deploy a version again that the stack has had",
    load: async () => (await import("./commands/rollback.js")).rollback,
  },
  {
    name: "drift",
    summary: "what the account and the cluster have that the declaration does not",
    load: async () => (await import("./commands/drift.js")).drift,
  },
  {
    name: "pin",
    summary: "write the newest versions of everything that a stack file pins",
    load: async () => (await import("./commands/pin.js")).pin,
  },
  {
    name: "promote",
    summary: "copy the pins of one stack to another",
    load: async () => (await import("./commands/promote.js")).promote,
  },
  {
    name: "rotate",
    summary: "have nodes replaced that are older than they may be",
    load: async () => (await import("./commands/rotate.js")).rotate,
  },
];

const help = `basalt: an EKS cluster that is replaced, never patched, and whose network allows exactly what is declared

Usage: basalt <command> [options]

Commands:
${commands.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`).join("\n")}

Run "basalt <command> --help" for options and examples, "basalt --version" for the version.
Exit codes: 0 clean, 1 findings, 2 could not run.
`;

/** Runs the command that `argv` names and answers its exit code; never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    (name === undefined ? io.err : io.out)(help);
    return name === undefined ? exitCodes.couldNotRun : exitCodes.clean;
  }
  if (name === "--version") {
    io.out(`${ownVersion()}\n`);
    return exitCodes.clean;
  }
  const entry = commands.find((candidate) => candidate.name === name);
  if (!entry) {
    io.err(
      `basalt: found the command ${JSON.stringify(name)}; allowed: ${commands.map((known) => known.name).join(", ")}\n`,
    );
    return exitCodes.couldNotRun;
  }
  const command = await entry.load();
  if (args.includes("--help") || args.includes("-h")) {
    io.out(command.help);
    return exitCodes.clean;
  }
  try {
    return await command.run(args, io);
  } catch (error) {
    io.err(`${describe(error, name)}\n`);
    return exitCodes.couldNotRun;
  }
}

/** Users' mistakes are told plainly; a stack trace means a bug. */
function describe(error: unknown, command: string): string {
  if (error instanceof DeclarationError || error instanceof UsageError || isRunError(error)) {
    return `basalt ${command}: ${error.message}`;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `basalt ${command}: the program failed, which no declaration should make it do; ${traceVariable}=1 shows where\n${detail}`;
}

/** Whether the program threw a pulumi.RunError, by its mark: only commands that run the program load the SDK. */
function isRunError(error: unknown): error is Error {
  return error instanceof Error && "__pulumiRunError" in error;
}
