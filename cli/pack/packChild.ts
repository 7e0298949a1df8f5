import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { UsageError } from "../io.js";

/** What a pack is started for. */
export interface PackStack {
  readonly stack: string;
  readonly project: string;
}

/** The process of a policy pack. */
export interface PackChild {
  /** Where it listens; fails where it does not start. */
  readonly port: Promise<number>;
  /** Calls `listener` once when the process is gone, with why and what it said last. */
  onDeath(listener: (why: string) => void): void;
  kill(): void;
}

/** As much of standard error as is kept: the end of it, where the reason stands. */
const keptComplaint = 16 * 1024;

const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Starts the pack in `folder` as Pulumi's language host does (github.com/pulumi/pulumi,
 * sdk/nodejs/cmd/pulumi-language-nodejs, RunPlugin): `run-policy-pack` of the pack's own SDK, in the pack's folder. The
 * process ends with this one, however that ends.
 *
 * @param startSeconds how long it may take to start
 */
export function spawnPack(folder: string, { stack, project }: PackStack, startSeconds = 120): PackChild {
  // The first argument is the engine's address; this pack asks nothing of it.
  const child = spawn(process.execPath, [starterOf(folder), "127.0.0.1:0", folder], {
    cwd: folder,
    env: {
      ...process.env,
      PULUMI_NODEJS_TYPESCRIPT: "true",
      PULUMI_NODEJS_ORGANIZATION: "organization",
      PULUMI_NODEJS_PROJECT: project,
      PULUMI_NODEJS_STACK: stack,
      PULUMI_NODEJS_DRY_RUN: "true",
    },
    // By the channel the pack notices that this process is gone, even by SIGKILL.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let complaint = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-keptComplaint);
  });

  let death: string | undefined;
  const listeners: ((why: string) => void)[] = [];
  const die = (why: string) => {
    if (death !== undefined) return;
    death = complaint.trim() === "" ? why : `${why}:\n${complaint.trim()}`;
    for (const listener of listeners) listener(death);
  };
  const kill = () => {
    process.off("exit", kill);
    for (const signal of endingSignals) process.off(signal, endWith);
    child.kill("SIGKILL");
    die("the policy pack was stopped");
  };
  const endWith = (signal: NodeJS.Signals) => {
    kill();
    process.kill(process.pid, signal);
  };
  process.once("exit", kill);
  for (const signal of endingSignals) process.once(signal, endWith);
  child.once("error", (error) => die(`the policy pack cannot be started: ${error.message}`));
  // "close", not "exit": what it wrote at last is then here.
  child.once("close", (code, signal) => die(`the policy pack ended with ${signal ?? `code ${code}`}`));

  const port = new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => {
      die(`the policy pack did not start within ${startSeconds} s`);
      kill();
    }, startSeconds * 1000);
    listeners.push((why) => {
      clearTimeout(timer);
      reject(new Error(why));
    });
    // Its first line is its port; the rest is read and left alone, so that it never waits for a reader.
    createInterface(child.stdout!).once("line", (line) => {
      clearTimeout(timer);
      if (/^\d{1,5}$/.test(line.trim())) resolve(Number(line));
      else {
        die(`the policy pack printed ${JSON.stringify(line.slice(0, 80))} where its port belongs`);
        kill();
      }
    });
  });
  // Who asks for the port hears of it; who ended the pack before need not.
  port.catch(() => undefined);
  return {
    port,
    onDeath(listener) {
      if (death === undefined) listeners.push(listener);
      else listener(death);
    },
    kill,
  };
}

/** What starts a pack, of the SDK that the pack itself has. */
function starterOf(folder: string): string {
  try {
    return createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  } catch (error) {
    throw new UsageError(
      `the policy pack ${folder}: found no @pulumi/pulumi; allowed: a pack that is installed (npm ci)`,
      { cause: error },
    );
  }
}
