import { spawn } from "node:child_process";
import { setMaxListeners } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { LocalWorkspace, PulumiCommand, Stack, type Deployment } from "@pulumi/pulumi/automation/index.js";
import type { Files } from "../../support/project.js";
import { atExit } from "./atExit.js";
import { copyProgram, writeDeclaration } from "./engineProject.js";
import { family, killAll } from "./processes.js";
import { pluginFolder } from "./pulumiTools.js";
import { Recorder, type Run } from "./run.js";

/** What a stack is deployed from, and against what. */
export interface EngineOptions {
  /** Stack files and namespaces. */
  readonly files: Files;
  readonly stack: string;
  /** The fake AWS's, and whatever else the engine and its plugins shall see. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Folders of programs that come before those on PATH. */
  readonly path?: readonly string[];
}

/** Settings that every run has. */
export interface RunOptions {
  readonly refresh?: boolean;
  readonly policyPacks?: readonly string[];
  /** Files, one for each pack. */
  readonly policyPackConfigs?: readonly string[];
  readonly target?: readonly string[];
  readonly parallel?: number;
}

/** An update in processes of its own. */
export interface RunningUpdate {
  /** Ends the engine and all its plugins at once, as a power failure would. */
  kill(): Promise<void>;
  /** Settles when it has ended, in whichever way. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** A creation that the state knows as begun. */
export interface PendingCreate {
  readonly urn: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What became of creations that had begun; by URN. */
export interface Settled {
  readonly imported: readonly string[];
  readonly cleared: readonly string[];
  /** What exists and nobody knows any more, because the state has its predecessor. To be deleted by hand. */
  readonly orphans: readonly { readonly urn: string; readonly type: string; readonly id: string }[];
  /** The refresh's own output. */
  readonly output: string;
  /** 0 when it went well. */
  readonly code: number | null;
}

/** The real engine, on one stack of a copy of the program. Runs report failures, they do not throw. */
export interface Engine {
  /** The copy. */
  readonly directory: string;
  /** What the engine and its plugins see of the environment besides this process's; a change is seen by the next run. */
  readonly environment: Record<string, string>;
  /** Replaces the declaration. */
  write(files: Files): void;
  preview(options?: RunOptions): Promise<Run>;
  /** Without the preview that the CLI does first. */
  up(options?: RunOptions): Promise<Run>;
  refresh(): Promise<Run>;
  destroy(options?: { readonly runProgram?: boolean }): Promise<Run>;
  /** As a person does it: by the command, which previews first and refuses what the preview refuses. */
  destroyByCommand(options?: { readonly runProgram?: boolean }): RunningUpdate["ended"];
  /** Starts an update that can be killed. */
  startUp(): RunningUpdate;
  /** Takes away the lock of an update that was killed. */
  unlock(): Promise<void>;
  /**
   * What a person does after an update that was killed: takes the lock away, tells the state the ids of what was being
   * created and exists, drops the rest of what was being created, and refreshes. What was to replace something else
   * cannot be told: its predecessor has its place.
   */
  settle(idOf: (pending: PendingCreate) => Promise<string | undefined>): Promise<Settled>;
  state(): Promise<Deployment>;
  stop(): Promise<void>;
}

/** Prepares a stack without resources, with its state in the copy's folder. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const directory = copyProgram(options.files);
  const updates = new Set<RunningUpdate>();
  const clear = () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  const keep = atExit(clear);
  const environment: Record<string, string> = {
    ...options.environment,
    ...ownHome(directory),
    PATH: [...(options.path ?? []), process.env["PATH"] ?? ""].join(delimiter),
  };
  try {
    const workspace = await LocalWorkspace.create({
      workDir: directory,
      envVars: environment,
      // Engines that are built from source report no version.
      pulumiCommand: await PulumiCommand.get({ skipVersionCheck: true }),
    });
    workspace.envVars = environment;
    const stack = await Stack.create(options.stack, workspace);
    const runs = runsOf(stack);
    return {
      directory,
      environment,
      write: (files) => writeDeclaration(directory, files),
      ...runs,
      destroyByCommand({ runProgram = false } = {}) {
        const words = ["destroy", "--yes", ...(runProgram ? ["--run-program"] : [])];
        const command = startPulumi(words, directory, options.stack, environment);
        updates.add(command);
        return command.ended;
      },
      startUp() {
        const update = startPulumi(["up", "--yes", "--skip-preview"], directory, options.stack, environment);
        updates.add(update);
        return update;
      },
      unlock: () => stack.cancel(),
      async settle(idOf) {
        await stack.cancel();
        const exported = await stack.exportStack();
        const { resources = [] } = exported.deployment as { resources?: { urn: string }[] };
        const known = new Set(resources.map(({ urn }) => urn));
        const pending = await Promise.all(
          pendingCreates(exported).map(async (each) => ({ ...each, id: await idOf(each) })),
        );
        const existing = pending.flatMap(({ id, ...each }) => (id === undefined ? [] : [{ ...each, id }]));
        const imported = existing.filter(({ urn }) => !known.has(urn));
        // By editing the state: `pulumi refresh --import-pending-creates` of 3.260 drops what it is told, without a word.
        await stack.importStack(withCreated(exported, imported));
        const refresh = startPulumi(
          ["refresh", "--yes", "--skip-preview", "--clear-pending-creates"],
          directory,
          options.stack,
          environment,
        );
        updates.add(refresh);
        return {
          imported: imported.map(({ urn }) => urn),
          cleared: pending.filter(({ id }) => id === undefined).map(({ urn }) => urn),
          orphans: existing
            .filter(({ urn }) => known.has(urn))
            .map(({ urn, type, id }) => ({ urn, type, id })),
          ...(await refresh.ended),
        };
      },
      state: () => stack.exportStack(),
      async stop() {
        await Promise.all([...[...updates].map((update) => update.kill()), runs.stop()]);
        keep();
        clear();
      },
    };
  } catch (error) {
    keep();
    clear();
    throw error;
  }
}

/** State, credentials and plugin locks of this test's own; the plugins are everybody's. */
function ownHome(directory: string): Record<string, string> {
  const home = join(directory, ".home");
  mkdirSync(ownBackend(directory), { recursive: true });
  if (existsSync(pluginFolder)) symlinkSync(pluginFolder, join(home, "plugins"));
  return {
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${ownBackend(directory)}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/** Where the state is. */
const ownBackend = (directory: string) => join(directory, ".home/state");

/** `stop` interrupts what runs, as after a test that took too long. */
function runsOf(stack: Stack): Pick<Engine, "preview" | "up" | "refresh" | "destroy" | "stop"> {
  const interruption = new AbortController();
  // The Automation API leaves one behind for each run.
  setMaxListeners(0, interruption.signal);
  const running = new Set<Promise<unknown>>();
  const endAll = atExit(() => {
    if (running.size > 0) killAll(family(process.pid).slice(1));
  });
  const run = async (isPreview: boolean, start: (recorder: Recorder) => Promise<unknown>): Promise<Run> => {
    const recorder = new Recorder(isPreview);
    const begun = start(recorder);
    running.add(begun);
    try {
      await begun;
      return recorder.result();
    } catch (error) {
      return recorder.result((error as Error).message);
    } finally {
      running.delete(begun);
    }
  };
  const settings = (
    { refresh, policyPacks, policyPackConfigs, target, parallel }: RunOptions,
    { onEvent, onOutput }: Recorder,
  ) => ({
    onEvent,
    onOutput,
    color: "never" as const,
    signal: interruption.signal,
    ...(refresh === undefined ? {} : { refresh }),
    ...(policyPacks && { policyPacks: [...policyPacks] }),
    ...(policyPackConfigs && { policyPackConfigs: [...policyPackConfigs] }),
    ...(target && { target: [...target] }),
    ...(parallel === undefined ? {} : { parallel }),
  });
  return {
    async stop() {
      interruption.abort();
      await Promise.allSettled(running);
      endAll();
    },
    preview: (options = {}) => run(true, (recorder) => stack.preview(settings(options, recorder))),
    up: (options = {}) =>
      run(false, (recorder) => stack.up({ ...settings(options, recorder), showSecrets: false })),
    refresh: () => run(false, (recorder) => stack.refresh({ ...settings({}, recorder), showSecrets: false })),
    destroy: ({ runProgram = false } = {}) =>
      run(false, (recorder) => stack.destroy({ ...settings({}, recorder), runProgram, showSecrets: false })),
  };
}

/** Whether a file is not half written. */
function isWhole(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}

/** Creations that have begun, oldest first. */
function pendingCreates({ deployment }: Deployment): PendingCreate[] {
  const { pending_operations: operations = [] } = deployment as {
    pending_operations?: { resource: PendingCreate; type: string }[];
  };
  return operations.filter(({ type }) => type === "creating").map(({ resource }) => resource);
}

/** The state in which creations that had begun have ended. Their outputs come with the next refresh. */
function withCreated(
  { deployment, ...rest }: Deployment,
  created: readonly (PendingCreate & { id: string })[],
): Deployment {
  const { resources = [], ...others } = deployment as { resources?: object[] };
  const made = created.map((resource) => ({ ...resource, outputs: resource.inputs }));
  return { ...rest, deployment: { ...others, resources: [...resources, ...made], pending_operations: [] } };
}

function startPulumi(
  words: readonly string[],
  directory: string,
  stack: string,
  environment: Record<string, string>,
): RunningUpdate {
  const child = spawn("pulumi", [...words, "--non-interactive", "--stack", stack], {
    cwd: directory,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  let isOver = false;
  const ended = new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      isOver = true;
      resolve({ code, output });
    });
  });
  const end = () => {
    if (!isOver && child.pid !== undefined) killAll(family(child.pid));
  };
  void ended.finally(atExit(end)).catch(() => undefined);
  return {
    async kill() {
      // The file backend writes its file in place, which other backends do not: between two writes, then.
      const file = join(ownBackend(directory), ".pulumi/stacks/basalt", `${stack}.json`);
      while (!isOver && child.kill("SIGSTOP") && !isWhole(file)) {
        child.kill("SIGCONT");
        await wait(5);
      }
      end();
      await ended;
    },
    ended,
  };
}
